-- own role or stake that begins inside the window after leaving × the posts of the last years
WITH exits AS (
    SELECT o.official_id, max(o.term.to_lo) AS day, max(o.term.to_hi) AS latest
    FROM office o LEFT JOIN leaving l ON l.word = o.exit_reason LEFT JOIN leaving s ON s.word = o.status
    GROUP BY o.official_id
    HAVING max(o.term.to_hi) <= today() AND count(*) FILTER (o.valid_to IS NULL) = 0
       AND bool_or(l.way IN ('resigned', 'retired') OR s.way IN ('resigned', 'retired'))
), last_posts AS (
    SELECT e.official_id, e.day, e.latest, o.post,
           max(CASE WHEN o.leads OR o.level >= long_window_level() THEN long_window() ELSE short_window() END)
               OVER (PARTITION BY e.official_id) AS days
    FROM exits e JOIN office o USING (official_id) WHERE o.term.to_hi > e.day - related_days()
)
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT p.post ORDER BY p.post) AS posts,
       list(DISTINCT d.deal ORDER BY d.deal) FILTER (d.deal IS NOT NULL) AS deals,
       max(CASE WHEN f.held.from_lo >= p.latest AND f.held.from_hi < p.day + p.days THEN 2 ELSE 1 END) AS state,
       max(f.p_benefit) AS p_benefit,
       max(greatest(coalesce(d.p_unit, 0), CASE WHEN x.in_area THEN w.p ELSE 0 END)) AS p_scope,
       min(f.held.from_lo) AS from_day, max(f.held.to_hi) AS to_day
FROM facts f JOIN last_posts p ON p.official_id = f.official_id
    AND f.valid_from IS NOT NULL AND f.held.from_hi >= p.day AND f.held.from_lo < p.latest + p.days
LEFT JOIN scopes x ON x.post = p.post AND x.uscc = f.uscc
LEFT JOIN depth_weights w ON w.depth = x.depth
LEFT JOIN deals d ON d.post = p.post AND d.uscc = f.uscc AND d.official_id = f.official_id
WHERE f.subject = 'self' AND (f.kind = 'role' OR f.hops = 1)
  AND (d.deal IS NOT NULL OR (x.in_area AND x.depth > 0))
GROUP BY ALL
