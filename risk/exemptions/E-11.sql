WITH seen AS (
    SELECT cid, CASE WHEN kin = 'self' THEN 'own'
                     WHEN NOT holds AND NOT senior THEN 'staff'
                     WHEN NOT holds AND uscc IN (SELECT uscc FROM state_owned) THEN 'state_job'
                     WHEN len(deals) > 0 THEN 'deals'
                     WHEN NOT scope_known THEN 'no_scope'
                     WHEN in_area AND depth > 0 THEN 'scope'
                     WHEN in_area OR depth > 0 THEN 'half' ELSE 'outside' END AS reason
    FROM candidates
)
SELECT cid, CASE WHEN reason IN ('staff', 'state_job', 'outside') THEN 'applies'
                 WHEN reason IN ('no_scope', 'half') THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
