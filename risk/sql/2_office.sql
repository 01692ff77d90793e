-- Posts with their term; a person who has left holds no open post.
CREATE TABLE office AS
SELECT row_number() OVER (ORDER BY p.official_id, p.source) AS post,
       p.official_id, p.unit, p.title, p.rank, coalesce(r.level, j.level) AS level, coalesce(p.is_leading, false) AS leads,
       p.region, p.portfolio, p.valid_from, p.valid_to, p.exit_reason, p.source, o.status,
       CASE WHEN l.way IS NOT NULL AND p.valid_to IS NULL
            THEN meet(span(p.valid_from, p.valid_to, today()), struct_pack(
                from_lo := -1000000, from_hi := -1000000, to_lo := -1000000, to_hi := today()))
            ELSE span(p.valid_from, p.valid_to, today()) END AS term
FROM posts p JOIN officers o USING (official_id)
LEFT JOIN rank_levels r ON r.rank = p.rank
LEFT JOIN junior_titles j ON j.title = p.title AND NOT coalesce(p.is_leading, false)
LEFT JOIN leaving l ON l.word = o.status
WHERE coalesce(first_day(p.valid_from), -1000000) <= today();

-- A credit code that fails its check joins nothing: two companies may share the mistake.
CREATE TABLE failing_codes AS
SELECT uscc FROM companies WHERE uscc_status = 'failing'
UNION SELECT uscc FROM personnel WHERE uscc_status = 'failing';
-- One row a company of the register; a register that names it twice must not count twice.
CREATE TABLE firm AS
SELECT uscc, min(name) AS name, min(company_type) AS company_type, min(status) AS status,
       min(founded) AS founded, min(dissolved) AS dissolved, min(industry) AS industry,
       min(region) AS region, min(source) AS source
FROM companies ANTI JOIN failing_codes USING (uscc) GROUP BY uscc;

CREATE MACRO open_today(f, t) AS
    coalesce(first_day(f), -1000000) <= today() AND coalesce(final_day(t), 1000000) > today();
-- State-owned by path (国有): by its registered type, held by a state body, or by such a company.
CREATE TABLE corporate_stakes AS
SELECT h.uscc, l.uscc AS parent, max(h.share) AS share
FROM holdings h JOIN company_links l ON l."table" = 'holdings' AND l.source = h.source
WHERE open_today(h.valid_from, h.valid_to) GROUP BY ALL;
CREATE TABLE state_owned AS
WITH RECURSIVE down AS (
    SELECT uscc, company_type NOT LIKE '%控股%' AS wholly FROM firm
    WHERE regexp_matches(coalesce(company_type, ''), state_owned_words())
    UNION
    SELECT uscc, coalesce(share, 0) >= wholly() FROM holdings
    WHERE holder_type = '机关事业单位' AND open_today(valid_from, valid_to) AND coalesce(share, 1) > majority()
    UNION
    SELECT s.uscc, d.wholly AND coalesce(s.share, 0) >= wholly()
    FROM down d JOIN corporate_stakes s ON s.parent = d.uscc AND coalesce(s.share, 0) > majority()
)
-- what a published list calls forged (假国企) is state-owned by nothing that the register says
SELECT uscc, bool_or(wholly) AS wholly FROM down ANTI JOIN fake_registrations USING (uscc) GROUP BY uscc;
