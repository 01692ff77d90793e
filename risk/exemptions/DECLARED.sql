WITH listed AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN declared d USING (official_id, uscc)
    WHERE d.kin = c.kin OR d.kin IS NULL
), reports AS (
    SELECT c.cid, bool_or(d.duty) AS duty, bool_or(d.official_id IS NOT NULL) AS any_report
    FROM candidates c LEFT JOIN reports_in d ON d.official_id = c.official_id
        AND d.day >= c.from_day AND d.day < c.to_day
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN l.cid IS NOT NULL AND len(c.deals) > 0 AND c.pattern <> 'P-04' THEN 'deals'
                       WHEN c.cid IN (SELECT cid FROM outcomes WHERE reason = 'overdue') THEN 'overdue'
                       WHEN l.cid IS NOT NULL THEN 'listed'
                       WHEN c.kin NOT IN ('self', 'spouse', 'child', 'child_spouse') OR NOT c.has_duty
                           THEN 'no_duty'
                       WHEN c.has_duty IS NULL THEN 'no_rank'
                       WHEN r.any_report THEN 'missing' ELSE 'no_report' END AS reason
    FROM candidates c LEFT JOIN listed l USING (cid) JOIN reports r USING (cid)
)
SELECT cid, CASE reason WHEN 'listed' THEN 'applies' WHEN 'no_report' THEN 'cannot be told'
                        WHEN 'no_rank' THEN 'cannot be told'
                        ELSE 'does not apply' END AS outcome, reason
FROM seen
