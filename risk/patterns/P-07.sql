-- near kin's stake or senior role × post with area and line, in time
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT s.post ORDER BY s.post) AS posts, max(s.state) AS state, max(f.p_benefit) AS p_benefit,
       max(w.p) AS p_scope, min(s.both.from_lo) AS from_day, max(s.both.to_hi) AS to_day
FROM facts f JOIN served s USING (fact)
JOIN scopes x ON x.post = s.post AND x.uscc = f.uscc AND x.in_area AND x.depth > 0
JOIN depth_weights w ON w.depth = x.depth
WHERE f.kin IN ('spouse', 'child', 'child_spouse')
  AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
GROUP BY ALL
