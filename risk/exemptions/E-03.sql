WITH papers AS (
    SELECT c.cid, coalesce(bool_or(p.uscc IS NOT NULL), false) AS named,
           bool_or(p.paid) FILTER (p.uscc IS NOT NULL) AS paid,
           bool_or(p.paid IS NULL) FILTER (p.uscc IS NOT NULL) AS unknown,
           bool_or(p.uscc IS NULL AND NOT coalesce(p.paid, false)) AS unlinked
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'E-03' AND c.subject = 'self' AND certainty(meet(p.term, c.conduct)) > 0
      AND (p.about = c.uscc OR p.about IS NULL)
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN p.cid IS NULL AND NOT there('approvals') THEN 'no_table'
                       WHEN p.named AND c.holds THEN 'equity'
                       WHEN p.named AND NOT coalesce(p.paid, false)
                           THEN CASE WHEN p.unknown THEN 'unknown_pay' ELSE 'approved' END
                       WHEN p.unlinked AND NOT c.holds THEN 'unlinked'
                       WHEN p.named THEN 'paid' ELSE 'none' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE WHEN reason = 'approved' THEN 'applies'
                 WHEN reason IN ('unknown_pay', 'unlinked', 'no_table') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
