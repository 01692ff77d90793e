-- a complaint about official and company × the tied person's stake or role ends, or the company is struck
-- off, within the days after it came in. What others did in the register is not looked at.
WITH endings AS (
    SELECT fact, first_day(valid_to) AS day, final_day(valid_to) AS last_day,
           coalesce(source, path[1].source) AS source, '登记的持股或任职终止' AS what
    FROM facts WHERE valid_to IS NOT NULL
    UNION ALL
    SELECT f.fact, first_day(c.dissolved), final_day(c.dissolved), c.source, '企业注销'
    FROM facts f JOIN firm c USING (uscc) WHERE c.dissolved IS NOT NULL
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, s.post, v.voice, v.first_heard, e.day, e.last_day,
           strength(least(s.state, CASE WHEN e.day = e.last_day THEN 2 ELSE 1 END), f.p_benefit, v.p_accused) AS best,
           struct_pack(source := e.source, fact := concat(e.what, '：', iso(e.day))) AS line
    FROM facts f JOIN served s USING (fact) JOIN endings e USING (fact)
    JOIN voices v ON v.official_id = f.official_id AND v.uscc = f.uscc
    WHERE f.kin <> 'associate' AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
      AND e.day <= today() AND f.held.from_lo <= v.first_heard
      AND e.last_day >= v.first_heard AND e.day <= v.first_heard + shift_days()
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(day) AS from_day, max(last_day) + 1 AS to_day, true AS point,
       list(DISTINCT voice ORDER BY voice) AS papers, greatest(max(first_heard), max(day)) AS newest,
       'complaint' AS related, list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
