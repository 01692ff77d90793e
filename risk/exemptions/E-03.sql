WITH papers AS (
    SELECT c.cid, bool_or(p.paid) AS paid, bool_or(p.paid IS NULL) AS unknown
    FROM candidates c JOIN papers_of p USING (official_id, uscc)
    WHERE p.exemption = 'E-03' AND c.subject = 'self' AND certainty(meet(p.term, c.conduct)) > 0
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN p.cid IS NULL AND there('approvals') THEN 'none'
                       WHEN p.cid IS NULL THEN 'no_table'
                       WHEN c.holds THEN 'equity' WHEN p.paid THEN 'paid'
                       WHEN p.unknown THEN 'unknown_pay' ELSE 'approved' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE WHEN reason = 'approved' THEN 'applies'
                 WHEN reason IN ('unknown_pay', 'no_table') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
