-- holding or senior role on the cut-off day × a declaration of that day that had to be made and is
-- silent; a company registered within the registry lag before the day does not count. The next
-- year's declaration is no new evidence on the same interest: `newest` is left to the facts.
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, 1.0 AS p_scope, min(day) AS from_day, max(day) + 1 AS to_day,
       true AS point, list(DISTINCT paper ORDER BY paper) AS papers, 'undeclared' AS related
FROM (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, o.post, r.day, r.source AS paper,
           least(on_day(f.held, r.day), on_day(o.term, r.day), f.chained,
                 CASE WHEN f.held.from_hi + registry_lag() <= r.day THEN 2 ELSE 1 END) AS state,
           strength(state, f.p_benefit, 1.0) AS best
    FROM facts f
    JOIN reports_in r ON r.official_id = f.official_id AND r.duty AND on_day(f.held, r.day) > 0
        AND f.held.from_lo + registry_lag() <= r.day
    JOIN office o ON o.official_id = f.official_id AND on_day(o.term, r.day) > 0
    WHERE f.kin IN ('self', 'spouse', 'child', 'child_spouse') AND (f.kind = 'holding' OR f.senior)
      AND (f.kind = 'role' OR f.hops = 1)
      -- a form with a line that matches no company is not silent
      AND NOT EXISTS (SELECT 1 FROM declared d WHERE d.official_id = f.official_id AND d.day = r.day
                      AND d.uscc IS NULL AND (d.kin = f.kin OR d.kin IS NULL))
)
GROUP BY ALL
