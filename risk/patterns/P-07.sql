-- near kin's stake or senior role × post with area and line, in time; state, benefit and scope are
-- those of one fact in one post
WITH met AS (
    SELECT f.*, m.post, m.both, m.state, w.p AS p_scope FROM facts f JOIN meetings m USING (fact)
    JOIN scopes x ON x.post = m.post AND x.uscc = f.uscc AND x.in_area AND x.depth > 0
    JOIN depth_weights w ON w.depth = x.depth
    WHERE f.kin IN ('spouse', 'child', 'child_spouse')
      AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
    QUALIFY m.meets = max(m.meets) OVER (PARTITION BY f.official_id, f.subject, f.person_key, f.uscc)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts,
       max(strength(state, p_benefit, p_scope)).state AS state,
       max(strength(state, p_benefit, p_scope)).p_benefit AS p_benefit,
       max(strength(state, p_benefit, p_scope)).p_scope AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day
FROM met GROUP BY official_id, subject, person_key, uscc
