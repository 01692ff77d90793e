-- Every holding of the lead runs through a public product or a small stake in a listed company.
WITH layers AS (
    SELECT c.cid, f.fact, hop.h.share AS share, hop.i = len(f.path) AS last,
           concat_ws(' ', m.company_type, m.name) AS words
    FROM candidates c JOIN facts_of USING (cid) JOIN facts f USING (fact),
         LATERAL (SELECT unnest(f.path) AS h, generate_subscripts(f.path, 1) AS i) hop
    LEFT JOIN firm m ON hop.h."to" = 'company:' || m.uscc
    WHERE f.kind = 'holding'
), ways AS (
    SELECT cid, fact,
           bool_or(regexp_matches(words, private_fund_words())) AS private,
           bool_or(regexp_matches(words, public_fund_words())
                   AND NOT regexp_matches(words, private_fund_words())) AS product,
           bool_or(NOT last AND regexp_matches(words, listed_words()) AND share < small_listed_stake()) AS small,
           bool_or(NOT last AND regexp_matches(words, listed_words()) AND share IS NULL) AS unsure
    FROM layers GROUP BY cid, fact
), all_ways AS (
    SELECT cid, bool_and(product) AS product, bool_and(coalesce(product OR small, false)) AS small,
           bool_and(coalesce(product OR small OR unsure, false)) AS unsure, bool_or(private) AS private
    FROM ways GROUP BY cid
), seen AS (
    SELECT c.cid, CASE WHEN c.serves OR w.cid IS NULL THEN 'none'
                       WHEN w.product THEN 'product' WHEN w.small THEN 'through_listed'
                       WHEN w.private THEN 'private_fund' WHEN w.unsure THEN 'unknown_share'
                       ELSE 'none' END AS reason
    FROM candidates c LEFT JOIN all_ways w USING (cid)
)
SELECT cid, CASE WHEN reason IN ('product', 'through_listed') THEN 'applies'
                 WHEN reason = 'unknown_share' THEN 'cannot be told'
                 ELSE 'does not apply' END AS outcome, reason
FROM seen
