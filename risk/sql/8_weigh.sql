-- Circumstances: how often each item is met by a candidate. A contract that stands in two exports counts
-- once: neither its number nor what it says may be there already.
CREATE TABLE circumstances AS
WITH dealing AS (
    SELECT c.cid, d.kind, coalesce(d.id, d.source) AS id, d.method, d.bidders,
           to_json(struct_pack(p := d.party, d := d.date, a := d.amount, t := d.title)) AS said
    FROM candidates c JOIN deals_of USING (cid) JOIN deals d USING (deal)
)
SELECT cid, 'award_own_unit' AS item, count(DISTINCT id) AS n FROM dealing WHERE kind = 'award' GROUP BY cid
UNION ALL
SELECT cid, 'act_own_unit', count(DISTINCT id) FROM dealing SEMI JOIN act_weights a ON a.kind = dealing.method
WHERE dealing.kind = 'act' GROUP BY cid
UNION ALL
SELECT cid, 'single_source', least(count(DISTINCT id), count(DISTINCT said)) FROM dealing
SEMI JOIN closed_methods USING (method) GROUP BY cid
UNION ALL
SELECT cid, 'one_bidder', least(count(DISTINCT id), count(DISTINCT said)) FROM dealing
WHERE kind = 'award' AND bidders = 1 GROUP BY cid
UNION ALL
-- reciprocity: what A's relative has with B's unit and B's with A's is found by the pattern of swaps
SELECT DISTINCT c.cid, 'mutual_favours', 1 FROM candidates c JOIN shapes s ON s.pattern = 'P-12'
    AND s.official_id = c.official_id AND s.person_key = c.person_key AND s.uscc = c.uscc
WHERE c.pattern <> 'P-12'
UNION ALL
-- favour first, then the stake or role: both days certain, nothing there before
SELECT DISTINCT c.cid, 'favour_then_hire', 1
FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact)
JOIN deals d ON d.official_id = c.official_id AND d.uscc = c.uscc AND d.state = 2 AND d.kind = 'act'
SEMI JOIN favours v ON v.kind = d.method
WHERE f.valid_from IS NOT NULL AND f.held.from_lo > final_day(d.date)
  AND f.held.from_hi <= first_day(d.date) + favour_days()
  AND NOT EXISTS (SELECT 1 FROM facts b WHERE b.official_id = f.official_id AND b.person_key = f.person_key
                  AND b.uscc = f.uscc AND b.held.from_lo <= final_day(d.date))
UNION ALL
SELECT cid, 'undeclared', 1 FROM outcomes WHERE code = 'DECLARED' AND reason = 'missing';

-- Timing (science.md D6.1): log10 of the founding's exposure against the mean exposure under the
-- register's own founding rate by year, over the person's career.
CREATE TABLE founding_rate AS
SELECT CAST(left(founded, 4) AS INTEGER) AS year, count(*) AS n FROM firm
WHERE founded IS NOT NULL GROUP BY 1;
CREATE TABLE timing AS
WITH events AS (
    SELECT c.cid, c.official_id, first_day(c.founded) AS day, c.seat_from, final_day(c.founded) AS latest
    FROM candidates c WHERE c.founded IS NOT NULL AND c.seat_from > -1000000
), years AS (
    SELECT e.cid, r.year, r.n, CASE
        WHEN first_day(CAST(r.year AS VARCHAR)) + 182 < e.seat_from THEN exposure('before')
        WHEN first_day(CAST(r.year AS VARCHAR)) + 182 < e.seat_from + founding_days() THEN exposure('early')
        ELSE exposure('in_post') END AS h
    FROM events e JOIN founding_rate r
        ON r.year BETWEEN year(DATE '1970-01-01' + CAST(e.seat_from AS INTEGER)) - career_years()
                      AND year(DATE '1970-01-01' + CAST(today() AS INTEGER))
), mean AS (SELECT cid, sum(n * h ORDER BY year) / sum(n) AS h FROM years GROUP BY cid)
SELECT e.cid,
       CASE WHEN e.day >= e.seat_from AND e.latest <= e.seat_from + founding_days() THEN 'founded_in_post'
            -- a date known to the year may be its first day: what speaks for the person needs no more
            WHEN e.day < e.seat_from - older_days() THEN 'founded_long_before' END AS item,
       CASE WHEN e.day >= e.seat_from THEN log10(exposure('early') / m.h)
            ELSE log10(exposure('before') / m.h) END AS bans
