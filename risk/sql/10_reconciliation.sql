-- Declared against registered (申报与登记对账), one row an official, relative, company and form, as of the
-- form's cut-off day: what the form says, what the register says, how the two differ, and the facts that
-- point to an oversight (漏报) or to concealment (隐瞒). Which of the two it was is for people.
-- Whatever the register shows can confirm what the form says; only a direct stake or senior role of an
-- identified person `counts` where the form is silent.
CREATE TABLE own_family AS
SELECT level <> 'hold' AND (kind = 'role' AND senior OR kind = 'holding' AND hops = 1) AS counts, hops, fact, official_id, subject, person_key, kin, uscc, kind, share, role, valid_from, valid_to, held, chained,
       coalesce(source, path[1].source) AS source
FROM facts
WHERE kin IN ('self', 'spouse', 'child', 'child_spouse') AND subject <> 'inferred';

CREATE TABLE registered AS
SELECT r.official_id, r.day, r.duty, f.kin, f.subject, f.person_key, f.uscc,
       max(least(on_day(f.held, r.day), f.chained)) AS state, bool_or(f.counts) AS counts,
       max(f.share) FILTER (on_day(f.held, r.day) > 0 AND f.hops = 1) AS share,
       string_agg(DISTINCT f.role, '、' ORDER BY f.role) FILTER (on_day(f.held, r.day) > 0) AS role,
       min(f.valid_from) AS valid_from, CASE WHEN bool_or(f.valid_to IS NULL) THEN NULL ELSE max(f.valid_to) END AS valid_to,
       min(f.held.from_hi) AS begun, max(f.held.to_hi) AS ended, min(f.source) AS source
FROM reports_in r JOIN own_family f USING (official_id)
WHERE f.held.from_lo <= r.day
GROUP BY ALL;

CREATE TABLE listed AS
SELECT p.official_id, p.kin, p.uscc, p.day, max(d.share) AS share, min(d.item) AS item, min(p.source) AS source
FROM reports p JOIN declarations d ON d.source = p.source
WHERE p.uscc IS NOT NULL AND p.kin IS NOT NULL GROUP BY ALL;
CREATE TABLE forms AS
SELECT official_id, day, count(DISTINCT uscc) AS companies, count(*) FILTER (uscc IS NULL AND names_company) AS unread
FROM reports GROUP BY ALL;

CREATE TABLE reconciled AS
WITH pairs AS (
    SELECT coalesce(g.official_id, l.official_id) AS official_id, coalesce(g.day, l.day) AS day,
           coalesce(g.kin, l.kin) AS kin, coalesce(g.uscc, l.uscc) AS uscc, g.subject, g.person_key, g.duty,
           coalesce(g.state, 0) AS state, coalesce(g.counts, false) AS counts, g.share AS registered_share, g.role, g.valid_from, g.valid_to, g.begun, g.ended,
           g.source AS registered_source, l.official_id IS NOT NULL AS declared, l.share AS declared_share,
           l.item, l.source AS declared_source
    FROM registered g FULL JOIN listed l
        ON l.official_id = g.official_id AND l.day = g.day AND l.kin = g.kin AND l.uscc = g.uscc
), told AS (
    SELECT p.*, (SELECT min(l.day) FROM listed l WHERE l.official_id = p.official_id AND l.kin = p.kin
                 AND l.uscc = p.uscc AND l.day > p.day) AS later,
           (SELECT max(l.day) FROM listed l WHERE l.official_id = p.official_id AND l.kin = p.kin
                 AND l.uscc = p.uscc AND l.day < p.day) AS earlier,
           -- a post or share that a paper gives him is set apart before anything is compared
           EXISTS (SELECT 1 FROM papers_of x WHERE x.official_id = p.official_id AND x.uscc = p.uscc AND p.kin = 'self'
                   AND x.exemption IN ('E-03', 'E-04', 'E-05', 'E-06') AND on_day(x.term, p.day) > 0) AS posted,
           EXISTS (SELECT 1 FROM own_family k WHERE k.official_id = p.official_id AND k.uscc = p.uscc
                   AND k.person_key <> p.person_key AND k.counts AND abs(k.held.from_lo - p.ended) <= moved_days()
                   AND k.held.from_lo >= p.begun) AS moved,
           m.companies AS others, m.unread
    FROM pairs p LEFT JOIN forms m ON m.official_id = p.official_id AND m.day = p.day
)
SELECT *, CASE
    WHEN posted THEN 'ex_officio'
    WHEN declared AND state > 0 AND abs(declared_share - registered_share) > share_tolerance() THEN 'amount_differs'
    WHEN declared AND state > 0 THEN 'agrees'
    WHEN declared AND ended <= day THEN 'declared_after_exit'
    WHEN declared THEN 'declared_not_registered'
    WHEN NOT counts THEN NULL
    WHEN state = 0 AND moved AND ended <= day AND ended > day - 366 THEN 'moved_to_kin'
    WHEN state = 0 AND earlier IS NOT NULL AND ended <= day AND ended > earlier THEN 'sold_to_zero'
    WHEN state = 0 THEN NULL
    WHEN NOT coalesce(duty, false) THEN 'no_duty'
    WHEN unread > 0 THEN 'line_unread'
    WHEN begun + registry_lag() > day THEN 'too_recent'
    WHEN state = 1 THEN 'dates_uncertain'
    WHEN earlier IS NOT NULL THEN 'dropped'
    WHEN later IS NOT NULL THEN 'late'
    ELSE 'omitted' END AS outcome
