WITH listed AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN declared d ON d.official_id = c.official_id AND d.uscc = c.uscc
), seen AS (
    SELECT c.cid, CASE
        WHEN c.company_type IS NULL OR c.industry IS NULL THEN 'no_type'
        WHEN NOT (c.industry LIKE 'A%' AND regexp_matches(concat_ws(' ', c.company_type, c.company), farm_words()))
            THEN 'trade'
        WHEN len(c.deals) > 0 OR (c.in_area AND c.depth > 0) THEN 'conflict'
        WHEN l.cid IS NOT NULL THEN 'farm_reported' ELSE 'farm' END AS reason
    FROM candidates c LEFT JOIN listed l USING (cid)
)
SELECT cid, CASE WHEN reason = 'farm_reported' THEN 'applies' WHEN reason IN ('farm', 'no_type') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
