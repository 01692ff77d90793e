-- Only a paper, or that the person serves in this very company or in its parent, lifts a post in a
-- state-owned company; without either it may be a posting: that is a question to ask, not an answer.
WITH RECURSIVE documents AS (
    SELECT c.cid, bool_or(p.uscc IS NOT NULL) AS named
    FROM candidates c JOIN papers_of p USING (official_id)
    WHERE p.exemption = 'E-04' AND certainty(meet(p.term, c.conduct)) > 0
      AND (p.about = c.uscc OR p.about IS NULL)
    GROUP BY c.cid
), with_post AS (
    SELECT DISTINCT c.cid FROM candidates c
    JOIN facts_of USING (cid) JOIN facts f USING (fact) JOIN office o ON o.official_id = c.official_id
    WHERE f.kind = 'role' AND abs(first_day(f.valid_from) - first_day(o.valid_from)) <= posting_days()
), above AS (
    SELECT DISTINCT uscc, uscc AS over FROM candidates WHERE uscc NOT IN (SELECT uscc FROM fake_registrations)
    UNION
    SELECT a.uscc, s.parent FROM above a JOIN corporate_stakes s ON s.uscc = a.over AND s.share > majority()
), masters AS (
    SELECT a.uscc, f.name FROM above a JOIN firm f ON f.uscc = a.over
    UNION
    SELECT a.uscc, h.holder_name FROM above a JOIN holdings h ON h.uscc = a.over
    WHERE h.holder_type IS DISTINCT FROM '自然人' AND open_today(h.valid_from, h.valid_to)
      AND coalesce(h.share, 1) > majority()
), own_firm AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN masters m USING (uscc)
    JOIN office o ON o.official_id = c.official_id AND o.unit = m.name AND certainty(meet(o.term, c.conduct)) > 0
), seen AS (
    SELECT c.cid, CASE
        WHEN c.subject <> 'self' OR c.holds THEN 'holding'
        WHEN d.named THEN 'document'
        WHEN s.uscc IS NULL AND d.cid IS NOT NULL THEN 'unlinked'
        WHEN s.uscc IS NULL AND c.company_type IS NULL THEN 'no_type'
        WHEN s.uscc IS NULL THEN 'private'
        WHEN c.pattern IN ('P-24', 'P-25') THEN 'state_unit'
        WHEN f.cid IS NOT NULL THEN 'own_firm'
        WHEN d.cid IS NOT NULL THEN 'unlinked'
        WHEN w.cid IS NOT NULL THEN 'with_post'
        WHEN s.wholly THEN 'wholly_state' ELSE 'state_owned' END AS reason
    FROM candidates c LEFT JOIN documents d USING (cid) LEFT JOIN state_owned s USING (uscc)
    LEFT JOIN own_firm f ON f.cid = c.cid LEFT JOIN with_post w ON w.cid = c.cid
)
SELECT cid, CASE WHEN reason IN ('holding', 'private') THEN 'does not apply'
                 WHEN reason IN ('document', 'own_firm', 'state_unit') THEN 'applies'
                 ELSE 'cannot be told' END AS outcome, reason
FROM seen
