-- stake through two or more layers, own in any post, kin's only with the own unit's deal or area and
-- line; state, benefit and scope are those of one stake in one post. A layer that is listed, state-owned
-- or a collective is nobody's vehicle; one whose type is not known may be.
WITH layers AS (
    SELECT f.fact, bool_or(s.uscc IS NOT NULL OR regexp_matches(coalesce(c.company_type, '') || ' ' || coalesce(c.name, ''),
                           concat(listed_words(), '|', collective_words()))) AS others,
           bool_and(c.company_type IS NOT NULL) AS known
    FROM (SELECT fact, unnest(path[1:len(path) - 1]) AS hop FROM facts WHERE kind = 'holding' AND hops >= 2) f
    LEFT JOIN firm c ON c.uscc = split_part(f.hop."to", ':', 2) LEFT JOIN state_owned s ON s.uscc = c.uscc
    GROUP BY f.fact
), layered AS (
    SELECT f.*, m.post, m.both, CASE WHEN l.known THEN m.state ELSE least(m.state, 1) END AS state, m.meets
    FROM facts f JOIN meetings m USING (fact) JOIN layers l USING (fact)
    LEFT JOIN ownership o ON o.person_key = f.person_key AND o.uscc = f.uscc
    -- 5 % by this chain, or by all chains together, or control
    WHERE (coalesce(f.share, 1) >= min_effective_share() OR coalesce(o.own, 0) >= min_effective_share()
           OR coalesce(o.control, false))
      AND NOT l.others AND f.kin <> 'associate'
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
