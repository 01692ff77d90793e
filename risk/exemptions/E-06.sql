WITH papers AS (
    SELECT c.cid, bool_or(p.uscc IS NOT NULL) AS named
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'E-06' AND c.subject = 'self' AND certainty(meet(p.term, c.conduct)) > 0
      AND (p.about = c.uscc OR p.about IS NULL)
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN p.named THEN 'document' WHEN p.cid IS NOT NULL THEN 'unlinked'
                       WHEN there('approvals') THEN 'none' ELSE 'no_table' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE reason WHEN 'document' THEN 'applies' WHEN 'none' THEN 'does not apply'
                        ELSE 'cannot be told' END AS outcome, reason
FROM seen
