-- a company of the official's side × another company with the same telephone, address, e-mail or agent,
-- that is not the side's own and dealt with the own unit; one shared key alone is little. Or a company
-- under the household's own telephone or address (contact_ties), of which nobody declared is a part
WITH keys AS (
    SELECT own, uscc, 1 - product(1 - CASE kind WHEN 'phone' THEN shared_phone() WHEN 'address' THEN shared_address()
                                       WHEN 'email' THEN shared_email() ELSE shared_agent() END) AS p_shared,
           string_agg(CASE kind WHEN 'phone' THEN '电话' WHEN 'address' THEN '住所' WHEN 'email' THEN '电子邮箱'
                      ELSE '代办机构' END, '、' ORDER BY kind) AS told, min(own_source) AS own_source,
           min(source) AS source, max(users) AS users
    FROM shared_contacts GROUP BY own, uscc
), met AS (
    SELECT f.official_id, f.subject, f.person_key, k.uscc, f.fact, k.own, d.post, d.deal, d.date,
           strength(least(d.state, within(f.held, d.date), f.chained), f.p_benefit * k.p_shared,
                    d.p_unit * coalesce(a.p, 1.0)) AS best,
           struct_pack(kind := 'CONTACT', label := k.told, source := k.source) AS bridge,
           [struct_pack(source := k.own_source, fact := concat('亲属企业', c.name, '的', k.told, '与', e.name, '相同（使用者最多', k.users, '家）')),
            struct_pack(source := k.source, fact := concat(e.name, '的', k.told, '与', c.name, '相同'))] AS lines
    FROM facts f JOIN keys k ON k.own = f.uscc
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = k.uscc AND within(f.held, d.date) > 0
    LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method
    JOIN firm c ON c.uscc = k.own JOIN firm e ON e.uscc = k.uscc
    WHERE f.kin <> 'associate' AND counts(f.kind, f.senior, f.share) AND (d.kind = 'award' OR a.p > 0)
      -- where the side is in the company itself nothing need be inferred
      AND NOT EXISTS (SELECT 1 FROM facts o WHERE o.official_id = f.official_id AND o.uscc = k.uscc)
    UNION ALL BY NAME
    SELECT f.official_id, f.subject, f.person_key, f.uscc, f.fact, d.post, d.deal, d.date,
           strength(least(d.state, within(f.held, d.date), f.chained), f.p_benefit, d.p_unit * coalesce(a.p, 1.0)) AS best,
           [struct_pack(source := s.source, fact := concat('企业', t.company, '的', CASE WHEN contains(t.code, 'phone') THEN '电话' ELSE '住所' END,
               '与本人家庭登记的相同；本人单位与该企业有往来'))] AS lines
    FROM facts f JOIN contact_ties t USING (official_id, person_key)
    JOIN deals d ON d.official_id = f.official_id AND d.uscc = f.uscc AND within(f.held, d.date) > 0
    LEFT JOIN act_weights a ON d.kind = 'act' AND a.kind = d.method, LATERAL (SELECT unnest(t.sources) AS source) s
    WHERE f.kin = 'associate' AND counts(f.kind, f.senior, f.share) AND (d.kind = 'award' OR a.p > 0)
      AND NOT EXISTS (SELECT 1 FROM facts o WHERE o.official_id = f.official_id AND o.uscc = f.uscc AND o.kin <> 'associate')
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, list(DISTINCT deal ORDER BY deal) AS deals,
       max(best).state AS state, max(best).p_benefit AS p_benefit, max(best).p_scope AS p_scope,
       min(first_day(date)) AS from_day, max(final_day(date)) + 1 AS to_day, true AS point,
       min(bridge) AS bridge, list_distinct(flatten(list(lines ORDER BY lines))) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
