-- near or other kin's company that was founded in the area of the post, or moved into it, soon after the
-- post began × contracts, most of which the own unit gave it
WITH arrivals AS (
    SELECT f.*, o.post, o.term, CAST(first_day(c.founded) AS BIGINT) AS day, c.source AS row,
           concat('企业成立于', c.founded) AS fact_told
    FROM facts f JOIN firm c USING (uscc) JOIN scopes s ON s.uscc = f.uscc AND s.in_area
    JOIN office o ON o.post = s.post AND o.official_id = f.official_id
    WHERE final_day(c.founded) - o.term.from_lo <= move_in_days() AND first_day(c.founded) >= o.term.from_hi
    UNION ALL
    SELECT f.*, o.post, o.term, CAST(first_day(m.date) AS BIGINT), m.source,
           concat('企业于', m.date, '由', m.left_place, '迁至', m.place)
    FROM facts f JOIN moves m USING (uscc) JOIN scopes s ON s.uscc = f.uscc AND s.in_area
    JOIN office o ON o.post = s.post AND o.official_id = f.official_id
    WHERE final_day(m.date) - o.term.from_lo <= move_in_days() AND first_day(m.date) >= o.term.from_hi
), met AS (
    SELECT a.official_id, a.subject, a.person_key, a.uscc, a.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(a.held, d.date), a.chained), a.p_benefit, d.p_unit) AS best,
           struct_pack(source := a.row, fact := concat(a.fact_told, '，任职始于', iso(a.term.from_lo),
               '，其中标项目的', CAST(round(100 * n.part) AS INTEGER), '%来自本人单位')) AS line
    FROM arrivals a JOIN deals d ON d.official_id = a.official_id AND d.uscc = a.uscc AND d.post = a.post
        AND d.kind = 'award' AND first_day(d.date) >= a.day AND within(a.held, d.date) > 0
    JOIN dependence n ON n.official_id = a.official_id AND n.uscc = a.uscc AND n.part > own_unit_part()
    WHERE a.kin NOT IN ('self', 'associate') AND counts(a.kind, a.senior, a.share)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point,
       list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
