-- The rules of the pattern that bind this class and rank and were in force during the conduct.
CREATE TABLE rules_applied AS
SELECT c.cid, b.rule, b.place, b.needs_predicate, b.predicates
FROM candidates c JOIN rule_book b USING (pattern)
WHERE certainty(meet(c.conduct, b.in_force)) > 0
  AND (len(b.classes) = 0 OR EXISTS (
      SELECT 1 FROM official_classes k WHERE k.category = c.category AND list_contains(b.classes, k.class)))
  AND (b.min_level IS NULL OR c.level_then >= b.min_level)
  AND (NOT b.leading OR c.leads) AND (NOT b.party OR c.party LIKE '%中共%')
  AND list_contains(b.kin, c.kin)
  AND (b.benefit = 'any' OR (b.benefit = 'role' AND c.serves) OR (b.benefit = 'holding' AND c.holds));
ALTER TABLE candidates ADD COLUMN rules_in_force BIGINT;
UPDATE candidates SET rules_in_force = coalesce(
    (SELECT count(*) FROM rules_applied r WHERE r.cid = candidates.cid), 0);

CREATE TABLE outcomes (cid BIGINT, code VARCHAR, place INTEGER, outcome VARCHAR, reason VARCHAR);
