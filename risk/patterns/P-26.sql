-- resignation close to the day on which a complaint about official and company came in × a path through
-- registers that knows nothing of the complaint. The day of the complaint stands for the open matter: no
-- table has the day of an audit or inquiry.
WITH exits AS (
    SELECT o.official_id, max(o.term.to_lo) AS day, max(o.term.to_hi) AS latest,
           arg_max(o.source, struct_pack(until := o.term.to_hi, post := o.post)) AS source
    FROM office o JOIN officers p USING (official_id)
    LEFT JOIN leaving l ON l.word = o.exit_reason LEFT JOIN leaving s ON s.word = p.status
    GROUP BY o.official_id
    HAVING max(o.term.to_hi) <= today() AND count(*) FILTER (o.valid_to IS NULL) = 0
       AND coalesce(max(s.way), arg_max(l.way, struct_pack(until := o.term.to_hi, post := o.post))) = 'resigned'
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, m.post, m.meets, v.voice, v.first_heard, e.day, e.latest,
           strength(least(m.state, CASE WHEN e.latest - e.day <= 1 THEN 2 ELSE 1 END), f.p_benefit, v.p_accused) AS best,
           struct_pack(source := e.source, fact := concat('辞去公职：', coalesce(iso(e.latest), '日期不明'))) AS line
    FROM facts f JOIN meetings m USING (fact) JOIN exits e USING (official_id)
    JOIN voices v ON v.official_id = f.official_id AND v.uscc = f.uscc
    WHERE f.kin <> 'associate' AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
      AND v.first_heard BETWEEN e.day - matter_days() AND e.latest + matter_days()
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) FILTER (post IS NOT NULL) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(day) AS from_day, max(latest) + 1 AS to_day, true AS point, 'resigned' AS way,
       list(DISTINCT voice ORDER BY voice) AS papers, max(first_heard) AS newest,
       'complaint' AS related, list(DISTINCT line ORDER BY line) AS told
FROM (SELECT * FROM met QUALIFY meets = max(meets) OVER (PARTITION BY official_id, subject, person_key, uscc))
GROUP BY official_id, subject, person_key, uscc
