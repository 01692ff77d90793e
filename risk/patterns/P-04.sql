-- holding or senior role on the cut-off day × a declaration of that day that had to be made and is
-- silent; a company registered within the registry lag before the day does not count
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT o.post ORDER BY o.post) AS posts, max(on_day(f.held, r.day)) AS state,
       max(f.p_benefit) AS p_benefit, 1.0 AS p_scope, min(r.day) AS from_day, max(r.day) + 1 AS to_day,
       true AS point, list(DISTINCT r.source ORDER BY r.source) AS papers, max(r.day) AS newest,
       'undeclared' AS related
FROM facts f
JOIN reports_in r ON r.official_id = f.official_id AND r.duty AND on_day(f.held, r.day) > 0
    AND f.held.from_lo + registry_lag() <= r.day
JOIN office o ON o.official_id = f.official_id AND on_day(o.term, r.day) > 0
WHERE f.kin IN ('self', 'spouse', 'child', 'child_spouse') AND (f.kind = 'holding' OR f.senior)
  AND (f.kind = 'role' OR f.hops = 1)
GROUP BY ALL