FROM events e JOIN mean m USING (cid)
UNION ALL
-- a date that is missing must not be worth more than the most exculpatory one
SELECT cid, 'founding_unknown', -1000 FROM candidates WHERE founded IS NULL OR seat_from <= -1000000;

-- A supplier of many buyers sells to this unit as to any other (large suppliers, law.md B.8 step 7).
CREATE TABLE suppliers AS
SELECT uscc, CAST(greatest(0.0, least(1.0, 1.0 - ln(count(DISTINCT party) / few_buyers()) / ln(many_buyers() / few_buyers())))
                  AS DOUBLE) AS weight
FROM events WHERE kind = 'award' GROUP BY uscc;

CREATE TABLE weights_of AS
WITH hits AS (
    SELECT c.cid, c.item, least(c.n, i.most) * i.bans
               * CASE c.item WHEN 'award_own_unit' THEN coalesce(u.weight, 1.0) ELSE 1.0 END AS bans
    FROM circumstances c
    JOIN candidates k USING (cid) JOIN circumstance_items i ON i.pattern = k.pattern AND i.item = c.item
    LEFT JOIN suppliers u ON u.uscc = k.uscc
    -- what made the match likely counts there, and only there
    WHERE (k.was IS NULL OR c.item NOT IN ('award_own_unit', 'act_own_unit'))
      -- a state firm deals with offices whoever sits in it, and who was posted there no less (E-04)
      AND NOT (i."group" = 'procurement' AND k.serves AND NOT k.holds AND k.uscc IN (SELECT uscc FROM state_owned))
    UNION ALL
    SELECT t.cid, t.item, CASE WHEN i.bans > 0 THEN greatest(0, least(t.bans, i.bans))
                               ELSE least(0, greatest(t.bans, i.bans)) END
    FROM timing t JOIN candidates k USING (cid)
    JOIN circumstance_items i ON i.pattern = k.pattern AND i.item = t.item
)
SELECT DISTINCT h.cid, i.group, h.item, round(least(h.bans, item_cap()), 6) AS bans
FROM hits h JOIN (SELECT DISTINCT item, "group" FROM circumstance_items) i USING (item)
WHERE round(h.bans, 6) <> 0;

CREATE TABLE ban_totals AS
WITH grouped AS (
    SELECT w.cid, w.group, sum(w.bans ORDER BY w.item) AS bans FROM weights_of w GROUP BY w.cid, w.group
)
SELECT g.cid, least(sum(least(g.bans, k.cap) ORDER BY g.group), total_cap()) AS bans
FROM grouped g JOIN group_caps k ON k.group = g.group GROUP BY g.cid;

-- How much room the innocent alternatives leave: the rate of each, times what its test lets through.
CREATE TABLE room AS
SELECT c.cid, sum(a.rate * CASE WHEN a.ruled_out IS NOT NULL AND o.reason <> a.ruled_out THEN 1.0
                                WHEN o.outcome = 'does not apply' THEN a.miss ELSE 1.0 END
                  ORDER BY a.place) AS alternatives
FROM candidates c JOIN alternatives a USING (pattern)
LEFT JOIN outcomes o ON o.cid = c.cid AND o.code = a.code
GROUP BY c.cid;

CREATE TABLE links AS
SELECT c.cid, c.finding_id, c.official_id, c.subject, c.person_key, c.pattern, c.kin, c.level, c.state,
       c.p_identity, c.p_relation, c.p_benefit,
       CASE c.state WHEN 2 THEN certain_time() WHEN 1 THEN possible_time() ELSE 0.0 END
           * coalesce(c.p_scope, 1.0) AS p_overlap,
       r.alternatives, p.prior,
       -- a correction that was asked for and has not come is what the check was for
       (p.held_back AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.cid = c.cid AND o.reason = 'overdue'))
           AS held_back, p.circumstantial, coalesce(b.bans, 0.0) AS bans,
       -- a paper that speaks for the person must be read, or asked for, first
       EXISTS (SELECT 1 FROM outcomes o JOIN reasons_held h USING (code, reason) WHERE o.cid = c.cid) AS unread,
       EXISTS (SELECT 1 FROM outcomes o WHERE o.cid = c.cid AND o.outcome = 'applies') AS excluded
FROM candidates c JOIN pattern_priors p USING (pattern) JOIN room r USING (cid)
LEFT JOIN ban_totals b USING (cid)
ORDER BY c.cid;
