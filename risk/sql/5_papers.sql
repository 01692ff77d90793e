-- What papers, declarations and earlier decisions say, by official and company, up to `today`.
-- A paper whose company is written so that it matches none keeps its official and has no uscc: it
-- may speak of any company, and only a person can tell. One whose kind is an unknown word may be of
-- every kind: `about` is the company that it names, and uscc stays empty.
CREATE TABLE papers_of AS
SELECT a.official_id, coalesce(l.uscc, f.uscc) AS about,
       CASE WHEN a.kind = m.kind THEN coalesce(l.uscc, f.uscc) END AS uscc, a.kind, m.exemption,
       a.paid, a.valid_to, span(a.valid_from, a.valid_to, today()) AS term, a.source
FROM approvals a JOIN (
    SELECT kind, exemption FROM approval_kinds
    UNION ALL SELECT DISTINCT NULL, exemption FROM approval_kinds
) m ON a.kind = m.kind
    OR (m.kind IS NULL AND coalesce(a.kind NOT IN (SELECT kind FROM approval_kinds), true))
LEFT JOIN company_links l ON l."table" = 'approvals' AND l.source = a.source
LEFT JOIN firm f ON f.uscc = a.uscc
WHERE coalesce(first_day(a.valid_from), -1000000) <= today();

CREATE TABLE reports AS
SELECT d.official_id, coalesce(final_day(d.as_of), final_day(CAST(d.year AS VARCHAR))) AS day,
       d.source, k.kin, coalesce(l.uscc, f.uscc) AS uscc, d.share,
       coalesce(d.uscc, nullif(d.company_name, '')) IS NOT NULL
           AND NOT coalesce(d.company_name IN (SELECT word FROM declared_nothing), false) AS names_company
FROM declarations d LEFT JOIN kin_circles k ON k.kinship = d.subject
LEFT JOIN company_links l ON l."table" = 'declarations' AND l.source = d.source
LEFT JOIN firm f ON f.uscc = d.uscc
WHERE coalesce(first_day(d.as_of), first_day(CAST(d.year AS VARCHAR)), -1000000) <= today();
CREATE TABLE declared AS
SELECT official_id, uscc, kin, day, share FROM reports WHERE uscc IS NOT NULL OR names_company;
-- A declaration is one paper a year; with it, whether the person had to make it (县处级副职 and up).
CREATE TABLE reports_in AS
SELECT r.official_id, r.day, min(r.source) AS source,
       coalesce(max(o.level), -1) >= declaration_level() AS duty
FROM reports r LEFT JOIN office o ON o.official_id = r.official_id
    AND o.term.from_hi <= r.day AND o.term.to_lo > r.day
WHERE r.day <= today()
GROUP BY r.official_id, r.day;

CREATE TABLE shapes (
    pattern VARCHAR, official_id VARCHAR, subject VARCHAR, person_key VARCHAR, uscc VARCHAR,
    facts BIGINT[], posts BIGINT[], state INTEGER, p_benefit DOUBLE, p_scope DOUBLE,
    from_day BIGINT, to_day BIGINT, point BOOLEAN DEFAULT false, papers VARCHAR[] DEFAULT [],
    deals BIGINT[], newest BIGINT DEFAULT -1000000, related VARCHAR,
    told STRUCT(source VARCHAR, fact VARCHAR)[] DEFAULT [],  -- further rows that the shape rests on, in words
    bridge STRUCT(kind VARCHAR, label VARCHAR, source VARCHAR),  -- from the company of the facts to this one
    gap BIGINT, way VARCHAR);  -- days since leaving at the start, and how the person left
