-- Intervals with uncertain ends, in days since 1970-01-01: the arithmetic of ingest.dates, set-wise.
-- What a source states was there for a day at least: without a start it had begun on the day before
-- its end, and without any date by `today`, when the source was drawn up.
CREATE MACRO first_day(s) AS datediff('day', DATE '1970-01-01', CAST(
    CASE length(s) WHEN 4 THEN s || '-01-01' WHEN 7 THEN s || '-01' WHEN 10 THEN s END AS DATE));
CREATE MACRO final_day(s) AS datediff('day', DATE '1970-01-01', CASE length(s)
    WHEN 4 THEN CAST(s || '-12-31' AS DATE)
    WHEN 7 THEN last_day(CAST(s || '-01' AS DATE))
    WHEN 10 THEN CAST(s AS DATE) END);
CREATE MACRO span(f, t, today) AS struct_pack(
    from_lo := coalesce(first_day(f), -1000000),
    from_hi := coalesce(final_day(f), first_day(t) - 1, today),
    to_lo := coalesce(first_day(t), 1000000),
    to_hi := coalesce(final_day(t), 1000000));
CREATE MACRO always() AS struct_pack(
    from_lo := -1000000, from_hi := -1000000, to_lo := 1000000, to_hi := 1000000);
CREATE MACRO meet(a, b) AS struct_pack(
    from_lo := greatest(a.from_lo, b.from_lo), from_hi := greatest(a.from_hi, b.from_hi),
    to_lo := least(a.to_lo, b.to_lo), to_hi := least(a.to_hi, b.to_hi));
-- 2 certain, 1 possible, 0 impossible
CREATE MACRO certainty(s) AS
    CASE WHEN s.from_hi < s.to_lo THEN 2 WHEN s.from_lo < s.to_hi THEN 1 ELSE 0 END;
-- the day(s) of an event against an interval; a date that is not known may be any day
CREATE MACRO within(s, d) AS CASE
    WHEN s.from_hi <= coalesce(first_day(d), -1000000) AND coalesce(final_day(d), 1000000) < s.to_lo THEN 2
    WHEN s.from_lo <= coalesce(final_day(d), 1000000) AND coalesce(first_day(d), -1000000) < s.to_hi THEN 1
    ELSE 0 END;
CREATE MACRO on_day(s, n) AS CASE
    WHEN s.from_hi <= n AND n < s.to_lo THEN 2 WHEN s.from_lo <= n AND n < s.to_hi THEN 1 ELSE 0 END;
CREATE MACRO iso(n) AS
    CASE WHEN abs(n) < 1000000 THEN strftime(DATE '1970-01-01' + CAST(n AS INTEGER), '%Y-%m-%d') END;
-- GB/T 2260: the zeros at the end of a code stand for everything below it (city ⊃ county)
CREATE MACRO area(code) AS
    CASE WHEN code LIKE '%0000' THEN left(code, 2) WHEN code LIKE '%00' THEN left(code, 4) ELSE code END;
-- GB/T 4754: how many places two codes share from the left; 0 where one is not inside the other
CREATE MACRO line_depth(portfolio, industry) AS
    CASE WHEN starts_with(industry, portfolio) THEN length(portfolio)
         WHEN starts_with(portfolio, industry) THEN length(industry) ELSE 0 END;
