WITH entries AS (
    SELECT first_day(founded) AS day FROM firm UNION ALL SELECT first_day(dissolved) FROM firm
    UNION ALL SELECT first_day(valid_from) FROM holdings UNION ALL SELECT first_day(valid_to) FROM holdings
    UNION ALL SELECT first_day(valid_from) FROM roles UNION ALL SELECT first_day(valid_to) FROM roles
), known AS (
    SELECT (SELECT min(day) FROM extracted) AS stated,
           (SELECT max(day) FROM entries WHERE day <= today()) AS latest
), seen AS (
    SELECT c.cid, CASE WHEN coalesce(k.stated, k.latest, -1000000) + fresh_days() >= today() THEN 'fresh'
                       WHEN k.stated IS NULL THEN 'undated' ELSE 'stale' END AS reason
    FROM candidates c, known k
)
SELECT cid, CASE reason WHEN 'fresh' THEN 'does not apply' ELSE 'cannot be told' END AS outcome, reason FROM seen
