WITH decided AS (
    SELECT c.cid, bool_or(d.outcome IN ('属实', '部分属实') AND d.measure IS NOT NULL
                          AND d.measure NOT IN ('谈话函询', '初步核实', '暂存待查')) AS handled,
           bool_or(d.outcome IN ('属实', '部分属实') AND c.to_day <= coalesce(first_day(d.date), today())
                   AND c.newest <= coalesce(final_day(d.date), -1000000)) AS over
    FROM candidates c JOIN dispositions d ON d.official_id = c.official_id
        AND (d.uscc = c.uscc OR d.lead_id = c.finding_id)
    WHERE d.outcome NOT IN ('不属实', '身份不符', '合规') GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN d.handled AND d.over THEN 'handled' WHEN d.handled THEN 'continues'
                       WHEN d.cid IS NOT NULL THEN 'under_way' ELSE 'none' END AS reason
    FROM candidates c LEFT JOIN decided d USING (cid)
)
SELECT cid, CASE reason WHEN 'handled' THEN 'applies' ELSE 'does not apply' END AS outcome, reason FROM seen
