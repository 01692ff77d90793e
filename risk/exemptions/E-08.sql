WITH crowd AS (
    SELECT uscc, count(DISTINCT holder_name) AS n FROM holdings WHERE holder_type = '自然人' GROUP BY uscc
), seen AS (
    SELECT c.cid, CASE
        WHEN NOT c.holds OR c.senior OR len(c.deals) > 0 THEN 'large'
        WHEN NOT (coalesce(regexp_matches(concat_ws(' ', c.company_type, c.company), legacy_words()), false)
                  OR coalesce(w.n, 0) >= mass_holders()) THEN 'ordinary'
        WHEN c.max_share IS NULL THEN 'no_share'
        WHEN c.max_share > tiny_share() THEN 'large'
        WHEN regexp_matches(concat_ws(' ', c.company_type, c.company), legacy_words()) THEN 'legacy'
        ELSE 'mass' END AS reason
    FROM candidates c LEFT JOIN crowd w USING (uscc)
)
SELECT cid, CASE WHEN reason = 'legacy' THEN 'applies' WHEN reason IN ('mass', 'no_share') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
