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

-- Complaints that allege something of an official and a company; near-duplicates are one voice, and
-- were heard when the first of them came, whomever that one was understood to mean.
CREATE TABLE voices AS
WITH said AS (
    SELECT a.official_id, l.uscc, a.source_id, a.span_start, a.span_end, max(a.probability) AS p_accused
    FROM accused a JOIN allegations l USING (source_id, span_start, span_end)
    WHERE l.uscc IS NOT NULL AND l.status IN ('alleged', 'asserted') GROUP BY ALL
), grouped AS (
    SELECT source_id, min(group_id) AS group_id
    FROM (SELECT unnest(complaint_ids) AS source_id, group_id FROM complaint_groups) GROUP BY source_id
), letters AS (
    SELECT c.complaint_id AS source_id, c.source, c.received, coalesce(g.group_id, c.complaint_id) AS voice
    FROM complaints c LEFT JOIN grouped g ON g.source_id = c.complaint_id
    WHERE coalesce(first_day(c.received), -1000000) <= today()
), heard AS (SELECT voice, min(first_day(received)) AS first_heard FROM letters GROUP BY voice)
SELECT s.*, c.source, c.voice, h.first_heard,
       row_number() OVER (PARTITION BY s.official_id, s.uscc
                          ORDER BY c.received, s.source_id, s.span_start) AS nth
FROM said s JOIN letters c USING (source_id) JOIN heard h USING (voice);
