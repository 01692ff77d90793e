-- own role × any post, in time
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT s.post ORDER BY s.post) FILTER (s.post IS NOT NULL) AS posts,
       coalesce(max(s.state), 0) AS state, max(f.p_benefit) AS p_benefit, 1.0 AS p_scope,
       min(s.both.from_lo) AS from_day, max(s.both.to_hi) AS to_day
FROM facts f LEFT JOIN served s USING (fact)
WHERE f.subject = 'self' AND f.kind = 'role'
GROUP BY ALL
