-- Which fact meets which post in time (0 impossible, 1 possible, 2 certain).
CREATE TABLE served AS
SELECT f.fact, o.post, meet(f.held, o.term) AS both,
       least(certainty(meet(f.held, o.term)), f.chained) AS state
FROM facts f JOIN office o USING (official_id)
WHERE certainty(meet(f.held, o.term)) > 0;

-- Every fact with each post that it meets: 2 for longer than a register may lag, 1 for less, 0 (and no
-- post) where it meets none. A pattern takes only what meets best, so that a stake that was over before
-- the office, or ended with its first weeks, adds nothing to another one.
CREATE TABLE meetings AS
SELECT f.fact, s.post, s.both, coalesce(s.state, 0) AS state,
       CASE WHEN s.post IS NULL THEN 0 WHEN s.both.to_hi - s.both.from_lo <= registry_lag() THEN 1
            ELSE 2 END AS meets
FROM facts f LEFT JOIN served s USING (fact);
-- what a date that is only possible weighs, so that one row can be chosen as the strongest
CREATE MACRO time_weight(state) AS
    CASE state WHEN 2 THEN certain_time() WHEN 1 THEN possible_time() ELSE 0.0 END;
-- How much one fact in one post says; the strongest is taken whole, never the best part of several.
CREATE MACRO strength(state, p_benefit, p_scope) AS struct_pack(
    product := time_weight(state) * p_benefit * p_scope,
    state := state, p_benefit := p_benefit, p_scope := p_scope);

-- Own interests (P-01, P-02, P-06): which of the three each fact of the official himself is. A business
-- without a company (个体工商户) is one thing, whether the register calls its owner 经营者 or holder.
CREATE TABLE own_interest AS
SELECT f.*, m.post, m.both, m.state, m.meets,
       CASE WHEN f.role = '经营者' OR regexp_matches(coalesce(c.company_type, ''), self_employed_words())
            THEN 'trade' ELSE f.kind END AS manner
FROM facts f JOIN meetings m USING (fact) LEFT JOIN firm c USING (uscc)
WHERE f.subject = 'self' AND (f.kind = 'role' OR f.hops = 1);
-- own interests of one kind × any post, in time; state and benefit are those of one fact in one post
CREATE MACRO own_interests(one) AS TABLE
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts,
       max(strength(state, p_benefit, 1.0)).state AS state,
       max(strength(state, p_benefit, 1.0)).p_benefit AS p_benefit, 1.0 AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day
FROM (SELECT * FROM own_interest WHERE manner = one
      QUALIFY meets = max(meets) OVER (PARTITION BY official_id, subject, person_key, uscc)) met
GROUP BY official_id, subject, person_key, uscc;

-- A stake or post that can profit from the company: not a trifle, not an ordinary job.
CREATE MACRO counts(kind, senior, share) AS
    CASE WHEN kind = 'role' THEN senior ELSE coalesce(share, 1) >= min_effective_share() END;

-- What the register says of changes: where a company moved from and to (to the county), and when its
-- capital rose (万元). A cell that names no county or no amount says nothing.
CREATE MACRO county_of(place) AS regexp_extract(coalesce(place, ''), '^[^0-9路街道村镇乡号巷]*[市县区旗州]');
CREATE MACRO capital_of(cell) AS TRY_CAST(regexp_extract(replace(coalesce(cell, ''), ',', ''), '([0-9]+(?:\.[0-9]+)?)', 1) AS DOUBLE)
    * CASE WHEN contains(cell, '亿') THEN 10000 WHEN contains(cell, '万') THEN 1 ELSE 0.0001 END;
CREATE TABLE moves AS
SELECT uscc, date, county_of("before") AS left_place, county_of("after") AS place, source
FROM changes WHERE regexp_matches(item, '住所|地址|经营场所') AND coalesce(first_day(date), -1000000) <= today()
  AND left_place <> '' AND place <> '' AND NOT ends_with(left_place, place) AND NOT ends_with(place, left_place);
CREATE TABLE raises AS
SELECT uscc, date, capital_of("before") AS was, capital_of("after") AS became, source
FROM changes WHERE regexp_matches(item, '注册资本|出资总额|资金数额') AND coalesce(first_day(date), -1000000) <= today()
  AND was < became;

-- Stakes of partnerships (有限合伙) in which somebody of the officials' side is a partner, and how many
-- partners there are: a platform of many is nobody's own.
CREATE TABLE partnerships AS
WITH lp AS (
    SELECT c.uscc, c.name FROM firm c SEMI JOIN facts USING (uscc) WHERE contains(c.company_type, '合伙')
), partners AS (
    SELECT uscc, count(DISTINCT holder_name) AS n FROM holdings SEMI JOIN lp USING (uscc) GROUP BY uscc
)
SELECT l.uscc AS partnership, lp.name, h.uscc, h.valid_from, h.valid_to, h.share, h.source,
       span(h.valid_from, h.valid_to, today()) AS held, coalesce(p.n, 0) AS partners
