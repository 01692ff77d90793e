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

-- Area and line of a post against the company: region by containment, line by shared code places.
CREATE TABLE scopes AS
WITH pairs AS (SELECT DISTINCT official_id, uscc FROM facts)
SELECT o.post, p.uscc,
       coalesce(starts_with(c.region, area(o.region)), false) AS in_area,
       coalesce(list_max(list_transform(o.portfolio, lambda code: line_depth(code, c.industry))), 0)
           AS depth
FROM pairs p JOIN office o USING (official_id) JOIN firm c USING (uscc);

-- What the official's own unit bought from the company or did for it while he was in the post.
CREATE TABLE deals AS
WITH events AS (
    SELECT 'award' AS kind, a.award_id AS id, a.buyer AS party, l.uscc, a.date, a.amount, a.method,
           a.bidders, a.title, a.source
    FROM awards a JOIN company_links l ON l."table" = 'awards' AND l.source = a.source
    UNION ALL
    SELECT 'act', a.act_id, a.agency, l.uscc, a.date, a.amount, a.kind, NULL, a.kind, a.source
    FROM acts a JOIN company_links l ON l."table" = 'acts' AND l.source = a.source
), near AS (
    SELECT e.* FROM events e SEMI JOIN facts USING (uscc)
)
SELECT row_number() OVER (ORDER BY o.official_id, n.uscc, n.source, o.post) AS deal,
       o.official_id, o.post, n.uscc, n.kind, n.id, n.party, u.basis, n.date, n.amount, n.method,
       n.bidders, n.title, n.source, within(o.term, n.date) AS state,
       b.p * CASE WHEN o.leads THEN 1.0 ELSE not_leading() END AS p_unit
FROM near n JOIN unit_links u ON u.name = n.party
JOIN office o ON o.unit = u.unit
JOIN unit_weights b USING (basis)
SEMI JOIN facts f ON f.official_id = o.official_id AND f.uscc = n.uscc
WHERE within(o.term, n.date) > 0 AND coalesce(first_day(n.date), -1000000) <= today();
