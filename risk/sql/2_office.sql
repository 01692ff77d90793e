-- Posts with their term; a person who has left holds no open post.
CREATE TABLE office AS
SELECT row_number() OVER (ORDER BY p.official_id, p.source) AS post,
       p.official_id, p.unit, p.title, p.rank, r.level, coalesce(p.is_leading, false) AS leads,
       p.region, p.portfolio, p.valid_from, p.valid_to, p.exit_reason, p.source, o.status,
       CASE WHEN l.way IS NOT NULL AND p.valid_to IS NULL
            THEN meet(span(p.valid_from, p.valid_to, today()), struct_pack(
                from_lo := -1000000, from_hi := -1000000, to_lo := -1000000, to_hi := today()))
            ELSE span(p.valid_from, p.valid_to, today()) END AS term
FROM posts p JOIN officers o USING (official_id)
LEFT JOIN rank_levels r ON r.rank = p.rank
LEFT JOIN leaving l ON l.word = o.status
WHERE coalesce(first_day(p.valid_from), -1000000) <= today();

-- One row a company of the register; a register that names it twice must not count twice.
CREATE TABLE firm AS
SELECT uscc, min(name) AS name, min(company_type) AS company_type, min(status) AS status,
       min(founded) AS founded, min(dissolved) AS dissolved, min(industry) AS industry,
       min(region) AS region, min(source) AS source
FROM companies GROUP BY uscc;
