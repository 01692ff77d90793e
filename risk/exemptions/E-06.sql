WITH papers AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN papers_of p USING (official_id, uscc)
    WHERE p.exemption = 'E-06' AND c.subject = 'self' AND certainty(meet(p.term, c.conduct)) > 0
)
SELECT c.cid,
       CASE WHEN p.cid IS NOT NULL THEN 'applies' WHEN there('approvals') THEN 'does not apply'
            ELSE 'cannot be told' END AS outcome,
       CASE WHEN p.cid IS NOT NULL THEN 'document' WHEN there('approvals') THEN 'none'
            ELSE 'no_table' END AS reason
FROM candidates c LEFT JOIN papers p USING (cid)