FROM told;

CREATE TABLE silences AS
SELECT official_id, day, count(DISTINCT uscc) AS missing FROM reconciled
WHERE outcome IN ('omitted', 'late', 'dropped') GROUP BY ALL;
CREATE TABLE reconciliation AS
SELECT r.official_id, iso(r.day) AS as_of, r.subject, coalesce(t.subject_name, '') AS subject_name,
       CASE r.kin WHEN 'self' THEN '本人' ELSE t.kinship END AS kinship, r.kin, r.uscc, coalesce(c.name, r.uscc) AS company,
       r.declared, r.declared_share, r.item AS declared_item, r.declared_source,
       CASE r.state WHEN 2 THEN 'yes' WHEN 1 THEN 'perhaps' ELSE 'no' END AS registered, r.registered_share,
       r.role AS registered_role, r.valid_from AS registered_from, r.valid_to AS registered_to, r.registered_source,
       iso(r.earlier) AS declared_before, iso(r.later) AS declared_later, r.outcome,
       list_filter([
           CASE WHEN r.outcome = 'amount_differs' THEN 'company_named' END,
           CASE WHEN r.later IS NOT NULL OR r.earlier IS NOT NULL THEN 'other_year' END,
           CASE WHEN r.others > 0 THEN 'form_names_others' END,
           CASE WHEN r.registered_share < min_effective_share() THEN 'small_share' END,
           CASE WHEN r.begun > r.day - recent_days() THEN 'recent' END,
           CASE WHEN r.kin IN ('child', 'child_spouse') THEN 'child' END], lambda w: w IS NOT NULL) AS toward_oversight,
       list_filter([
           CASE WHEN r.others = 0 AND r.unread = 0 THEN 'form_names_none' END,
           CASE WHEN s.missing > 1 THEN 'several_missing' END,
           CASE WHEN (SELECT count(*) FROM reconciled o WHERE o.official_id = r.official_id AND o.uscc = r.uscc
                      AND o.kin = r.kin AND o.outcome IN ('omitted', 'late', 'dropped')) > 1 THEN 'several_years' END,
           CASE WHEN r.outcome = 'moved_to_kin' THEN 'moved' END,
           CASE WHEN EXISTS (SELECT 1 FROM deals d WHERE d.official_id = r.official_id AND d.uscc = r.uscc
                             AND (d.kind = 'award' OR d.method IN (SELECT kind FROM act_weights))) THEN 'deals' END],
           lambda w: w IS NOT NULL) AS toward_concealment
FROM reconciled r LEFT JOIN ties t ON t.official_id = r.official_id AND t.subject = r.subject AND t.person_key = r.person_key
LEFT JOIN firm c ON c.uscc = r.uscc
LEFT JOIN silences s ON s.official_id = r.official_id AND s.day = r.day
WHERE r.outcome IS NOT NULL;

-- What complaints allege beside it, in a table of its own: only for those cleared for complaints.
CREATE TABLE alleged AS
SELECT official_id, uscc, count(DISTINCT voice) AS voices, iso(min(first_heard)) AS first_heard
FROM voices GROUP BY official_id, uscc;

-- P-30: complaints about a company, whoever is named. A count for the view of an area, never a lead on a
-- person: no official is in it. Copies count once.
CREATE TABLE company_complaints AS
WITH heard AS (
    SELECT v.uscc, count(DISTINCT v.voice) AS voices, min(l.received) AS first_received, max(l.received) AS last_received,
           count(DISTINCT l.source_id) AS letters
    FROM company_voices v JOIN letters l USING (voice) GROUP BY v.uscc
), won AS (
    SELECT uscc, sum(n) AS awards, max(n) / sum(n) AS largest_buyer
    FROM (SELECT uscc, party, count(*) AS n FROM events WHERE kind = 'award' GROUP BY ALL) GROUP BY uscc
)
SELECT h.uscc, coalesce(c.name, h.uscc) AS company, c.region, c.industry, h.voices, h.letters, h.first_received,
       h.last_received, CAST(coalesce(w.awards, 0) AS BIGINT) AS awards, round(w.largest_buyer, 6) AS largest_buyer
FROM heard h LEFT JOIN firm c USING (uscc) LEFT JOIN won w USING (uscc);
