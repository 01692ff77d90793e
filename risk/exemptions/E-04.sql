WITH papers AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN papers_of p USING (official_id, uscc)
    WHERE p.exemption = 'E-04' AND certainty(meet(p.term, c.conduct)) > 0
), states AS (
    SELECT uscc FROM firm WHERE regexp_matches(coalesce(company_type, ''), state_owned_words())
    UNION SELECT uscc FROM holdings WHERE holder_type = '机关事业单位'
), with_post AS (
    SELECT DISTINCT c.cid FROM candidates c
    JOIN facts f ON list_contains(c.facts, f.fact) JOIN office o ON o.official_id = c.official_id
    WHERE f.kind = 'role' AND abs(first_day(f.valid_from) - first_day(o.valid_from)) <= 90
), own_firm AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN office o USING (official_id)
    WHERE o.unit = c.company
), seen AS (
    SELECT c.cid, c.pattern = 'P-24' AS after_office, c.subject = 'self' AND NOT c.holds AS role_only,
           c.cid IN (SELECT cid FROM papers) AS document,
           c.uscc IN (SELECT uscc FROM states) AS state_owned,
           c.cid IN (SELECT cid FROM own_firm) AS own_firm,
           c.cid IN (SELECT cid FROM with_post) AS with_post
    FROM candidates c
)
SELECT cid,
       CASE WHEN NOT role_only THEN 'does not apply'
            WHEN document OR (state_owned AND (own_firm OR with_post OR after_office)) THEN 'applies'
            WHEN state_owned OR NOT there('approvals') THEN 'cannot be told'
            ELSE 'does not apply' END AS outcome,
       CASE WHEN NOT role_only THEN 'holding' WHEN document THEN 'document'
            WHEN state_owned AND own_firm THEN 'own_firm'
            WHEN state_owned AND after_office THEN 'state_unit'
            WHEN state_owned AND with_post THEN 'with_post' WHEN state_owned THEN 'state_owned'
            WHEN NOT there('approvals') THEN 'no_table' ELSE 'private' END AS reason
FROM seen
