WITH starts AS (
    SELECT c.cid, min(f.held.from_hi) AS held_by, min(f.held.from_lo) AS held_from
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact) GROUP BY c.cid
), office_starts AS (SELECT official_id, min(term.from_lo) AS day FROM office GROUP BY official_id
), seen AS (
    SELECT c.cid, CASE
        WHEN c.company_status IS NULL THEN 'no_status'
        WHEN c.dissolved IS NULL AND c.company_status IN (SELECT status FROM ended_statuses) THEN 'undated_end'
        WHEN c.company_status NOT IN ('吊销', '停业') THEN 'active'
        WHEN len(c.deals) > 0 THEN 'deals'
        WHEN final_day(c.dissolved) <= today() - dead_days() THEN 'long_dead'
        WHEN s.held_by < o.day THEN 'dead'
        WHEN s.held_from < o.day THEN 'undated'
        WHEN c.dissolved IS NULL THEN 'undated_end'
        ELSE 'begun_in_office' END AS reason
    FROM candidates c LEFT JOIN starts s USING (cid) LEFT JOIN office_starts o USING (official_id)
)
SELECT cid, CASE WHEN reason IN ('dead', 'long_dead') THEN 'applies'
                 WHEN reason IN ('active', 'begun_in_office', 'deals') THEN 'does not apply'
                 ELSE 'cannot be told' END AS outcome, reason
FROM seen
