-- own role × an approval of that very post which itself says that it is paid, both while in office
WITH met AS (
    SELECT f.*, s.post, s.both, struct_pack(source := p.source, fact := concat('任职审批载明取酬，企业', f.uscc)) AS line,
           strength(least(s.state, certainty(meet(p.term, s.both))), f.p_benefit, 1.0) AS best
    FROM facts f JOIN served s USING (fact)
    JOIN papers_of p ON p.official_id = f.official_id AND p.uscc = f.uscc AND p.exemption = 'E-03' AND p.paid
        AND certainty(meet(p.term, s.both)) > 0
    WHERE f.subject = 'self' AND f.kind = 'role'
)
SELECT official_id, subject, person_key, uscc, list(DISTINCT fact ORDER BY fact) AS facts,
       list(DISTINCT post ORDER BY post) AS posts, max(best).state AS state,
       max(best).p_benefit AS p_benefit, 1.0 AS p_scope,
       min(met.both.from_lo) AS from_day, max(met.both.to_hi) AS to_day, list(DISTINCT line ORDER BY line) AS told
FROM met GROUP BY official_id, subject, person_key, uscc
