-- own role × any post, in time; state and benefit are those of one role in one post
WITH met AS (
    SELECT f.*, m.post, m.both, m.state FROM facts f JOIN meetings m USING (fact)
    WHERE f.subject = 'self' AND f.kind = 'role'
    QUALIFY m.meets = max(m.meets) OVER (PARTITION BY f.official_id, f.subject, f.person_key, f.uscc)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts,
       max(strength(state, p_benefit, 1.0)).state AS state,
       max(strength(state, p_benefit, 1.0)).p_benefit AS p_benefit, 1.0 AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day
FROM met GROUP BY official_id, subject, person_key, uscc
