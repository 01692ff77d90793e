-- A chain is as good as its layers: one that was annulled or is on the list breaks it.
WITH layers AS (
    SELECT DISTINCT c.cid, f.fact, substr(hop.h."to", 9) AS uscc
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact),
         LATERAL (SELECT unnest(f.path) AS h) hop
    WHERE f.kind = 'holding'
    UNION SELECT DISTINCT c.cid, f.fact, f.uscc FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact)
), ways AS (
    SELECT l.cid, l.fact, bool_or(k.uscc IS NOT NULL) AS listed, bool_or(m.status = '撤销') AS annulled
    FROM layers l LEFT JOIN fake_registrations k USING (uscc) LEFT JOIN firm m ON m.uscc = l.uscc
    GROUP BY l.cid, l.fact
), seen AS (
    SELECT c.cid, CASE WHEN bool_and(w.listed) THEN 'on_list'
                       WHEN bool_and(coalesce(w.listed OR w.annulled, false)) THEN 'annulled_layer'
                       WHEN (SELECT count(*) FROM fake_registrations) = 0 THEN 'no_list'
                       ELSE 'not_on_list' END AS reason
    FROM candidates c LEFT JOIN ways w USING (cid) GROUP BY c.cid
)
SELECT cid, CASE WHEN reason IN ('on_list', 'annulled_layer') THEN 'applies'
                 WHEN reason = 'no_list' THEN 'cannot be told' ELSE 'does not apply' END AS outcome, reason
FROM seen
