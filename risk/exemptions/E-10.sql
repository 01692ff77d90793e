WITH starts AS (
    SELECT c.cid, min(o.term.from_lo) AS office_from,
           min(f.held.from_hi) AS held_by, min(f.held.from_lo) AS held_from
    FROM candidates c JOIN office o USING (official_id) JOIN facts f ON list_contains(c.facts, f.fact)
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE
        WHEN c.company_status IS NULL THEN 'no_status'
        WHEN c.company_status NOT IN ('吊销', '撤销', '停业', '注销') THEN 'active'
        WHEN len(c.deals) > 0 THEN 'begun_in_office'
        WHEN s.held_by < s.office_from THEN 'dead'
        WHEN s.held_from < s.office_from THEN 'undated'
        ELSE 'begun_in_office' END AS reason
    FROM candidates c LEFT JOIN starts s USING (cid)
)
SELECT cid, CASE reason WHEN 'dead' THEN 'applies' WHEN 'begun_in_office' THEN 'does not apply'
                        WHEN 'active' THEN 'does not apply' ELSE 'cannot be told' END AS outcome, reason
FROM seen
