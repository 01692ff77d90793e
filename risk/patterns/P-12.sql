-- A's relative deals with B's unit, B's relative with A's, within some years: two companies of kin, two
-- sets of deals, both officials leading members. Suppliers of many buyers are left out.
WITH bought AS MATERIALIZED (
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, f.p_benefit, e.party, e.title, e.id, e.source, e.date,
           coalesce(w.p, 1.0) / m.buyers AS p_deal
    FROM facts f JOIN (SELECT uscc, count(DISTINCT party) AS buyers FROM events GROUP BY uscc) m USING (uscc)
    JOIN events e USING (uscc) LEFT JOIN act_weights w ON e.kind = 'act' AND w.kind = e.method
    WHERE f.kin NOT IN ('self', 'associate') AND counts(f.kind, f.senior, f.share) AND f.chained = 2
      AND (e.kind = 'award' OR w.p > 0) AND m.buyers <= swap_buyers() AND within(f.held, e.date) = 2
      -- his own unit's deal is another matter (P-08)
      AND NOT EXISTS (SELECT 1 FROM deals d WHERE d.official_id = f.official_id AND d.source = e.source)
), favours AS MATERIALIZED (
    SELECT b.*, u.official_id AS giver, u.post, u.p_unit * b.p_deal AS p_unit,
           CAST(first_day(b.date) AS BIGINT) AS day, CAST(final_day(b.date) AS BIGINT) AS last_day
    FROM bought b JOIN answers_for u ON u.name = b.party
    WHERE u.leads AND u.official_id <> b.official_id AND within(u.term, b.date) = 2
), met AS (
    SELECT a.*, b.post AS own_post, least(a.day, b.day) AS from_day, greatest(a.last_day, b.last_day) + 1 AS to_day,
           a.p_benefit * b.p_benefit * t.p_identity * t.p_relation AS p_both, a.p_unit * b.p_unit AS p_scope,
           [struct_pack(source := a.source, fact := concat(a.party, '于', a.date, '与', coalesce(c.name, a.uscc), '发生往来“', coalesce(a.title, a.id), '”')),
            struct_pack(source := b.source, fact := concat(b.party, '（本人任职单位）于', b.date, '与', coalesce(d.name, b.uscc), '发生往来“', coalesce(b.title, b.id), '”')),
            -- who the other one is stands nowhere: a reader of this area may have no business with him
            struct_pack(source := a.source, fact := concat(coalesce(d.name, b.uscc), '的持股人或任职人系', a.party, '一名领导成员的亲属'))] AS lines
    FROM favours a JOIN favours b ON b.official_id = a.giver AND b.giver = a.official_id
        AND abs(a.day - b.day) <= swap_days()
    JOIN ties t ON t.official_id = b.official_id AND t.subject = b.subject AND t.person_key = b.person_key
        AND t.level <> 'hold'
    LEFT JOIN firm c ON c.uscc = a.uscc LEFT JOIN firm d ON d.uscc = b.uscc
    WHERE a.uscc <> b.uscc
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT own_post ORDER BY own_post) AS posts, []::BIGINT[] AS deals, 2 AS state,
       max(struct_pack(product := p_both * p_scope, p_both := p_both, p_scope := p_scope)).p_both AS p_benefit,
       max(struct_pack(product := p_both * p_scope, p_both := p_both, p_scope := p_scope)).p_scope AS p_scope,
       min(from_day) AS from_day, max(to_day) AS to_day, true AS point,
       list_distinct(flatten(list(lines ORDER BY lines))) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
