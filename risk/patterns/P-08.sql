-- relative's stake or role × deal of the own unit, the deal's day inside both
SELECT f.official_id, f.subject, f.person_key, f.uscc, list(DISTINCT f.fact ORDER BY f.fact) AS facts,
       list(DISTINCT d.post ORDER BY d.post) AS posts, list(DISTINCT d.deal ORDER BY d.deal) AS deals,
       max(least(d.state, within(f.held, d.date), f.chained)) AS state, max(f.p_benefit) AS p_benefit,
       max(d.p_unit * coalesce(a.p, 1.0)) AS p_scope,
       min(first_day(d.date)) AS from_day, max(final_day(d.date)) + 1 AS to_day, true AS point
FROM facts f JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc
    AND within(f.held, d.date) > 0
LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method
WHERE f.kin <> 'self' AND (d.kind = 'award' OR a.p > 0)
  AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
GROUP BY ALL
