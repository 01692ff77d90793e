WITH own AS (
    SELECT DISTINCT cid FROM bound_whom
    WHERE list_contains(kin_bound, 'self') AND certainty(meet(conduct, in_force)) = 2
), seen AS (
    SELECT c.cid, CASE WHEN c.kin <> 'spouse' THEN 'other_holder' WHEN c.rules_in_force > 0 THEN 'kin_rule'
                       WHEN o.cid IS NOT NULL THEN 'spouse_only' ELSE 'no_rule' END AS reason
    FROM candidates c LEFT JOIN own o USING (cid)
)
SELECT cid, CASE reason WHEN 'spouse_only' THEN 'applies' ELSE 'does not apply' END AS outcome, reason FROM seen
