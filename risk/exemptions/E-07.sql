WITH first_post AS (
    SELECT official_id, min(term.from_lo) AS day, min(term.from_hi) AS latest FROM office GROUP BY official_id
), ends AS (
    SELECT c.cid, max(f.held.to_hi) AS left_by, min(f.held.from_lo) AS held_from
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact) GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN e.held_from >= p.latest THEN 'in_office'
                       WHEN e.left_by > p.latest + grace_days() THEN 'late'
                       WHEN len(c.deals) > 0 THEN 'deals'
                       WHEN e.left_by > p.day + grace_days() THEN 'start_unknown' ELSE 'in_time' END AS reason
    FROM candidates c JOIN first_post p USING (official_id) JOIN ends e USING (cid)
)
SELECT cid, CASE reason WHEN 'in_time' THEN 'applies' WHEN 'start_unknown' THEN 'cannot be told' ELSE 'does not apply' END AS outcome, reason FROM seen
