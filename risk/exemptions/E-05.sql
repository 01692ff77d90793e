WITH papers AS (
    SELECT c.cid, bool_or(p.uscc IS NOT NULL) AS named
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'E-05' AND (p.about = c.uscc OR p.about IS NULL)
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE
        WHEN regexp_matches(coalesce(company_type, '') || ' ' || coalesce(company, ''), collective_words())
            THEN 'collective'
        WHEN p.named THEN 'document' WHEN p.cid IS NOT NULL THEN 'unlinked'
        WHEN company_type IS NULL THEN 'no_type' ELSE 'company' END AS reason
    FROM candidates c LEFT JOIN papers p USING (cid)
)
SELECT cid, CASE reason WHEN 'company' THEN 'does not apply' WHEN 'no_type' THEN 'cannot be told' WHEN 'unlinked' THEN 'cannot be told'
                        ELSE 'applies' END AS outcome, reason
FROM seen
