SELECT cid, CASE WHEN level = 'hold' THEN 'applies' WHEN level = 'identified' THEN 'does not apply'
                 ELSE 'cannot be told' END AS outcome,
       CASE WHEN level = 'hold' THEN 'below' ELSE level END AS reason
FROM candidates
