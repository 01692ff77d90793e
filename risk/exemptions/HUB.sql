WITH persons AS (
    SELECT person_key, count(DISTINCT uscc) AS n FROM appearances SEMI JOIN candidates USING (person_key)
    GROUP BY person_key
), buyers AS (
    SELECT l.uscc, count(DISTINCT a.buyer) AS n
    FROM awards a JOIN company_links l ON l."table" = 'awards' AND l.source = a.source GROUP BY l.uscc
), seen AS (
    SELECT c.cid, CASE WHEN p.n > hub_companies() THEN 'agent' WHEN b.n > hub_buyers() AND len(c.deals) > 0 THEN 'supplier'
                       ELSE 'none' END AS reason
    FROM candidates c LEFT JOIN persons p USING (person_key) LEFT JOIN buyers b ON b.uscc = c.uscc
)
SELECT cid, CASE reason WHEN 'none' THEN 'does not apply' ELSE 'cannot be told' END AS outcome, reason FROM seen
