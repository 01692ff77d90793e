-- own unit's benefit while in office × a stake or role of the person or a relative in that company which
-- begins only after the person has left. What the person himself takes up inside the window is P-24.
WITH exits AS (
    SELECT o.official_id, max(o.term.to_lo) AS day, max(o.term.to_hi) AS latest,
           coalesce(max(s.way), arg_max(l.way, struct_pack(until := o.term.to_hi, post := o.post))) AS way
    FROM (SELECT o.*, p.status AS state_now FROM office o JOIN officers p USING (official_id)) o
    LEFT JOIN leaving l ON l.word = o.exit_reason LEFT JOIN leaving s ON s.word = o.state_now
    GROUP BY o.official_id
    HAVING max(o.term.to_hi) <= today() AND count(*) FILTER (o.valid_to IS NULL) = 0
), met AS (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, d.post, d.deal, e.way,
           f.held.from_lo AS from_lo, f.held.to_hi AS to_hi, f.held.from_hi - e.day AS gap,
           strength(least(d.state, f.chained, CASE WHEN f.held.from_lo >= e.latest THEN 2 ELSE 1 END),
                    f.p_benefit, d.p_unit * coalesce(a.p, 1.0)) AS best,
           struct_pack(source := coalesce(f.source, f.path[1].source),
                       fact := concat('离任（', coalesce(iso(e.latest), '日期不明'), '）之后取得')) AS line
    FROM facts f JOIN exits e USING (official_id)
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc
    JOIN office o ON o.post = d.post AND o.leads  -- who granted it: the unit's leading members
    LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method
    WHERE e.way IN ('resigned', 'retired') AND (d.kind = 'award' OR a.p > 0) AND f.kin <> 'associate'
      AND (f.kind = 'role' OR f.share IS NULL OR f.share >= min_effective_share())
      AND f.valid_from IS NOT NULL AND f.held.from_hi >= e.day AND f.held.from_lo < e.latest + reward_days()
      AND final_day(d.date) >= e.day - favour_days()
      -- who was in the company before is not rewarded with it
      AND NOT EXISTS (SELECT 1 FROM facts b WHERE b.official_id = f.official_id AND b.person_key = f.person_key
                      AND b.uscc = f.uscc AND b.held.from_lo < e.day)
      -- whether it is P-24 instead depends on the class: unknown, the person's own start tells nothing here
      AND (f.subject <> 'self' OR EXISTS (SELECT 1 FROM officers q WHERE q.official_id = f.official_id AND q.category IS NOT NULL))
      AND NOT EXISTS (SELECT 1 FROM shapes s WHERE s.pattern = 'P-24' AND s.official_id = f.official_id
                      AND s.person_key = f.person_key AND s.uscc = f.uscc)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(from_lo) AS from_day, max(to_hi) AS to_day, min(gap) AS gap, min(way) AS way,
       list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
