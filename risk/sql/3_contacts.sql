-- Purchases and acts of all units, with the company that each means.
CREATE TABLE events AS
SELECT 'award' AS kind, a.award_id AS id, a.buyer AS party, l.uscc, a.date, a.amount, a.method,
       a.bidders, a.title, a.source
FROM awards a JOIN company_links l ON l."table" = 'awards' AND l.source = a.source
WHERE coalesce(first_day(a.date), -1000000) <= today()
UNION ALL
SELECT 'act', a.act_id, a.agency, l.uscc, a.date, a.amount, a.kind, NULL, a.kind, a.source
FROM acts a JOIN company_links l ON l."table" = 'acts' AND l.source = a.source
WHERE coalesce(first_day(a.date), -1000000) <= today();
-- Which posts answer for a buyer or agency: those of the unit that is meant, and the leaders of a unit
-- whose name that unit's begins with (江北市水利局 → 江北市水利局河道管理站).
CREATE TABLE answers_for AS
WITH parents AS (
    SELECT u.unit, left(u.unit, n.cut) AS parent
    FROM (SELECT DISTINCT unit FROM unit_links) u, LATERAL (SELECT unnest(range(4, length(u.unit))) AS cut) n
    WHERE regexp_matches(substr(u.unit, n.cut + 1), inner_words())
)
SELECT l.name, o.post, o.official_id, o.leads, o.term,
       w.p * CASE WHEN o.leads THEN 1.0 ELSE not_leading() END AS p_unit
FROM unit_links l JOIN unit_weights w USING (basis) JOIN office o USING (unit)
UNION ALL
SELECT l.name, o.post, o.official_id, o.leads, o.term, w.p * s.p
FROM unit_links l JOIN unit_weights w USING (basis) JOIN parents p USING (unit)
JOIN office o ON o.unit = p.parent AND o.leads JOIN unit_weights s ON s.basis = 'subordinate';

-- A telephone or address of the official's household that a company of his unit's dealings has too, and
-- nobody of his declared side in it: two coincidences at once. Resolve says how likely one of those in the
-- company is close to him (they compete for one contact); that the unit deals with this very company weighs
-- by how often it deals with any company of the register. Which of them it is stays open.
CREATE TABLE contacts AS
SELECT h.official_id, h.person_key, h.name, h.probability, c.uscc, c.name AS company, c.source,
       string_agg(DISTINCT e.code, '+' ORDER BY e.code) AS code,
       list_sort(list_distinct(flatten(list(e.sources)))) AS sources
FROM (SELECT *, unnest(evidence) AS e FROM tie_hypotheses WHERE basis = 'inferred') h
JOIN companies c ON list_contains(h.e.sources, c.source)
WHERE h.e.code IN ('phone', 'address') AND h.e.bans > 0 GROUP BY ALL;
-- With how many of the register's companies an official's units deal. A deal without a date may fall into
-- the post, a winner that is not known is one more company: both make dealings more usual, never less; and
-- no unit counts as dealing with fewer than `usual_partners`, so that gaps in the awards make nothing rarer.
CREATE TABLE usual AS
WITH partners AS (
    SELECT u.official_id, count(DISTINCT coalesce(e.uscc, e.source)) AS n
    FROM (SELECT a.source, a.buyer AS party, a.date, l.uscc FROM awards a
          LEFT JOIN company_links l ON l."table" = 'awards' AND l.source = a.source
          UNION ALL
          SELECT a.source, a.agency, a.date, l.uscc FROM acts a
          LEFT JOIN company_links l ON l."table" = 'acts' AND l.source = a.source) e
    JOIN answers_for u ON u.name = e.party
    WHERE within(u.term, e.date) > 0 GROUP BY u.official_id
)
SELECT official_id, greatest(n, usual_partners()) / (SELECT greatest(count(*), n, usual_partners()) FROM firm) AS rate
FROM partners;
-- how much a dealing says: never against, and no more than a whole group of circumstances may
CREATE MACRO deal_ratio(expected, rate) AS greatest(1.0, least(expected / rate, 10.0 ** deal_cap()));
CREATE TABLE dealt_with AS
SELECT DISTINCT u.official_id, e.uscc
FROM events e JOIN answers_for u ON u.name = e.party LEFT JOIN act_weights w ON e.kind = 'act' AND w.kind = e.method
WHERE within(u.term, e.date) = 2 AND (e.kind = 'award' OR w.p > 0)
  AND u.official_id IN (SELECT official_id FROM contacts);
-- one row an official and company: `p` that somebody of it is close to him, and who stands for it: a holder before a head, then whom the contact means most
CREATE TABLE contact_ties AS
WITH held AS (
    SELECT c.official_id, c.uscc, c.person_key, bool_or(coalesce(s.share, 0) >= nominee_share()) AS holds,
           c.person_key IN (SELECT a.person_key FROM appearances a SEMI JOIN senior_roles r USING (role)
                            WHERE a."table" = 'roles' AND a.uscc = c.uscc) AS runs,
           bool_or(d.uscc IS NOT NULL) AS deals
    FROM contacts c LEFT JOIN chains s ON s.person_key = c.person_key
        AND (s.uscc = c.uscc OR list_contains(list_transform(s.path, lambda h: h."to"), 'company:' || c.uscc))
    LEFT JOIN dealt_with d ON d.official_id = c.official_id AND d.uscc IN (c.uscc, s.uscc)
    GROUP BY ALL
), pools AS (
    SELECT c.official_id, c.uscc, any_value(c.company) AS company, string_agg(DISTINCT c.code, '+' ORDER BY c.code) AS code,
           list_sort(list_distinct(flatten(list(c.sources)))) AS sources, bool_or(h.deals) AS deals,
           least(sum(c.probability ORDER BY c.person_key), contact_most()) AS p_any,
           max(struct_pack(holds := h.holds, runs := h.runs, probability := c.probability, person_key := c.person_key,
                           name := c.name)) AS first_
    FROM contacts c JOIN held h USING (official_id, uscc, person_key) GROUP BY c.official_id, c.uscc
), weighed AS (
    SELECT p.*, p_any / (1 - p_any) * deal_ratio(deals_of_tied(), u.rate) AS odds
    FROM pools p JOIN usual u USING (official_id) WHERE p.deals
)
SELECT official_id, uscc, company, code, sources, first_.person_key AS person_key, first_.name AS name,
       least(odds / (1 + odds), contact_most()) AS p
FROM weighed WHERE p >= inferred_line();
