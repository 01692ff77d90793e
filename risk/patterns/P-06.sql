-- own business without a company (个体工商户: 经营者, or holder) × any post, in time
SELECT * FROM own_interests('trade')
