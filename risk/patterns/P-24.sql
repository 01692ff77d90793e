-- own role or stake that begins inside the window after leaving × the posts of the last years; how
-- long the window is depends on the rule, the way of leaving and the posts held
WITH exits AS (
    SELECT o.official_id, min(o.category) AS category, max(o.term.to_lo) AS day, max(o.term.to_hi) AS latest,
           coalesce(max(s.way) FILTER (s.way IN ('resigned', 'retired')),
                    arg_max(l.way, struct_pack(until := o.term.to_hi, post := o.post)) FILTER (l.way IN ('resigned', 'retired'))) AS way,
           bool_or(o.leads) AS leads, coalesce(max(o.level), -1) AS level
    FROM (SELECT o.*, p.category FROM office o JOIN officers p USING (official_id)) o
    LEFT JOIN leaving l ON l.word = o.exit_reason LEFT JOIN leaving s ON s.word = o.status
    GROUP BY o.official_id
    HAVING max(o.term.to_hi) <= today() AND count(*) FILTER (o.valid_to IS NULL) = 0
), windows AS (
    SELECT e.official_id, max(CASE WHEN b.long_for = 'leading_or_county' AND e.level >= long_window_level()
                                     OR e.leads THEN b.long_days ELSE b.other_days END) AS days
    FROM exits e JOIN rule_book b ON b.pattern = 'P-24' AND b.other_days IS NOT NULL
        AND (len(b.left) = 0 OR list_contains(b.left, e.way))
        AND (b.min_level IS NULL OR e.level >= b.min_level) AND (NOT b.leading OR e.leads)
        AND (len(b.classes) = 0 OR EXISTS (SELECT 1 FROM official_classes k
             WHERE k.category = e.category AND list_contains(b.classes, k.class)))
    WHERE e.way IS NOT NULL
    GROUP BY e.official_id
), last_posts AS (
    SELECT e.official_id, e.day, e.latest, e.way, w.days, o.post
    FROM exits e JOIN windows w USING (official_id) JOIN office o USING (official_id)
    WHERE o.term.to_hi > e.day - related_days()
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, p.post, d.deal, p.way,
           f.held.from_lo AS from_lo, f.held.to_hi AS to_hi, f.held.from_hi - p.day AS gap,
           CASE WHEN f.held.from_lo >= p.latest AND f.held.from_hi < p.day + p.days THEN 2 ELSE 1 END AS state,
           greatest(coalesce(d.p_unit, 0), CASE WHEN x.in_area THEN w.p ELSE 0 END) AS p_scope,
           strength(state, f.p_benefit, p_scope) AS best
    FROM facts f JOIN last_posts p ON p.official_id = f.official_id
        AND f.valid_from IS NOT NULL AND f.held.from_hi >= p.day AND f.held.from_lo < p.latest + p.days
    LEFT JOIN scopes x ON x.post = p.post AND x.uscc = f.uscc
    LEFT JOIN depth_weights w ON w.depth = x.depth
    LEFT JOIN deals d ON d.post = p.post AND d.uscc = f.uscc AND d.official_id = f.official_id
    WHERE f.subject = 'self' AND (f.kind = 'role' OR f.hops = 1)
      AND (d.deal IS NOT NULL OR (x.in_area AND x.depth > 0))
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts,
       list(DISTINCT deal ORDER BY deal) FILTER (deal IS NOT NULL) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(from_lo) AS from_day, max(to_hi) AS to_day, min(gap) AS gap, min(way) AS way
FROM met
GROUP BY official_id, subject, person_key, uscc
