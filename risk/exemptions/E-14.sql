SELECT cid,
       CASE WHEN state = 0 OR (NOT point AND to_day - from_day <= registry_lag()) OR rules_in_force = 0 THEN 'applies'
            WHEN state = 2 THEN 'does not apply' ELSE 'cannot be told' END AS outcome,
       CASE WHEN state = 0 THEN 'apart' WHEN NOT point AND to_day - from_day <= registry_lag() THEN 'lag'
            WHEN rules_in_force = 0 THEN 'no_rule'
            WHEN state = 2 THEN 'certain' ELSE 'possible' END AS reason
FROM candidates
