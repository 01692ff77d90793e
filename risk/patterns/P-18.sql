-- a tie to a company that won from the own unit before it was a year old, and wins from hardly anyone else
WITH met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(f.held, d.date), f.chained), f.p_benefit, d.p_unit * n.part) AS best,
           struct_pack(source := c.source, fact := concat('企业成立于', c.founded, '，', final_day(d.date) - first_day(c.founded),
               '日内中标本人单位项目；其中标的', CAST(round(100 * n.part) AS INTEGER), '%来自本人单位')) AS line
    FROM facts f JOIN firm c USING (uscc)
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc AND d.kind = 'award' AND within(f.held, d.date) > 0
    JOIN dependence n ON n.official_id = f.official_id AND n.uscc = f.uscc AND n.part > one_buyer_part()
    WHERE f.kin <> 'self' AND counts(f.kind, f.senior, f.share)
      AND final_day(d.date) - first_day(c.founded) BETWEEN 0 AND young_days()
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point,
       list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
