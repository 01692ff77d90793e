-- Complaints as voices (声音): near-duplicates are one voice, and were heard when the first of them came,
-- whomever that one was understood to mean. How many letters a voice has counts for nothing.
CREATE TABLE letters AS
WITH grouped AS (
    SELECT source_id, min(group_id) AS group_id
    FROM (SELECT unnest(complaint_ids) AS source_id, group_id FROM complaint_groups) GROUP BY source_id
)
SELECT c.complaint_id AS source_id, c.source, c.received, coalesce(g.group_id, c.complaint_id) AS voice
FROM complaints c LEFT JOIN grouped g ON g.source_id = c.complaint_id
WHERE coalesce(first_day(c.received), -1000000) <= today();

-- What alleges something of an official and a company.
CREATE TABLE voices AS
WITH said AS (
    SELECT a.official_id, l.uscc, a.source_id, a.span_start, a.span_end, max(a.probability) AS p_accused
    FROM accused a JOIN allegations l USING (source_id, span_start, span_end)
    WHERE l.uscc IS NOT NULL AND l.status IN ('alleged', 'asserted') GROUP BY ALL
), heard AS (SELECT voice, min(first_day(received)) AS first_heard FROM letters GROUP BY voice)
SELECT s.*, c.source, c.voice, h.first_heard,
       row_number() OVER (PARTITION BY s.official_id, s.uscc
                          ORDER BY c.received, s.source_id, s.span_start) AS nth
FROM said s JOIN letters c USING (source_id) JOIN heard h USING (voice);

-- What alleges something of a company, or of an official, whoever else is named.
CREATE TABLE company_voices AS
SELECT DISTINCT l.uscc, c.voice FROM allegations l JOIN letters c USING (source_id)
WHERE l.uscc IS NOT NULL AND l.status IN ('alleged', 'asserted');
CREATE TABLE person_voices AS
SELECT DISTINCT a.official_id, c.voice
FROM accused a JOIN allegations l USING (source_id, span_start, span_end) JOIN letters c USING (source_id)
WHERE l.status IN ('alleged', 'asserted') AND a.probability >= inferred_line();
