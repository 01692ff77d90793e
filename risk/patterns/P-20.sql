-- interest of a state enterprise's manager, or of kin, in another company of the very same line (four
-- digits); customers in common weigh more. What the enterprise holds itself is no other company.
WITH customers AS (
    SELECT DISTINCT w.uscc AS soe, b.uscc FROM (SELECT DISTINCT uscc FROM own_firms) w
    JOIN events a ON a.uscc = w.uscc AND a.kind = 'award'
    JOIN events b ON b.party = a.party AND b.kind = 'award' AND b.uscc <> w.uscc
    SEMI JOIN facts f ON f.uscc = b.uscc
), met AS (
    SELECT f.*, m.post, m.both, m.state, CASE WHEN k.soe IS NOT NULL THEN line_and_customers() ELSE line_alone() END
               * CASE WHEN o.leads THEN 1.0 ELSE not_leading() END AS p_scope,  -- a clerk runs no enterprise
           struct_pack(source := w.source, fact := concat(w.name, '与该企业同属行业', c.industry,
               CASE WHEN k.soe IS NOT NULL THEN '，且有共同客户' ELSE '' END)) AS line
    FROM facts f JOIN meetings m USING (fact) JOIN own_firms w USING (post) JOIN office o USING (post)
    JOIN firm c ON c.uscc = f.uscc
    LEFT JOIN customers k ON k.soe = w.uscc AND k.uscc = f.uscc
    WHERE f.kin <> 'associate' AND w.uscc <> f.uscc AND length(w.industry) = 5 AND c.industry = w.industry
      AND counts(f.kind, f.senior, f.share) AND m.meets > 0
      AND EXISTS (SELECT 1 FROM officers o JOIN official_classes q ON q.category = o.category
                  WHERE o.official_id = f.official_id AND q."class" = 'soe_manager')
      -- a relative's post in a state enterprise is an ordinary job
      AND NOT (f.kin <> 'self' AND f.kind = 'role' AND f.uscc IN (SELECT uscc FROM state_owned))
      AND NOT EXISTS (SELECT 1 FROM corporate_stakes s WHERE s.uscc = f.uscc AND s.parent = w.uscc)
    QUALIFY m.meets = max(m.meets) OVER (PARTITION BY f.official_id, f.subject, f.person_key, f.uscc)
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(strength(state, p_benefit, p_scope)).state AS state,
       max(strength(state, p_benefit, p_scope)).p_benefit AS p_benefit,
       max(strength(state, p_benefit, p_scope)).p_scope AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day, list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
