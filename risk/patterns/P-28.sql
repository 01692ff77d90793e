-- a complaint that alleges it × a path through registers that knows nothing of the complaint, both
-- while in post; a later copy of a letter is no new evidence
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(from_lo) AS from_day, max(to_hi) AS to_day,
       list(DISTINCT voice ORDER BY voice) AS papers, max(first_heard) AS newest,
       'complaint' AS related
FROM (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, s.post, v.voice, v.first_heard,
           s.both.from_lo AS from_lo, s.both.to_hi AS to_hi,
           strength(s.state, f.p_benefit, v.p_accused) AS best
    FROM facts f JOIN meetings s USING (fact)
    JOIN voices v ON v.official_id = f.official_id AND v.uscc = f.uscc
    WHERE f.kin <> 'associate' AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
    QUALIFY s.meets = max(s.meets) OVER (PARTITION BY f.official_id, f.subject, f.person_key, f.uscc)
)
GROUP BY ALL
