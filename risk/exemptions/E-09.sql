SELECT cid, CASE WHEN company_status = '撤销' THEN 'applies' ELSE 'does not apply' END AS outcome,
       CASE WHEN company_status = '撤销' THEN 'annulled' ELSE 'stands' END AS reason
FROM candidates
