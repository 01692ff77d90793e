-- What stands behind the shown findings, row by row, each with the place where it can be read again.
CREATE TABLE named AS
SELECT 'person:' || person_key AS id, min(subject_name) AS name FROM candidates GROUP BY person_key
UNION ALL SELECT 'company:' || uscc, name FROM firm;

CREATE MACRO said(codes, list_name) AS (SELECT string_agg(zh, '、' ORDER BY zh) FROM reconciled_words
    WHERE part = list_name AND list_contains(codes, code));

CREATE TABLE stated AS
WITH c AS (SELECT c.* FROM candidates c SEMI JOIN shown USING (cid)),
when_held AS (
    SELECT f.fact, concat('，', coalesce(f.valid_from, '起始不明'), ' 至 ', coalesce(f.valid_to, '未见终止')) AS t
    FROM facts f
)
SELECT c.cid, 1 AS part, 0 AS n, o.source, CAST(NULL AS BIGINT) AS span_start, CAST(NULL AS BIGINT) AS span_end,
       concat('公职人员', o.name, '（', coalesce(o.category, '类别不明'), '）') AS fact
FROM c JOIN officers o USING (official_id)
UNION ALL
SELECT c.cid, 2, o.post, o.source, NULL, NULL,
       concat(c.name, '任', o.unit, coalesce(o.title, ''), '，', coalesce(o.valid_from, '起始不明'), ' 至 ',
              coalesce(o.valid_to, '未见终止'))
FROM c JOIN posts_of USING (cid) JOIN office o USING (post)
UNION ALL
SELECT c.cid, 3, 0, c.subject, NULL, NULL, concat(c.subject_name, '系', c.name, '的', c.kinship)
FROM c WHERE c.kin <> 'self' AND c.subject <> 'inferred'
UNION ALL
SELECT c.cid, 3, min(d.deal), d.source, NULL, NULL,
       concat('姓名相符（其他证件信息不全，把握', round(c.was, 2), '），且该企业与', c.name, '的单位有往来；其单位只与登记企业中的',
              format('{:.2f}', 100 * u.rate), '%有往来，两项同时巧合的可能较小，把握', round(c.p_identity, 2), '；仍可能是同名，须核对证件号码')
FROM c JOIN usual u USING (official_id) JOIN deals d ON d.official_id = c.official_id AND d.uscc = c.uscc AND d.state = 2
WHERE c.was IS NOT NULL GROUP BY ALL
UNION ALL
-- a hypothesis is told with its rows and its innocent explanations, never without
SELECT c.cid, 3, s.i, s.source, NULL, NULL,
       concat('推断', c.subject_name, '与', c.name, '可能有亲属关系（未经申报，待核实），把握', round(h.probability, 2),
              '；也可能是：', array_to_string(h.alternatives, '、'))
FROM c JOIN tie_hypotheses h USING (official_id, person_key),
     LATERAL (SELECT unnest(h.sources) AS source, generate_subscripts(h.sources, 1) AS i) s
WHERE c.subject = 'inferred' AND c.kin <> 'associate' AND h.basis = 'inferred' AND h.tie = 'kin'
UNION ALL
SELECT c.cid, 3, s.i, s.source, NULL, NULL,
       concat('推断', c.subject_name, '可能是', c.name, '的', w.zh, '（无登记或名册载明，待核实），把握', round(h.probability, 2),
              '；也可能是：', array_to_string(h.alternatives, '、'))
FROM c JOIN tie_hypotheses h USING (official_id, person_key) JOIN associate_words w USING (tie),
     LATERAL (SELECT unnest(h.sources) AS source, generate_subscripts(h.sources, 1) AS i) s
WHERE c.kin = 'associate' AND h.basis = 'inferred' AND h.probability >= inferred_line()
UNION ALL
SELECT DISTINCT c.cid, 3, s.i, s.source, NULL, NULL,
       concat('推断企业', t.company, '中有人与', c.name, '相熟（何人、何种关系均待核实）：',
              CASE WHEN contains(t.code, 'phone') THEN '电话' ELSE '住所' END, '与其家庭登记的相同，且该企业或其投资的企业与其单位有往来，把握', round(t.p, 2),
              '；也可能是：', array_to_string(h.alternatives, '、'))
