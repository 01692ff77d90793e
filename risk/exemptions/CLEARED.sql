-- A decision counts whatever --as-of: what was cleared once is not held against anybody again.
WITH closed AS (
    SELECT d.official_id, d.uscc, d.lead_id, d.source, d.outcome, coalesce(final_day(d.date), 1000000) AS day
    FROM dispositions d WHERE d.outcome IN ('不属实', '身份不符', '合规')
), leads AS (
    -- what a lead number speaks of: any pattern, for the lead may have been shown under another one
    SELECT DISTINCT d.source, f.official_id, f.subject, f.person_key, f.uscc
    FROM closed d JOIN facts f USING (official_id)
    JOIN ties t USING (official_id, subject, person_key) CROSS JOIN pattern_priors p
    WHERE d.lead_id = left(sha256(concat_ws('|', f.official_id, t.kinship, t.subject_name, p.pattern, f.uscc)), 16)
), spoken AS (
    SELECT DISTINCT d.source, d.official_id, d.outcome, d.day, f.subject, f.person_key, f.uscc
    FROM closed d JOIN facts f ON f.official_id = d.official_id AND f.uscc = d.uscc
    UNION
    SELECT d.source, d.official_id, d.outcome, d.day, l.subject, l.person_key, l.uscc
    FROM closed d JOIN leads l USING (source, official_id)
), touching AS (
    SELECT c.cid, c.newest <= s.day AS before
    FROM candidates c JOIN spoken s ON s.official_id = c.official_id AND s.uscc = c.uscc
    UNION ALL
    -- another person: everything of that person in the register is another person's
    SELECT c.cid, true FROM candidates c JOIN spoken s ON s.official_id = c.official_id
        AND s.outcome = '身份不符' AND s.subject = c.subject AND s.person_key = c.person_key
), told AS (
    SELECT cid, bool_or(before) AS cleared FROM touching GROUP BY cid
), unlinked AS (
    -- a mistyped code, or none: it may have been any of the official's leads
    SELECT DISTINCT c.cid FROM candidates c JOIN closed d USING (official_id)
    WHERE (d.outcome = '身份不符' OR c.newest <= d.day)
      AND d.source NOT IN (SELECT source FROM spoken)
      -- another person, but the row that said so is no longer in the register: whose rows it spoke of is
      -- not to be told
      AND (d.outcome = '身份不符' OR d.uscc IS NULL OR d.uscc NOT IN (SELECT uscc FROM firm WHERE uscc IS NOT NULL))
), seen AS (
    SELECT c.cid, CASE WHEN t.cleared THEN 'cleared' WHEN u.cid IS NOT NULL THEN 'unlinked'
                       WHEN t.cid IS NOT NULL THEN 'new_evidence' ELSE 'none' END AS reason
    FROM candidates c LEFT JOIN told t USING (cid) LEFT JOIN unlinked u ON u.cid = c.cid
)
SELECT cid, CASE reason WHEN 'cleared' THEN 'applies' WHEN 'unlinked' THEN 'cannot be told'
                        ELSE 'does not apply' END AS outcome, reason
FROM seen
