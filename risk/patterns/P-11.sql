-- a stake that passes from the official, or one of the family, to another of the family (or to a close
-- associate) near a day that gives a reason: appointment, promotion, the cut-off of a report. Both days
-- must be known to the day.
WITH stakes AS (
    SELECT * FROM facts WHERE kind = 'holding' AND hops = 1 AND counts(kind, senior, share)
), passed AS (
    SELECT k.*, CAST(first_day(k.valid_from) AS BIGINT) AS day, struct_extract(g.path[1], 'source') AS giver_row,
           t.subject_name AS giver, t.kinship AS giver_kinship, g.valid_to AS left_on, g.p_benefit AS p_given,
           t.p_identity * t.p_relation AS p_giver
    FROM stakes k JOIN stakes g ON g.official_id = k.official_id AND g.uscc = k.uscc AND g.person_key <> k.person_key
    JOIN ties t ON t.official_id = g.official_id AND t.subject = g.subject AND t.person_key = g.person_key
    WHERE k.kin <> 'self' AND g.kin <> 'associate' AND t.level <> 'hold'
      AND length(k.valid_from) = 10 AND length(g.valid_to) = 10
      AND abs(first_day(k.valid_from) - first_day(g.valid_to)) <= handover_days()
      AND NOT coalesce(g.valid_from >= k.valid_from, true)
), calendar AS (
    SELECT official_id, post, CAST(first_day(valid_from) AS BIGINT) AS day,
           CASE WHEN level > max(level) OVER earlier THEN 'promotion' ELSE 'appointment' END AS trigger
    FROM office WHERE length(valid_from) = 10
    WINDOW earlier AS (PARTITION BY official_id ORDER BY valid_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    UNION ALL
    -- 31 December of the years in which a report had to be made
    SELECT o.official_id, o.post, CAST(first_day(y.year || '-12-31') AS BIGINT), 'cut_off'
    FROM office o, (SELECT unnest(range(2010, year(DATE '1970-01-01' + CAST(today() AS INTEGER)) + 1)) AS year) y
    WHERE o.level >= declaration_level() AND on_day(o.term, first_day(y.year || '-12-31')) = 2
), met AS (
    SELECT p.official_id, p.subject, p.person_key, p.uscc, p.fact, c.post, p.day,
           strength(least(2, p.chained), p.p_benefit * p.p_given * p.p_giver,
                    CASE c.trigger WHEN 'appointment' THEN near_appointment() WHEN 'promotion' THEN near_promotion()
                                   ELSE near_cut_off() END) AS best,
           struct_pack(source := p.giver_row, fact := concat(p.giver_kinship, p.giver, '原持有该企业股份，于', p.left_on,
               '退出，', abs(c.day - p.day), '日', CASE WHEN c.day >= p.day THEN '后' ELSE '前' END, '为',
               CASE c.trigger WHEN 'appointment' THEN '任职' WHEN 'promotion' THEN '晋升' ELSE '报告截止日' END, iso(c.day)))
               AS line
    FROM passed p JOIN calendar c USING (official_id)
    WHERE CASE c.trigger WHEN 'cut_off' THEN c.day - p.day BETWEEN 0 AND transfer_days()
                         ELSE abs(c.day - p.day) <= transfer_days() END
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope, min(day) AS from_day,
       max(day) + 1 AS to_day, true AS point, list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
