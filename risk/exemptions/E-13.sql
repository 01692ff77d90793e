WITH listed AS (
    SELECT c.cid, coalesce(bool_or(d.uscc = c.uscc), false) AS named, bool_or(d.uscc IS NULL) AS unlinked,
           bool_or(abs(d.share - c.max_share) > share_gap()) FILTER (d.uscc = c.uscc) AS differs
    FROM candidates c JOIN declared d USING (official_id)
    WHERE (d.uscc = c.uscc OR d.uscc IS NULL) AND (d.kin = c.kin OR d.kin IS NULL)
    GROUP BY c.cid
), seen AS (
    SELECT c.cid, CASE WHEN l.named AND l.differs THEN 'under_reported' WHEN l.named THEN 'reported'
                       WHEN l.unlinked THEN 'unlinked' ELSE 'not_reported' END AS reason
    FROM candidates c LEFT JOIN listed l USING (cid)
)
SELECT cid, CASE reason WHEN 'under_reported' THEN 'applies' WHEN 'unlinked' THEN 'cannot be told'
                        ELSE 'does not apply' END AS outcome, reason
FROM seen
