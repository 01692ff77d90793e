-- a complaint that alleges it × a path through registers that knows nothing of the complaint
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT s.post ORDER BY s.post) FILTER (s.post IS NOT NULL) AS posts,
       coalesce(max(s.state), 0) AS state, max(f.p_benefit) AS p_benefit, max(v.p_accused) AS p_scope,
       min(s.both.from_lo) AS from_day, max(s.both.to_hi) AS to_day,
       list(DISTINCT v.voice ORDER BY v.voice) AS papers, max(v.received) AS newest,
       'complaint' AS related
FROM facts f JOIN voices v ON v.official_id = f.official_id AND v.uscc = f.uscc
LEFT JOIN served s USING (fact)
WHERE f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share()
GROUP BY ALL