FROM holdings h JOIN company_links l ON l."table" = 'holdings' AND l.source = h.source
JOIN lp ON lp.uscc = l.uscc LEFT JOIN partners p ON p.uscc = lp.uscc
WHERE coalesce(first_day(h.valid_from), -1000000) <= today();

-- Telephone, address, e-mail and filing agent that a company of the officials' side shares with few
-- others. An agency's are left out: those of many companies, of an agent, of a unit, of places let for
-- registration; an address counts only down to the door.
CREATE TABLE shared_contacts AS
WITH every AS (
    SELECT uscc, 'phone' AS kind, phone AS value, name, source FROM companies WHERE phone <> ''
    UNION ALL
    SELECT uscc, 'address', regexp_replace(nfc_normalize(address), '\s', '', 'g'), name, source FROM companies
    WHERE regexp_matches(address, door_words()) AND NOT regexp_matches(address, mass_words())
    UNION ALL
    SELECT uscc, 'email', lower(trim(email)), name, source FROM companies WHERE contains(email, '@')
    UNION ALL
    SELECT uscc, 'agent', filing_agent, name, source FROM companies WHERE filing_agent <> ''
), sides AS (
    SELECT DISTINCT uscc FROM facts WHERE kin <> 'associate' AND counts(kind, senior, share)
), keys AS (
    SELECT DISTINCT e.* FROM every e SEMI JOIN (SELECT kind, value FROM every SEMI JOIN sides USING (uscc)) w
        USING (kind, value)
), few AS (
    SELECT kind, value, count(DISTINCT uscc) AS users FROM keys GROUP BY ALL
    HAVING count(DISTINCT uscc) BETWEEN 2 AND contact_users()
       AND NOT bool_or(name IN (SELECT filing_agent FROM companies WHERE filing_agent <> ''))
       AND NOT bool_or(name IN (SELECT unit FROM posts))
)
SELECT a.uscc AS own, b.uscc, a.kind, f.users, a.source AS own_source, b.source
FROM keys a SEMI JOIN sides USING (uscc) JOIN few f USING (kind, value) JOIN keys b USING (kind, value)
WHERE a.uscc <> b.uscc;
-- Companies that are not the side's own but may stand for one of them.
CREATE TABLE neighbours AS
SELECT DISTINCT f.official_id, s.uscc FROM facts f JOIN shared_contacts s ON s.own = f.uscc
UNION SELECT DISTINCT f.official_id, p.uscc FROM facts f JOIN partnerships p ON p.partnership = f.uscc;
CREATE TABLE interests AS SELECT DISTINCT official_id, uscc FROM facts UNION SELECT * FROM neighbours;

-- Area and line of a post against the company: region by containment, line by shared code places.
CREATE TABLE scopes AS
SELECT o.post, p.uscc,
       coalesce(starts_with(c.region, area(o.region)), false) AS in_area,
       coalesce(list_max(list_transform(o.portfolio, lambda code: line_depth(code, c.industry))), 0)
           AS depth
FROM interests p JOIN office o USING (official_id) JOIN firm c USING (uscc);

-- What the official's own unit bought from the company or did for it while he was in the post.
CREATE TABLE deals AS
SELECT row_number() OVER (ORDER BY u.official_id, n.uscc, n.source, u.post) AS deal,
       u.official_id, u.post, n.uscc, n.kind, n.id, n.party, n.date, n.amount, n.method,
       n.bidders, n.title, n.source, within(u.term, n.date) AS state, u.p_unit
FROM interests i JOIN events n USING (uscc)
JOIN answers_for u ON u.name = n.party AND u.official_id = i.official_id
WHERE within(u.term, n.date) > 0;
-- From how many buyers a company has won, and how much of it from each official's units.
CREATE TABLE markets AS
SELECT uscc, count(DISTINCT id) AS wins, count(DISTINCT party) AS buyers FROM events
WHERE kind = 'award' GROUP BY uscc;
CREATE TABLE dependence AS
SELECT d.official_id, d.uscc, count(DISTINCT d.id) AS wins, count(DISTINCT d.id) / any_value(m.wins) AS part
FROM deals d JOIN markets m USING (uscc) WHERE d.kind = 'award' GROUP BY d.official_id, d.uscc;

-- The company that a unit is (国有企业), by its name in the register.
CREATE MACRO plain_name(name) AS translate(regexp_replace(nfc_normalize(name), '\s', '', 'g'), '（）', '()');
CREATE TABLE own_firms AS
SELECT o.post, c.uscc, c.name, c.industry, c.source FROM office o JOIN firm c ON plain_name(c.name) = plain_name(o.unit);
