WITH closed AS (
    SELECT d.official_id, d.uscc, d.lead_id, d.outcome, coalesce(final_day(d.date), 1000000) AS day
    FROM dispositions d WHERE d.outcome IN ('不属实', '身份不符', '合规')
), touching AS (
    SELECT c.cid, c.newest <= d.day AS before FROM candidates c JOIN closed d
        ON d.official_id = c.official_id AND (d.uscc = c.uscc OR d.lead_id = c.finding_id)
    UNION ALL
    -- another person: everything of that person in the register is another person's
    SELECT c.cid, true FROM candidates c JOIN closed d ON d.official_id = c.official_id
        AND d.outcome = '身份不符'
    JOIN facts f ON f.official_id = c.official_id AND f.subject = c.subject
        AND f.person_key = c.person_key AND f.uscc = d.uscc
), told AS (SELECT cid, bool_or(before) AS cleared FROM touching GROUP BY cid)
SELECT c.cid, CASE WHEN t.cleared THEN 'applies' ELSE 'does not apply' END AS outcome,
       CASE WHEN t.cleared THEN 'cleared' WHEN t.cid IS NOT NULL THEN 'new_evidence' ELSE 'none' END AS reason
FROM candidates c LEFT JOIN told t USING (cid)
