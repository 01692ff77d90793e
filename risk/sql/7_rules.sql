-- The rules of the pattern that bind this class and rank. Of several versions the one that was certainly
-- in force during the conduct is engaged (`then`); one that came after it is told beside it (`later`)
-- unless it is known to be heavier: 从旧兼从轻.
CREATE TABLE bound_whom AS
SELECT c.cid, c.kin, c.conduct, b.rule, b.base, b.place, b.needs_predicate, b.predicates, b.by_predicate,
       b.kin AS kin_bound, b.in_force, b.heavier_than
FROM candidates c JOIN rule_book b USING (pattern)
WHERE (len(b.classes) = 0 OR EXISTS (
      SELECT 1 FROM official_classes k WHERE k.category = c.category AND list_contains(b.classes, k.class)))
  AND (b.min_level IS NULL OR c.level_then >= b.min_level)
  AND (b.max_level IS NULL OR c.level_then <= b.max_level)
  AND (NOT b.leading OR c.leads) AND (NOT b.party OR c.party LIKE '%中共%')
  AND (b.benefit = 'any' OR (b.benefit = 'role' AND c.serves) OR (b.benefit = 'holding' AND c.holds))
  AND (b.deal = 'none' OR c.awarded OR (b.deal = 'any' AND len(c.deals) > 0))
  AND (NOT b.related_stake OR c.serves OR c.depth > 0 OR len(c.deals) > 0)
  AND (len(b.left) = 0 OR list_contains(b.left, c.way))
  -- the start, at its latest, lies inside the rule's own window; without a start after leaving
  -- only a rule that speaks of the time in office binds
  AND (b.other_days IS NULL OR (c.gap IS NULL AND b.in_office)
       OR c.gap < CASE WHEN c.leads OR (b.long_for = 'leading_or_county' AND c.level_then >= long_window_level())
                       THEN b.long_days ELSE b.other_days END);

CREATE TABLE rules_applied AS
WITH bound AS (
    SELECT * FROM bound_whom WHERE list_contains(kin_bound, kin) AND certainty(meet(conduct, in_force)) = 2
), engaged AS (
    SELECT * FROM bound b
    WHERE NOT by_predicate
       OR EXISTS (SELECT 1 FROM bound o WHERE o.cid = b.cid AND list_contains(b.predicates, o.base))
), later AS (
    SELECT DISTINCT l.* FROM bound_whom l JOIN engaged e
        ON e.cid = l.cid AND e.base = l.base AND e.rule <> l.rule
    WHERE list_contains(l.kin_bound, l.kin) AND l.in_force.from_lo >= l.conduct.to_hi
      AND l.in_force.from_lo > e.in_force.from_lo AND l.heavier_than IS DISTINCT FROM e.rule
)
SELECT cid, rule, base, place, needs_predicate, predicates, 'then' AS standing FROM engaged
UNION ALL SELECT cid, rule, base, place, needs_predicate, predicates, 'later' FROM later;
ALTER TABLE candidates ADD COLUMN rules_in_force BIGINT;
UPDATE candidates SET rules_in_force = coalesce(
    (SELECT count(*) FROM rules_applied r WHERE r.cid = candidates.cid AND r.standing = 'then'), 0);

CREATE TABLE outcomes (cid BIGINT, code VARCHAR, place INTEGER, outcome VARCHAR, reason VARCHAR);
