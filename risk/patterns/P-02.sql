-- own role in a company × any post, in time; a business without a company is P-06
SELECT * FROM own_interests('role')
