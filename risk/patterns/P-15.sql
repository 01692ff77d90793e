-- stake through two or more layers, own in any post, kin's only with the own unit's deal or area and line
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT s.post ORDER BY s.post) FILTER (s.post IS NOT NULL) AS posts,
       coalesce(max(s.state), 0) AS state, max(f.p_benefit) AS p_benefit,
       max(CASE WHEN f.kin = 'self' THEN 1.0
                ELSE greatest(coalesce(d.p_unit, 0), CASE WHEN x.in_area THEN w.p ELSE 0 END) END) AS p_scope,
       min(s.both.from_lo) AS from_day, max(s.both.to_hi) AS to_day
FROM facts f LEFT JOIN served s USING (fact)
LEFT JOIN scopes x ON x.post = s.post AND x.uscc = f.uscc
LEFT JOIN depth_weights w ON w.depth = x.depth
LEFT JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc AND d.post = s.post
    AND within(f.held, d.date) > 0
LEFT JOIN ownership m ON m.person_key = f.person_key AND m.uscc = f.uscc
WHERE f.kind = 'holding' AND f.hops >= 2
  AND (coalesce(f.share, 1) >= min_effective_share() OR coalesce(m.control, false))
  AND (f.kin = 'self' OR d.deal IS NOT NULL OR (x.in_area AND x.depth > 0))
GROUP BY ALL
