WITH papers AS (
    SELECT c.cid, bool_or(p.kind = '回避决定') AS withdrawn,
           bool_and(p.kind = '责令退出' AND p.valid_to IS NOT NULL
                    AND final_day(p.valid_to) < least(c.to_day, today())) AS overdue
    FROM candidates c JOIN papers_of p USING (official_id, uscc)
    WHERE p.exemption = 'WITHDRAWN' GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN p.withdrawn THEN 'withdrawn' WHEN p.overdue THEN 'overdue'
                       WHEN p.cid IS NOT NULL THEN 'ordered' WHEN there('approvals') THEN 'none'
                       ELSE 'no_table' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE WHEN reason IN ('withdrawn', 'ordered') THEN 'applies'
                 WHEN reason = 'no_table' THEN 'cannot be told' ELSE 'does not apply' END AS outcome, reason
FROM seen
