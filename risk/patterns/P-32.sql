-- village cadre's or relative's company × a contract of the village's own, the contract's day inside both;
-- state, benefit and scope are those of one fact with one contract
WITH met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(f.held, d.date), f.chained), f.p_benefit, d.p_unit * coalesce(a.p, 1.0)) AS best
    FROM facts f JOIN officers o USING (official_id)
    JOIN official_classes k ON k.category = o.category AND k."class" = 'village'
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc AND within(f.held, d.date) > 0
    LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method
    WHERE f.kin <> 'associate' AND (d.kind = 'award' OR a.p > 0)
      AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point
FROM met GROUP BY official_id, subject, person_key, uscc
