WITH documents AS (
    SELECT c.cid, bool_or(p.uscc IS NOT NULL) AS named
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'E-04' AND certainty(meet(p.term, c.conduct)) > 0
      AND (p.about = c.uscc OR p.about IS NULL)
    GROUP BY c.cid
), with_post AS (
    SELECT DISTINCT c.cid FROM candidates c
    JOIN facts_of USING (cid) JOIN facts f USING (fact) JOIN office o ON o.official_id = c.official_id
    WHERE f.kind = 'role' AND abs(first_day(f.valid_from) - first_day(o.valid_from)) <= 90
), own_firm AS (
    SELECT c.cid FROM candidates c JOIN office o ON o.official_id = c.official_id AND o.unit = c.company
    UNION
    SELECT c.cid FROM candidates c JOIN holdings h USING (uscc)
    JOIN office o ON o.official_id = c.official_id AND o.unit = h.holder_name
), seen AS (
    SELECT c.cid, CASE
        WHEN c.subject <> 'self' OR c.holds THEN 'holding'
        WHEN d.named THEN 'document'
        WHEN s.uscc IS NULL AND d.cid IS NOT NULL THEN 'unlinked'
        WHEN s.uscc IS NULL AND c.company_type IS NULL THEN 'no_type'
        WHEN s.uscc IS NULL THEN 'private'
        WHEN c.pattern = 'P-24' THEN 'state_unit'
        WHEN s.wholly THEN 'wholly_state'
        WHEN f.cid IS NOT NULL THEN 'own_firm'
        WHEN w.cid IS NOT NULL THEN 'with_post'
        WHEN d.cid IS NOT NULL THEN 'unlinked' ELSE 'state_owned' END AS reason
    FROM candidates c LEFT JOIN documents d USING (cid) LEFT JOIN state_owned s USING (uscc)
    LEFT JOIN own_firm f ON f.cid = c.cid LEFT JOIN with_post w ON w.cid = c.cid
)
SELECT cid, CASE WHEN reason IN ('holding', 'private') THEN 'does not apply'
                 WHEN reason IN ('unlinked', 'no_type', 'state_owned') THEN 'cannot be told'
                 ELSE 'applies' END AS outcome, reason
FROM seen
