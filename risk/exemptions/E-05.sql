WITH papers AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN papers_of p USING (official_id, uscc)
    WHERE p.exemption = 'E-05'
), seen AS (
    SELECT cid, CASE
        WHEN regexp_matches(coalesce(company_type, '') || ' ' || coalesce(company, ''), collective_words())
            THEN 'collective'
        WHEN cid IN (SELECT cid FROM papers) THEN 'document'
        WHEN company_type IS NULL THEN 'no_type' ELSE 'company' END AS reason
    FROM candidates
)
SELECT cid, CASE reason WHEN 'company' THEN 'does not apply' WHEN 'no_type' THEN 'cannot be told'
                        ELSE 'applies' END AS outcome, reason
FROM seen
