-- stake through two or more layers, own in any post, kin's only with the own unit's deal or area and
-- line; state, benefit and scope are those of one stake in one post
WITH layered AS (
    SELECT f.*, m.post, m.both, m.state, m.meets FROM facts f JOIN meetings m USING (fact)
    LEFT JOIN ownership o ON o.person_key = f.person_key AND o.uscc = f.uscc
    WHERE f.kind = 'holding' AND f.hops >= 2
      AND (coalesce(f.share, 1) >= min_effective_share() OR coalesce(o.control, false))
), ways AS (
    SELECT *, 1.0 AS p_scope FROM layered WHERE kin = 'self'
    UNION ALL
    SELECT f.* REPLACE (least(f.state, d.state, within(f.held, d.date)) AS state), d.p_unit
    FROM layered f JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc
        AND d.post = f.post AND within(f.held, d.date) > 0
    WHERE f.kin <> 'self'
    UNION ALL
    SELECT f.*, w.p
    FROM layered f JOIN scopes x ON x.post = f.post AND x.uscc = f.uscc AND x.in_area AND x.depth > 0
    JOIN depth_weights w ON w.depth = x.depth
    WHERE f.kin <> 'self'
), met AS (
    SELECT * FROM ways
    QUALIFY meets = max(meets) OVER (PARTITION BY official_id, subject, person_key, uscc)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts,
       max(strength(state, p_benefit, p_scope)).state AS state,
       max(strength(state, p_benefit, p_scope)).p_benefit AS p_benefit,
       max(strength(state, p_benefit, p_scope)).p_scope AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day
FROM met GROUP BY official_id, subject, person_key, uscc
