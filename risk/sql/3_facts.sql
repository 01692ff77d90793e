-- Who it may be (identity × relation), and what he has there (holding or role), with its interval.
-- Nothing that begins after `today` is seen; a word that names no kin (同学, 同乡) ties nobody.
CREATE TABLE ties AS
SELECT i.official_id, i.subject, s.name AS subject_name, s.sex AS subject_sex,
       CASE WHEN i.subject = 'self' THEN '本人' ELSE s.kinship END AS kinship,
       CASE WHEN i.subject = 'self' THEN 'self' ELSE k.kin END AS kin,
       i.person_key, i.probability AS p_identity, i.level, i.expected_namesakes,
       CASE WHEN i.subject = 'self' THEN 1.0 ELSE s.p_relation END AS p_relation,
       CASE WHEN i.subject = 'self' THEN always()
            WHEN k.lifelong AND s.valid_from IS NULL
            THEN meet(always(), struct_pack(from_lo := -1000000, from_hi := -1000000,
                to_lo := coalesce(first_day(s.valid_to), 1000000),
                to_hi := coalesce(final_day(s.valid_to), 1000000)))
            -- 前妻、前夫: it has ended, nobody says when
            WHEN k.former AND s.valid_to IS NULL
            THEN meet(span(s.valid_from, NULL, today()), struct_pack(from_lo := -1000000,
                from_hi := -1000000, to_lo := coalesce(first_day(s.valid_from), -1000000), to_hi := today()))
            ELSE span(s.valid_from, s.valid_to, today()) END AS tied
FROM identities i JOIN subjects s USING (official_id, subject)
LEFT JOIN kin_circles k ON k.kinship = s.kinship
WHERE i.subject = 'self' OR k.kin IS NOT NULL;
-- Undeclared relatives (推断): hypotheses of resolve that are more likely than not. The register person
-- is who he is; what is in doubt is the tie.
INSERT INTO ties BY NAME
SELECT h.official_id, 'inferred' AS subject, h.name AS subject_name, NULL AS subject_sex,
       '推断亲属（待核实）' AS kinship, 'other' AS kin, h.person_key, 1.0 AS p_identity,
       'identified' AS level, CAST(NULL AS DOUBLE) AS expected_namesakes, h.probability AS p_relation,
       always() AS tied
FROM tie_hypotheses h
WHERE h.basis = 'inferred' AND h.tie = 'kin' AND h.probability >= inferred_line();
-- Weak ties (司机, 秘书, 共用电话 …) are no kin: `associate`, which only patterns that name it look at.
-- A classmate alone is too little: two different ties, or one that the switchboard lets stand alone.
INSERT INTO ties BY NAME
SELECT h.official_id, 'inferred' AS subject, min(h.name) AS subject_name, NULL AS subject_sex,
       concat('推断密切关系：', string_agg(DISTINCT w.zh, '、' ORDER BY w.zh), '（待核实）') AS kinship,
       'associate' AS kin, h.person_key, 1.0 AS p_identity, 'identified' AS level,
       CAST(NULL AS DOUBLE) AS expected_namesakes, max(h.probability) AS p_relation, always() AS tied
FROM tie_hypotheses h JOIN associate_words w USING (tie)
WHERE h.basis = 'inferred' AND h.probability >= inferred_line()
  -- who is known to be himself or a relative is no nominee beside it
  AND NOT EXISTS (SELECT 1 FROM ties t WHERE t.official_id = h.official_id AND t.person_key = h.person_key)
GROUP BY h.official_id, h.person_key
HAVING bool_or(w.alone) OR count(DISTINCT h.tie) > 1;
-- A company of the unit's dealings under the household's own telephone or address (contact_ties): an
-- associate as well. Who is tied already, by whatever name, is no less so for it.
INSERT INTO ties BY NAME
SELECT c.official_id, 'inferred' AS subject, min(c.name) AS subject_name, NULL AS subject_sex,
       concat('推断密切关系：企业', CASE WHEN bool_or(contains(c.code, 'phone')) THEN '登记电话' ELSE '住所' END, '与本人家庭相同（待核实）') AS kinship,
       'associate' AS kin, c.person_key, 1.0 AS p_identity, 'identified' AS level,
       CAST(NULL AS DOUBLE) AS expected_namesakes, max(c.p) AS p_relation, always() AS tied
