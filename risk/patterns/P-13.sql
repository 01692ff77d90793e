-- a considerable stake of a close associate, or of kin who are very young, old when they came in, or
-- without visible means × a deal of the own unit while they held it
WITH ages AS (
    SELECT s.official_id, s.subject, first_day(s.born) AS born_lo, final_day(s.born) AS born_hi, r.employer, r.source
    FROM subjects s LEFT JOIN relatives r ON r.source = s.subject
), holders AS (
    SELECT f.*, a.source AS row, t.subject_name, CASE
               WHEN f.kin = 'associate' THEN concat('持股人系本人的', t.kinship)
               WHEN first_day(f.valid_from) - a.born_lo < youngest() * 365.25 AND first_day(f.valid_from) > a.born_hi
                   THEN concat('入股时不满', youngest(), '周岁')
               WHEN first_day(f.valid_from) - a.born_hi > oldest() * 365.25 THEN concat('入股时已满', oldest(), '周岁')
               WHEN regexp_matches(a.employer, no_means_words()) THEN concat('工作单位一栏为“', a.employer, '”') END AS why
    FROM facts f JOIN ties t USING (official_id, subject, person_key)
    LEFT JOIN ages a USING (official_id, subject)
    WHERE f.kind = 'holding' AND f.kin <> 'self' AND f.share >= nominee_share()
), met AS (
    SELECT h.official_id, h.subject, h.person_key, h.uscc, h.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(h.held, d.date), h.chained), h.p_benefit, d.p_unit * coalesce(a.p, 1.0)) AS best,
           CASE WHEN h.row IS NOT NULL THEN struct_pack(source := h.row, fact := concat(h.subject_name, h.why)) END AS line
    FROM holders h JOIN deals d ON d.official_id = h.official_id AND d.uscc = h.uscc AND within(h.held, d.date) > 0
    LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method
    WHERE h.why IS NOT NULL AND (d.kind = 'award' OR a.p > 0)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point,
       list(DISTINCT line ORDER BY line) FILTER (line IS NOT NULL) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
