WITH first_post AS (
    SELECT official_id, min(term.from_lo) AS day, min(term.from_hi) AS latest FROM office GROUP BY official_id
), ends AS (
    SELECT c.cid, max(f.held.to_hi) AS left_by, min(f.held.from_lo) AS held_from
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact) GROUP BY c.cid
), ordered AS (  -- told to leave this company, and out within the grace period
    SELECT e.cid, bool_or(e.left_by <= p.term.from_hi + grace_days()) AS out_in_time
    FROM ends e JOIN candidates c USING (cid) JOIN papers_of p ON p.official_id = c.official_id AND p.about = c.uscc
    WHERE p.kind = '责令退出' AND p.term.from_lo > -1000000 GROUP BY e.cid
), seen AS (
    SELECT c.cid, CASE WHEN coalesce(o.out_in_time, false) AND len(c.deals) = 0 THEN 'ordered_out'
                       WHEN e.held_from >= p.latest THEN 'in_office'
                       WHEN e.left_by > p.latest + grace_days() THEN 'late'
                       WHEN len(c.deals) > 0 THEN 'deals'
                       WHEN e.left_by > p.day + grace_days() THEN 'start_unknown' ELSE 'in_time' END AS reason
    FROM candidates c JOIN first_post p USING (official_id) JOIN ends e USING (cid)
    LEFT JOIN ordered o USING (cid)
)
SELECT cid, CASE WHEN reason IN ('in_time', 'ordered_out') THEN 'applies' WHEN reason = 'start_unknown' THEN 'cannot be told' ELSE 'does not apply' END AS outcome, reason FROM seen
