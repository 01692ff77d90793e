-- The shapes that were found, with everything that an exemption or a weight looks at.
CREATE TABLE numbered AS
SELECT row_number() OVER (ORDER BY official_id, subject, pattern, uscc, person_key) AS cid,
       * REPLACE (coalesce(facts, []) AS facts, coalesce(posts, []) AS posts,
                  coalesce(from_day, -1000000) AS from_day, coalesce(to_day, 1000000) AS to_day)
FROM shapes;
CREATE TABLE facts_of AS SELECT cid, unnest(facts) AS fact FROM numbered;
CREATE TABLE posts_of AS SELECT cid, unnest(posts) AS post FROM numbered;
-- deals that the shape names itself, else those of the own unit while the interest was there
CREATE TABLE deals_of AS
SELECT cid, unnest(deals) AS deal FROM numbered WHERE deals IS NOT NULL
UNION ALL
SELECT DISTINCT n.cid, d.deal FROM numbered n JOIN facts_of USING (cid) JOIN facts f USING (fact)
JOIN deals d ON d.official_id = n.official_id AND d.uscc = n.uscc AND within(f.held, d.date) > 0
WHERE n.deals IS NULL;

CREATE TABLE candidates AS
WITH shares AS (
    SELECT n.cid, bool_or(f.kind = 'holding') AS holds, bool_or(f.kind = 'role') AS serves,
           bool_or(f.senior) AS senior, max(f.share) AS max_share, max(f.hops) AS max_hops,
           max(first_day(f.valid_from)) AS newest_fact
    FROM numbered n JOIN facts_of USING (cid) JOIN facts f USING (fact) GROUP BY n.cid
), seats AS (
    SELECT n.cid, max(o.level) AS level_then, bool_or(o.leads) AS leads,
           min(o.term.from_lo) AS seat_from
    FROM numbered n JOIN posts_of USING (cid) JOIN office o USING (post) GROUP BY n.cid
), places AS (
    SELECT n.cid, bool_or(s.in_area) AS in_area, max(s.depth) AS depth
    FROM numbered n JOIN posts_of p USING (cid) JOIN scopes s ON s.post = p.post AND s.uscc = n.uscc GROUP BY n.cid
), dealt AS (
    SELECT m.cid, list(m.deal ORDER BY m.deal) AS deals, bool_or(d.kind = 'award') AS awarded, max(first_day(d.date)) AS newest_deal
    FROM deals_of m JOIN deals d USING (deal) GROUP BY m.cid
)
SELECT n.* EXCLUDE (deals), t.subject_name, t.subject_sex, t.kinship, t.kin, t.p_identity, t.level,
       t.expected_namesakes, t.p_relation,
       o.name, o.sex, o.category, o.party, o.status AS official_status,
       iso(n.from_day) AS overlap_from, CASE WHEN n.to_day > today() THEN NULL ELSE iso(n.to_day) END AS overlap_to,
       c.name AS company, c.company_type, c.status AS company_status, c.founded, c.dissolved, c.industry,
       c.region AS company_region,
       coalesce(s.holds, false) AS holds, coalesce(s.serves, false) AS serves,
       coalesce(s.senior, false) AS senior, s.max_share, coalesce(s.max_hops, 0) AS max_hops,
       q.level_then, coalesce(q.leads, false) AS leads, q.seat_from,
       q.level_then >= declaration_level() AS has_duty,
       coalesce(p.in_area, false) AS in_area, coalesce(p.depth, 0) AS depth,
       c.region IS NOT NULL AND c.industry IS NOT NULL AS scope_known,
       coalesce(d.deals, []) AS deals, coalesce(d.awarded, false) AS awarded,
       greatest(n.newest, coalesce(s.newest_fact, -1000000), coalesce(d.newest_deal, -1000000)) AS newest_day,
       struct_pack(from_lo := n.from_day, from_hi := n.from_day, to_lo := n.to_day, to_hi := n.to_day)
           AS conduct,
       left(sha256(concat_ws('|', n.official_id, t.kinship, t.subject_name, n.pattern, n.uscc)), 16)
           AS finding_id
FROM numbered n JOIN ties t USING (official_id, subject, person_key)
JOIN officers o USING (official_id)
LEFT JOIN firm c USING (uscc) LEFT JOIN shares s USING (cid) LEFT JOIN seats q USING (cid)
LEFT JOIN places p USING (cid) LEFT JOIN dealt d USING (cid);
-- A name of which a bearer stands in a company of the own unit's dealings: two coincidences at once (D3.1, a
-- field beside the name). It makes a doubtful match probable at most, never identified; such a deal is then
-- no circumstance any more (8_weigh). Every date must be known, and the candidates of one subject compete.
CREATE TABLE met_by_deals AS
WITH dealing AS (
    SELECT DISTINCT c.official_id, c.subject, c.person_key, c.uscc, c.p_identity, f.chained
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact)
    JOIN deals d ON d.official_id = c.official_id AND d.uscc = c.uscc AND d.state = 2 AND within(f.held, d.date) = 2
    LEFT JOIN act_weights w ON d.kind = 'act' AND w.kind = d.method
    WHERE c.level = 'hold' AND c.subject <> 'inferred' AND f.chained = 2 AND (d.kind = 'award' OR w.p > 0)
), weighed AS (
    SELECT d.*, deal_ratio(deals_of_kin(), u.rate) AS ratio FROM dealing d JOIN usual u USING (official_id)
), rivals AS (
    SELECT official_id, subject, sum(p_identity * (ratio - 1) ORDER BY person_key) AS more
    FROM (SELECT DISTINCT official_id, subject, person_key, p_identity, ratio FROM weighed) GROUP BY ALL
)
SELECT official_id, subject, person_key, uscc, p_identity AS was, least(p_identity * ratio / (1 + more), met_most()) AS p
FROM weighed JOIN rivals USING (official_id, subject) WHERE p > p_identity;
ALTER TABLE candidates ADD COLUMN was DOUBLE;
UPDATE candidates SET was = m.was, p_identity = m.p, level = CASE WHEN m.p >= probable() THEN 'probable' ELSE level END
FROM met_by_deals m WHERE m.official_id = candidates.official_id AND m.subject = candidates.subject
    AND m.person_key = candidates.person_key AND m.uscc = candidates.uscc;
ALTER TABLE candidates DROP COLUMN newest;
ALTER TABLE candidates RENAME COLUMN newest_day TO newest;