FROM c JOIN contact_ties t USING (official_id, person_key) JOIN tie_hypotheses h USING (official_id, person_key),
     LATERAL (SELECT unnest(t.sources) AS source, generate_subscripts(t.sources, 1) AS i) s
WHERE c.subject = 'inferred' AND h.basis = 'inferred'
UNION ALL
SELECT c.cid, 4, f.fact * 100 + hop.i, hop.h.source, NULL, NULL,
       concat(coalesce(a.name, hop.h."from"), '持有', coalesce(b.name, hop.h."to"),
              coalesce(concat(' ', round(hop.h.share * 100, 2), '%'), '股份（比例不明）'), '，',
              coalesce(hop.h.valid_from, '起始不明'), ' 至 ', coalesce(hop.h.valid_to, '未见终止'))
FROM c JOIN facts_of USING (cid) JOIN facts f USING (fact),
     LATERAL (SELECT unnest(f.path) AS h, generate_subscripts(f.path, 1) AS i) hop
LEFT JOIN named a ON a.id = hop.h."from" LEFT JOIN named b ON b.id = hop.h."to"
WHERE f.kind = 'holding'
UNION ALL
SELECT c.cid, 5, f.fact, f.source, NULL, NULL,
       concat(c.subject_name, '任', coalesce(m.name, f.uscc), f.role, w.t)
FROM c JOIN facts_of USING (cid) JOIN facts f USING (fact) JOIN when_held w USING (fact)
LEFT JOIN firm m ON m.uscc = f.uscc WHERE f.kind = 'role'
UNION ALL
SELECT c.cid, 6, 0, m.source, NULL, NULL,
       concat(m.name, '：', coalesce(m.company_type, '类型不明'), '，', coalesce(m.status, '状态不明'), '，',
              coalesce(m.founded, '成立日期不明'), '成立')
FROM c JOIN firm m USING (uscc)
UNION ALL
SELECT c.cid, 7, min(d.deal), d.source, NULL, NULL,
       concat(d.party, '于', coalesce(d.date, '日期不明'), CASE d.kind WHEN 'award' THEN '采购' ELSE '作出' END,
              '“', coalesce(d.title, d.id), '”', coalesce('，' || nullif(d.method, coalesce(d.title, d.id)), ''),
              coalesce('，' || d.amount || '万元', ''))
FROM c JOIN deals_of USING (cid) JOIN deals d USING (deal) GROUP BY ALL
UNION ALL
-- what the shape itself has to tell of further rows
SELECT c.cid, 10, t.i, t.line.source, NULL, NULL, t.line.fact
FROM c, LATERAL (SELECT unnest(c.told) AS line, generate_subscripts(c.told, 1) AS i) t
UNION ALL
-- whether it was an oversight or concealment is for people: the facts that point either way, kept apart
SELECT c.cid, 8, p.i, p.source, NULL, NULL,
       concat('该年度个人有关事项报告（未列明该企业）', '；' || w.zh, '；指向漏报的事实：' || said(r.toward_oversight, 'oversight'),
              '；指向隐瞒不报的事实：' || said(r.toward_concealment, 'concealment'))
FROM c, LATERAL (SELECT unnest(c.papers) AS source, generate_subscripts(c.papers, 1) AS i) p
LEFT JOIN reports_in d ON d.official_id = c.official_id AND d.source = p.source
LEFT JOIN reconciliation r ON r.official_id = c.official_id AND r.uscc = c.uscc AND r.subject = c.subject AND r.as_of = iso(d.day)
LEFT JOIN reconciled_words w ON w.part = 'outcome' AND w.code = r.outcome
WHERE c.related = 'undeclared'
UNION ALL
SELECT c.cid, 9, v.nth, v.source, v.span_start, v.span_end, '信访件反映该人员与该企业有关（待核实）'
FROM c JOIN voices v ON v.official_id = c.official_id AND v.uscc = c.uscc AND c.related = 'complaint';

CREATE TABLE placed AS
SELECT s.cid, s.part, s.n, regexp_replace(s.source, '#\d+$', '') AS file, f.sha256,
       CAST(regexp_extract(s.source, '#(\d+)$', 1) AS BIGINT) AS row, s.span_start, s.span_end, s.fact
FROM stated s LEFT JOIN files f ON f.file = regexp_replace(s.source, '#\d+$', '');
