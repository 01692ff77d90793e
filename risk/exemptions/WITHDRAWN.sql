WITH papers AS (
    SELECT c.cid, bool_or(p.kind = '回避决定') FILTER (p.uscc IS NOT NULL) AS withdrawn,
           bool_or(p.uscc IS NULL) AS unlinked,
           bool_and(p.kind = '责令退出' AND p.valid_to IS NOT NULL
                    AND final_day(p.valid_to) < least(c.to_day, today()))
               FILTER (p.uscc IS NOT NULL) AS overdue
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'WITHDRAWN' AND (p.about = c.uscc OR p.about IS NULL) GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN p.withdrawn THEN 'withdrawn' WHEN NOT p.overdue THEN 'ordered'
                       WHEN p.unlinked THEN 'unlinked' WHEN p.overdue THEN 'overdue' WHEN there('approvals') THEN 'none'
                       ELSE 'no_table' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE WHEN reason IN ('withdrawn', 'ordered') THEN 'applies'
                 WHEN reason IN ('unlinked', 'no_table') THEN 'cannot be told' ELSE 'does not apply' END AS outcome, reason
FROM seen
