-- partner (GP: 执行事务合伙人, LP: holder) of a small partnership that holds a company whose capital rose
-- within a year of the entry; kin's only in area and line or with a deal of the own unit
WITH partners AS (
    SELECT f.*, p.uscc AS target, p.name, p.partners, p.share AS onward, p.source AS layer, s.date AS risen, s.was, s.became,
           s.source AS raise_row, meet(f.held, p.held) AS through, CAST(first_day(s.date) AS BIGINT) AS day,
           CAST(final_day(s.date) AS BIGINT) AS last_day
    FROM facts f JOIN partnerships p ON p.partnership = f.uscc AND p.partners <= partners_most()
    JOIN raises s ON s.uscc = p.uscc AND within(meet(f.held, p.held), s.date) = 2
    WHERE f.kin <> 'associate' AND (f.role = '执行事务合伙人' OR (f.kind = 'holding' AND f.hops = 1))
      -- he came in, by way of the partnership, within the year before
      AND first_day(s.date) - meet(f.held, p.held).from_lo BETWEEN 0 AND before_raise_days()
), ways AS (
    SELECT p.*, o.post, 1.0 AS p_scope, within(o.term, p.risen) AS state
    FROM partners p JOIN office o USING (official_id) WHERE p.kin = 'self' AND within(o.term, p.risen) > 0
    UNION ALL
    SELECT p.*, o.post, greatest(coalesce(d.p_unit, 0), CASE WHEN s.in_area THEN coalesce(w.p, 0) ELSE 0 END),
           within(o.term, p.risen)
    FROM partners p JOIN office o USING (official_id)
    JOIN scopes s ON s.post = o.post AND s.uscc = p.target LEFT JOIN depth_weights w ON w.depth = s.depth
    LEFT JOIN deals d ON d.post = o.post AND d.uscc = p.target AND d.official_id = p.official_id
    WHERE p.kin <> 'self' AND within(o.term, p.risen) > 0 AND (d.deal IS NOT NULL OR (s.in_area AND s.depth > 0))
), met AS (
    SELECT *, strength(least(state, chained), p_benefit * later_hop(), p_scope) AS best,
           struct_pack(kind := 'HOLDS', label := CAST(NULL AS VARCHAR), source := layer) AS bridge,
           [struct_pack(source := layer, fact := concat(name, '（合伙人', partners, '名）持有该企业股份')),
            struct_pack(source := raise_row, fact := concat('该企业注册资本于', risen, '由', format('{:g}', was), '万元增至', format('{:g}', became), '万元'))] AS lines
    FROM ways
)
SELECT official_id, subject, person_key, target AS uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(best).state AS state, max(best).p_benefit AS p_benefit,
       max(best).p_scope AS p_scope, min(day) AS from_day, max(last_day) + 1 AS to_day, true AS point,
       min(bridge) AS bridge, list_distinct(flatten(list(lines ORDER BY lines))) AS told
FROM met GROUP BY official_id, subject, person_key, target
