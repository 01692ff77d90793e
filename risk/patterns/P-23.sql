-- a tie of any kind × a post whose start is known × a company founded within a year of it, of which the
-- first contract with the unit followed within a year; state and scope are those of one fact with one contract
WITH firsts AS (
    SELECT official_id, post, uscc, min(first_day(date)) AS day
    FROM deals WHERE kind = 'award' AND date IS NOT NULL GROUP BY ALL
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(f.held, d.date), f.chained,
                          CASE WHEN length(c.founded) = 10 AND length(o.valid_from) = 10 THEN 2 ELSE 1 END),
                    f.p_benefit, d.p_unit) AS best,
           struct_pack(source := c.source, fact := concat('任职始于', o.valid_from, '，企业成立于', c.founded,
               '，首次取得本单位合同', iso(x.day))) AS line
    FROM facts f JOIN firm c USING (uscc)
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc AND d.kind = 'award' AND within(f.held, d.date) > 0
    JOIN office o ON o.post = d.post
    JOIN firsts x ON x.official_id = d.official_id AND x.post = d.post AND x.uscc = d.uscc
    WHERE o.valid_from IS NOT NULL AND c.founded IS NOT NULL
      AND first_day(c.founded) >= o.term.from_lo AND final_day(c.founded) <= o.term.from_hi + arrival_days()
      AND x.day <= final_day(c.founded) + first_win_days()
      AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point,
       list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
