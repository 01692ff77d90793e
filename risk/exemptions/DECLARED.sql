-- The form is silent only where the interest was certainly there on a cut-off day with a duty, and
-- no company of the form is left unmatched; otherwise nothing can be said.
WITH listed AS (
    SELECT c.cid, bool_or(d.uscc = c.uscc) AS named, bool_or(d.uscc IS NULL) AS unlinked
    FROM candidates c JOIN declared d USING (official_id)
    WHERE (d.uscc = c.uscc OR d.uscc IS NULL) AND (d.kin = c.kin OR d.kin IS NULL)
    GROUP BY c.cid
), silent AS (
    SELECT DISTINCT c.cid FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact)
    JOIN reports_in d ON d.official_id = c.official_id AND d.duty AND on_day(f.held, d.day) = 2
), seen AS (
    SELECT c.cid, CASE WHEN l.named AND len(c.deals) > 0 AND c.pattern <> 'P-04' THEN 'deals'
                       WHEN c.cid IN (SELECT cid FROM outcomes WHERE reason = 'overdue') THEN 'overdue'
                       WHEN l.named THEN 'listed'
                       WHEN l.unlinked THEN 'unlinked'
                       WHEN c.kin NOT IN ('self', 'spouse', 'child', 'child_spouse') OR NOT c.has_duty
                           THEN 'no_duty'
                       WHEN c.has_duty IS NULL THEN 'no_rank'
                       WHEN s.cid IS NOT NULL THEN 'missing' ELSE 'no_report' END AS reason
    FROM candidates c LEFT JOIN listed l USING (cid) LEFT JOIN silent s ON s.cid = c.cid
)
SELECT cid, CASE WHEN reason = 'listed' THEN 'applies'
                 WHEN reason IN ('unlinked', 'no_report', 'no_rank') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
