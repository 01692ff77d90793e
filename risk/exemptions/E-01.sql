WITH seen AS (
    SELECT cid, CASE WHEN company_type IS NULL THEN 'no_type'
                     WHEN NOT regexp_matches(company_type, listed_words()) THEN 'unlisted'
                     WHEN coalesce(max_share, 0) >= small_listed_stake() OR serves THEN 'large'
                     ELSE 'listed' END AS reason
    FROM candidates
)
SELECT cid, CASE reason WHEN 'listed' THEN 'applies' WHEN 'no_type' THEN 'cannot be told'
                        ELSE 'does not apply' END AS outcome, reason
FROM seen
