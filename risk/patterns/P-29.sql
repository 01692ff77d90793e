-- several complaints that are no copies of each other name the company or the official, one of them both ×
-- a path through registers that knows nothing of them
WITH converging AS (
    SELECT p.official_id, p.uscc, p.p_accused, p.first_heard,
           (SELECT count(DISTINCT voice) FROM (
                SELECT voice FROM company_voices c WHERE c.uscc = p.uscc
                UNION SELECT voice FROM person_voices o WHERE o.official_id = p.official_id)) AS n
    FROM (SELECT official_id, uscc, max(p_accused) AS p_accused, max(first_heard) AS first_heard
          FROM voices GROUP BY official_id, uscc) p
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, s.post, s.meets, g.first_heard, g.n,
           s.both.from_lo AS from_lo, s.both.to_hi AS to_hi, strength(s.state, f.p_benefit, g.p_accused) AS best
    FROM facts f JOIN meetings s USING (fact)
    JOIN converging g ON g.official_id = f.official_id AND g.uscc = f.uscc AND g.n >= converging_voices()
    WHERE f.kin <> 'associate' AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(from_lo) AS from_day, max(to_hi) AS to_day, max(first_heard) AS newest, 'complaint' AS related
FROM (SELECT * FROM met QUALIFY meets = max(meets) OVER (PARTITION BY official_id, subject, person_key, uscc))
GROUP BY official_id, subject, person_key, uscc
