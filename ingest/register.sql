-- The changes of a register set against its rows. Tables that must be there:
--   register(source, uscc, key, valid_from, valid_to, share)   rows of 股东出资, or of 主要人员 and 企业登记
--   covered(uscc, role)   what the register would list if it still held; role null for holdings
--   happened(uscc, key, name, role, date, source, number, before, before_share, …, after, after_share, …)
-- Tables that it makes:
--   fixed(source, valid_from, valid_to, share)   what the changes tell of register rows
--   added(…)                                     what only the changes tell
--   unmatched(source)                            changes that say "since then", where the register says nothing

-- One event for a name and a day; one that changes nothing is none.
CREATE OR REPLACE TEMP TABLE event AS
SELECT uscc, key, date, min(name) AS name, min(role) AS role, min(source) AS source,
       bool_or(before) AS before, max(before_share) AS before_share,
       max(before_subscribed) AS before_subscribed, max(before_paid) AS before_paid,
       bool_or(after) AS after, max(after_share) AS after_share,
       max(after_subscribed) AS after_subscribed, max(after_paid) AS after_paid
FROM happened GROUP BY uscc, key, date
HAVING NOT (bool_or(before) AND bool_or(after)
            AND coalesce(abs(max(before_share) - max(after_share)) < 1e-6, true));

CREATE OR REPLACE TEMP TABLE step AS
SELECT *, lag(after) OVER w AS earlier_after, lead(date) OVER w AS next_date, lead(before) OVER w AS next_before,
       lead(before_share) OVER w AS next_share, lead(before_subscribed) OVER w AS next_subscribed
FROM event WINDOW w AS (PARTITION BY uscc, key ORDER BY date);

-- Periods: up to the first event, and from each event to the next. `period` numbers them within a name.
CREATE OR REPLACE TEMP TABLE period AS
WITH cut AS (
    SELECT uscc, key, name, role, source, NULL::VARCHAR AS valid_from, date AS valid_to,
           before_share AS share, before_subscribed AS subscribed, before_paid AS paid_in
    FROM step WHERE before AND NOT coalesce(earlier_after, false)
    UNION ALL
    SELECT uscc, key, name, role, source, date, next_date,
           coalesce(after_share, CASE WHEN next_before THEN next_share END),
           coalesce(after_subscribed, CASE WHEN next_before THEN next_subscribed END), after_paid
    FROM step WHERE after
)
SELECT row_number() OVER (ORDER BY uscc, key, coalesce(valid_from, valid_to), valid_to) AS id, *,
       lag(valid_to) OVER w AS earlier_to,
       count(*) FILTER (valid_to IS NOT NULL) OVER g AS closed,
       row_number() OVER w = count(*) OVER g AS is_last
FROM cut
WINDOW g AS (PARTITION BY uscc, key),
       w AS (PARTITION BY uscc, key ORDER BY coalesce(valid_from, ''), coalesce(valid_to, '9999'));

CREATE OR REPLACE TEMP TABLE present AS
SELECT * FROM register WHERE valid_to IS NULL QUALIFY count(*) OVER (PARTITION BY uscc, key) = 1;

CREATE OR REPLACE TEMP TABLE past AS
SELECT *, count(*) OVER (PARTITION BY uscc, key) AS many FROM register WHERE valid_to IS NOT NULL;

-- A register row that has ended and a period are the same fact: the same end, or the only ones of the name,
-- or a start that only the change tells.
CREATE OR REPLACE TEMP TABLE met_past AS
SELECT p.id, r.source, coalesce(r.valid_from, CASE WHEN p.valid_from < r.valid_to THEN p.valid_from END) AS valid_from,
       r.valid_to, coalesce(r.share, p.share) AS share
FROM period p JOIN past r USING (uscc, key)
WHERE (p.valid_to IS NOT NULL
       AND (starts_with(p.valid_to, r.valid_to) OR starts_with(r.valid_to, p.valid_to)
            OR (r.many = 1 AND p.closed = 1)))
   OR (p.valid_to IS NULL AND p.valid_from < r.valid_to AND coalesce(r.valid_from, p.valid_from) <= p.valid_from)
QUALIFY row_number() OVER (PARTITION BY p.id ORDER BY r.source) = 1;

-- The last period is over, yet the register has the name without an end: the change tells the end.
CREATE OR REPLACE TEMP TABLE met_end AS
SELECT p.id, r.source, coalesce(r.valid_from, p.valid_from) AS valid_from, p.valid_to,
       coalesce(r.share, p.share) AS share
FROM period p JOIN present r USING (uscc, key)
WHERE p.is_last AND p.valid_to IS NOT NULL AND coalesce(r.valid_from, '') < p.valid_to
  AND p.id NOT IN (SELECT id FROM met_past);

-- The last period is open and the register has the name: the change tells the start, or the start of what holds now.
CREATE OR REPLACE TEMP TABLE met_start AS
SELECT p.id, r.source, r.valid_from AS was_from, r.uscc, r.key,
       CASE WHEN p.earlier_to = p.valid_from THEN greatest(coalesce(r.valid_from, ''), p.valid_from)
            ELSE coalesce(r.valid_from, p.valid_from) END AS valid_from,
       NULL::VARCHAR AS valid_to, coalesce(r.share, p.share) AS share
FROM period p JOIN present r USING (uscc, key)
WHERE p.is_last AND p.valid_to IS NULL AND p.id NOT IN (SELECT id FROM met_past);

CREATE OR REPLACE TEMP TABLE fixed AS
SELECT source, min(valid_from) AS valid_from, max(valid_to) AS valid_to, max(share) AS share
FROM (SELECT source, valid_from, valid_to, share FROM met_past
      UNION ALL SELECT source, valid_from, valid_to, share FROM met_end
      UNION ALL SELECT source, valid_from, valid_to, share FROM met_start)
GROUP BY source;

CREATE OR REPLACE TEMP TABLE rest AS
SELECT p.* REPLACE (
           coalesce(p.valid_from, CASE WHEN s.was_from < p.valid_to THEN s.was_from END) AS valid_from)
FROM period p LEFT JOIN met_start s USING (uscc, key)
WHERE p.id NOT IN (SELECT id FROM met_past UNION ALL SELECT id FROM met_end UNION ALL SELECT id FROM met_start);

-- A register that lists a company but not the name is believed: the name has left, nobody knows when.
CREATE OR REPLACE TEMP TABLE unmatched AS
SELECT source, id FROM rest SEMI JOIN covered
    ON rest.uscc = covered.uscc AND rest.role IS NOT DISTINCT FROM covered.role
WHERE rest.valid_to IS NULL;

CREATE OR REPLACE TEMP TABLE added AS
SELECT * FROM rest WHERE id NOT IN (SELECT id FROM unmatched);