FROM contact_ties c
WHERE NOT EXISTS (SELECT 1 FROM ties t WHERE t.official_id = c.official_id AND t.person_key = c.person_key)
GROUP BY c.official_id, c.person_key;
UPDATE ties SET p_relation = greatest(p_relation, c.p)
FROM contact_ties c
WHERE ties.subject = 'inferred' AND c.official_id = ties.official_id AND c.person_key = ties.person_key;
CREATE TABLE unknown_kinship AS
SELECT s.kinship, count(DISTINCT (s.official_id, s.subject)) AS n FROM subjects s
LEFT JOIN kin_circles k ON k.kinship = s.kinship
WHERE s.subject <> 'self' AND s.kinship IS NOT NULL AND k.kin IS NULL GROUP BY s.kinship;

CREATE TABLE persons_of_interest AS SELECT DISTINCT person_key FROM ties;

CREATE TABLE benefits AS
WITH stakes AS (
    SELECT c.person_key, c.uscc, 'holding' AS kind, c.hops, c.share, NULL AS role,
           c.valid_from, c.valid_to, c.path, NULL AS source,
           CASE WHEN c.share IS NULL AND c.hops > 1 THEN unknown_share() ELSE 1.0 END
               * direct_holding() * later_hop() ** (c.hops - 1) AS p_benefit,
           CASE WHEN c.certain THEN 2 ELSE 1 END AS chained
    FROM chains c SEMI JOIN persons_of_interest USING (person_key)
), offices_held AS (
    SELECT DISTINCT a.person_key, r.uscc, 'role' AS kind, 0 AS hops, CAST(NULL AS DOUBLE) AS share,
           r.role, r.valid_from, r.valid_to, r.source, coalesce(w.p, other_role()) AS p_benefit
    FROM appearances a SEMI JOIN persons_of_interest USING (person_key)
    JOIN roles r ON a."table" = 'roles' AND a.source = r.source AND a.uscc = r.uscc
                AND a.name = r.name AND a.role IS NOT DISTINCT FROM r.role
    ANTI JOIN failing_codes x ON x.uscc = r.uscc
    LEFT JOIN role_weights w ON w.role = r.role
), everything AS (
    SELECT person_key, uscc, kind, hops, share, role, valid_from, valid_to, path, source, p_benefit,
           chained
    FROM stakes
    UNION ALL BY NAME
    SELECT *, 2 AS chained FROM offices_held
)
SELECT e.*, meet(span(e.valid_from, e.valid_to, today()), struct_pack(
           from_lo := coalesce(first_day(f.founded), -1000000), from_hi := -1000000,
           to_lo := coalesce(first_day(f.dissolved), CASE WHEN g.status IS NOT NULL
                             THEN coalesce(first_day(f.founded), -1000000) ELSE 1000000 END),
           to_hi := coalesce(final_day(f.dissolved), CASE WHEN g.status IS NOT NULL THEN today() ELSE 1000000 END))) AS held
FROM everything e LEFT JOIN firm f USING (uscc)
-- struck off without a date: it ended between its founding and today
LEFT JOIN ended_statuses g ON g.status = f.status;

CREATE TABLE facts AS
SELECT row_number() OVER (ORDER BY t.official_id, t.subject, t.person_key, b.uscc, b.kind, b.hops,
                          b.valid_from, b.valid_to, b.role, b.source, b.share, to_json(b.path)) AS fact,
       t.official_id, t.subject, t.kin, t.person_key, t.level, b.uscc, b.kind, b.hops, b.share,
       b.role, coalesce(b.role IN (SELECT role FROM senior_roles), false) AS senior, b.p_benefit,
       b.chained, b.valid_from, b.valid_to, b.path, b.source, meet(b.held, t.tied) AS held
FROM ties t JOIN benefits b USING (person_key)
WHERE greatest(b.held.from_lo, t.tied.from_lo) <= today();
