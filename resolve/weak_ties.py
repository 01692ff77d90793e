"""Ties that are no kinship (密切关系人: 司机、秘书、同学、同乡…), and persons named in official documents.

A document of the office names somebody as an official's driver or brother; the roster shows a driver
beside a leading member in one unit. Complaints are not read here: they allege. The person named is
looked for in the registers by name, one of his namesakes or none of them (D3.1), so that a name alone
never gets beyond "hold"; the document naming his company too is what helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from resolve.kin_weights import rule_tables
from resolve.knowledge import load
from resolve.names import company_name, is_masked, person_name
from resolve.spellings import company_names
from resolve.sql import query

#: What a document says: `name` is the person's canonical name, `uscc_list` companies it names.
NAMED = pa.schema([
    ("official_id", pa.string()), ("tie", pa.string()), ("word", pa.string()), ("name", pa.string()),
    ("sure", pa.float64()), ("uscc_list", pa.list_(pa.string())), ("source", pa.string()),
])  # fmt: skip

_MENTIONED = """
SELECT m.* FROM mentions m SEMI JOIN documents d USING (source_id)
WHERE label IN ('PERSON', 'GOV', 'COMPANY') ORDER BY source_id, start, "end"
"""
_KIN = """
SELECT r.* FROM relations r SEMI JOIN documents d USING (source_id)
WHERE type = 'kin' AND arg1 IS NOT NULL AND arg2 IS NOT NULL AND arg3 IS NOT NULL ORDER BY ALL
"""

#: The register persons of the name, each item in bans; what the document says of the company counts.
_FOUND = """
WITH size AS (SELECT count(*) AS n FROM persons),
bearers AS (
  SELECT name, count(*) AS c FROM persons SEMI JOIN named USING (name) WHERE NOT masked GROUP BY name
)
SELECT d.official_id, d.tie, d.word, d.name, d.sure AS told, d.source, p.k, p.region,
       -- the bearer himself is left out of the count of his namesakes
       -log10((b.c - 1 + name_shape) / (size.n + name_shape / name_usual)) AS name_bans, size.n AS persons, b.c AS bearers,
       coalesce(max(in_document) FILTER (r.uscc IS NOT NULL), 0) AS company
FROM named d JOIN persons p ON p.name = d.name AND NOT p.masked JOIN bearers b ON b.name = d.name
LEFT JOIN rows r ON r.k = p.k AND list_contains(d.uscc_list, r.uscc), rule, size
GROUP BY ALL ORDER BY ALL
"""

_DOCUMENT_KIN = """
SELECT official_id, k, name, word, source, company,
       log10(told / kin) + name_bans AS bans
FROM found, rule WHERE tie = 'kin' ORDER BY ALL
"""

_WEAK = """
WITH counties AS (
  SELECT region, (count(*) + county_smoothing / 10) / (sum(count(*)) OVER () + county_smoothing) AS share
  FROM persons, rule WHERE region IS NOT NULL GROUP BY region, county_smoothing
), own AS (
  SELECT official_id, nullif(any_value(id_region), '') AS region FROM subjects
  WHERE subject = 'self' GROUP BY official_id
), items AS (
  SELECT f.*, [
    {'code': 'prior', 'bans': log10(in_register / (1 - in_register)) - log10(persons),
     'sources': []::VARCHAR[]},
    {'code': 'document_name', 'bans': name_bans, 'sources': [source]},
    {'code': 'company_in_document', 'bans': company, 'sources': [source]},
    {'code': CASE WHEN f.region = o.region THEN 'region' ELSE 'region_differs' END,
     'bans': CASE WHEN tie <> 'fellow_villager' THEN NULL
             WHEN f.region = o.region THEN least(-log10(share), region_high)
             WHEN f.region <> o.region THEN region_differs END, 'sources': [source]}
  ] AS all_items
  FROM found f LEFT JOIN own o USING (official_id) LEFT JOIN counties c ON c.region = o.region, rule
  WHERE tie <> 'kin'
), weighed AS (
  SELECT *, list_filter(all_items, lambda e: coalesce(e.bans, 0) <> 0) AS evidence,
         10 ** list_sum(list_transform(evidence, lambda e: e.bans)) AS w FROM items
), judged AS (
  SELECT *, told * w / (1 + sum(w) OVER (PARTITION BY official_id, tie, name, source)) AS p FROM weighed
)
SELECT official_id, k, tie, 'self' AS via,
       round(least(p, CASE WHEN company > 0 THEN most ELSE name_only END), 6) AS probability,
       list_transform(evidence, lambda e: {'code': e.code, 'bans': round(e.bans, 6), 'sources': e.sources})
           AS evidence
FROM judged ANTI JOIN known USING (official_id, k), rule WHERE p >= written
QUALIFY row_number() OVER (PARTITION BY official_id, k, tie ORDER BY p DESC, source) = 1
ORDER BY official_id, k, tie
"""

#: A driver or secretary of a unit beside its leading members of the time; whose he is, nobody says.
_POSTED = """
WITH served AS (
  SELECT p.official_id AS who, t.tie, p.unit, p.valid_from AS f, p.valid_to AS t, p.source
  FROM posts p JOIN post_words t ON contains(p.title, t.word)
  WHERE NOT regexp_matches(p.title, $none$)
), led AS (
  SELECT s.who, s.tie, p.official_id, min(s.source) AS source, min(p.source) AS leader FROM served s
  JOIN posts p ON p.unit = s.unit AND p.is_leading AND p.official_id <> s.who
  WHERE coalesce(nullif(s.f, ''), '0') < coalesce(nullif(p.valid_to, ''), '9')
    AND coalesce(nullif(p.valid_from, ''), '0') < coalesce(nullif(s.t, ''), '9')
  GROUP BY ALL
), shared AS (SELECT *, count(*) OVER (PARTITION BY who, tie) AS leaders FROM led)
SELECT s.official_id, i.k, s.tie, 'self' AS via,
       round(least(i.probability / leaders, most), 6) AS probability,
       [{'code': 'post', 'bans': round(-log10(leaders), 6), 'sources': list_sort([s.source, s.leader])}]
           AS evidence
FROM shared s JOIN identities i ON i.official_id = s.who AND i.subject = 'self', rule
WHERE i.probability >= sure AND i.probability / leaders >= written
ORDER BY ALL
"""


def named_in_documents(
    documents: pa.Table, nlp: dict[str, pa.Table], case: dict[str, pa.Table], units: pa.Table
) -> pa.Table:
    """Return whom documents name as somebody of an official (`NAMED`), sorted.

    The official must be named in full, a unit of his posts in the same document, and no second
    official may fit: a name alone ties nobody.

    Parameters
    ----------
    documents : the table of ingest
    nlp : mentions and relations; those of complaints are left aside
    case : companies, officials and posts of ingest
    units : table of `resolve.units.link_units`
    """
    found = set(_stated(documents, nlp))
    if not found:
        return NAMED.empty_table()
    mentioned = query(_MENTIONED, mentions=nlp["mentions"], documents=documents).to_pylist()
    officials = _officials(case, units)
    firms = _firms(case["companies"], {company_name(mention["text"]) for mention in mentioned})
    seen: dict[str, tuple[set[str], set[str]]] = {}  # document → units, companies by code
    for mention in mentioned:
        there = seen.setdefault(mention["source_id"], (set(), set()))
        there[0].add(mention["text"])
        same = firms.get(company_name(mention["text"]), set())
        there[1].update(same if len(same) == 1 else ())
    rows = []
    for source, owner, name, word, tie, sure in sorted(found):
        texts, codes = seen.get(source, (set(), set()))
        meant = {who for unit in texts for who in officials.get((person_name(owner), unit), ())}
        if len(meant) == 1 and not is_masked(name) and name != person_name(owner):
            rows.append((meant.pop(), tie, word, name, sure, sorted(codes), source))
    names = NAMED.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=NAMED)


def _firms(companies: pa.Table, wanted: set[str]) -> dict[str, set[str]]:
    """Return canonical name → company codes, for the names that are wanted."""
    raw = pc.unique(pc.fill_null(companies["name"], ""))
    canonical = company_names(raw)
    meant = pc.is_in(canonical, value_set=pa.array(sorted(wanted), pa.string()))
    named = dict(
        zip(raw.filter(meant).to_pylist(), canonical.filter(meant).to_pylist(), strict=True)
    )
    some = companies.select(["name", "uscc"])
    some = some.filter(pc.is_in(some["name"], value_set=pa.array(sorted(named), pa.string())))
    found: dict[str, set[str]] = {}
    for name, uscc in zip(some["name"].to_pylist(), some["uscc"].to_pylist(), strict=True):
        found.setdefault(named[name], set()).add(uscc)
    return found


def _officials(case: dict[str, pa.Table], units: pa.Table) -> dict[tuple[str, str], set[str]]:
    """Return (canonical name, unit as a text may write it) → officials."""
    names = dict(
        zip(
            case["officials"]["official_id"].to_pylist(),
            case["officials"]["name"].to_pylist(),
            strict=True,
        )
    )
    written: dict[str, set[str]] = {}
    for name, unit in zip(units["name"].to_pylist(), units["unit"].to_pylist(), strict=True):
        written.setdefault(unit, set()).add(name)
    found: dict[tuple[str, str], set[str]] = {}
    for post in case["posts"].select(["official_id", "unit"]).to_pylist():
        for text in {post["unit"], *written.get(post["unit"], ())} - {None}:
            key = person_name(names.get(post["official_id"])), text
            found.setdefault(key, set()).add(post["official_id"])
    return found


def _stated(documents: pa.Table, nlp: dict[str, pa.Table]) -> Iterator[tuple[Any, ...]]:
    """Yield (document, official's name, person's name, word, tie, how sure) as texts state it."""
    sure = load("kin_evidence")["document"]["sure"]
    for row in query(_KIN, relations=nlp["relations"], documents=documents).to_pylist():
        word = row["arg3"]
        weak = _words().get(word)
        yield (
            row["source_id"], row["arg1"], person_name(row["arg2"]), word, weak or "kin",
            sure["weak" if weak else "kin"] * (row["probability"] or 1.0),
        )  # fmt: skip
    texts = query(
        "SELECT source_id, text FROM documents WHERE regexp_matches(text, $words$) ORDER BY ALL".replace(
            "$words$", f"'{'|'.join(_words())}'"
        ),
        documents=documents,
    )
    if texts.num_rows == 0:
        return
    people: dict[str, list[dict[str, Any]]] = {}
    for mention in query(_MENTIONED, mentions=nlp["mentions"], documents=documents).to_pylist():
        if mention["label"] == "PERSON":
            people.setdefault(mention["source_id"], []).append(mention)
    for text in texts.to_pylist():
        persons = people.get(text["source_id"], [])
        for one, two in pairwise(persons):
            between = text["text"][one["end"] : two["start"]]
            behind = text["text"][two["end"] : two["end"] + 8]
            for owner, other, word in _read(one["text"], two["text"], between, behind):
                yield (
                    text["source_id"], owner, person_name(other), word, _words()[word], sure["weak"],
                )  # fmt: skip


def _words() -> dict[str, str]:
    """Return word → kind of weak tie, the longest word first."""
    kinds: dict[str, list[str]] = load("kin_evidence")["weak"]
    found = {word: kind for kind, words in kinds.items() for word in words}
    return {word: found[word] for word in sorted(found, key=lambda w: (-len(w), w))}


def _read(one: str, two: str, between: str, behind: str) -> Iterator[tuple[str, str, str]]:
    """Yield (owner, other, word): 甲的司机乙, 甲（乙的司机）, 乙系甲的司机."""
    word = "|".join(_words())
    title = r"(?:同志|局长|主任|书记|县长|镇长|院长)?"
    if match := re.fullmatch(rf"{title}的?(?:原|前|专职)?({word})[：:、]?", between):
        yield one, two, match[1]
    elif re.fullmatch(r"(?:同志)?(?:（|\(|，|,)?(?:系|是|为|原系)?", between) and (
        match := re.match(rf"{title}的?(?:原|前|专职)?({word})(?![一-鿿]{{0,1}}长)", behind)
    ):
        yield two, one, match[1]


def find_named(named: pa.Table, rows: pa.Table, persons: pa.Table) -> pa.Table:
    """Return the register persons that documents may mean, with the weight of name and company."""
    return query(_FOUND, named=named, rows=rows, persons=persons, rule=rule_tables()["rule"])


def document_kin(found: pa.Table) -> pa.Table:
    """Return the kinship statements of documents as evidence for `resolve.kin_hypotheses`."""
    return query(_DOCUMENT_KIN, found=found, rule=rule_tables()["rule"])


def infer_weak(
    found: pa.Table,
    known: pa.Table,
    subjects: pa.Table,
    identities: pa.Table,
    persons: pa.Table,
    posts: pa.Table,
) -> pa.Table:
    """Return the weak ties of documents and of the roster: official_id, k, tie, via, probability, evidence.

    Parameters
    ----------
    found : table of `find_named`
    known : official_id, k of whom the official's file knows already
    identities : official_id, subject, k, probability
    """
    data = load("kin_evidence")["post_ties"]
    rule = rule_tables()["rule"]
    from_documents = query(
        _WEAK, found=found, known=known, subjects=subjects, persons=persons, rule=rule
    )
    words = pa.table({"word": list(data["tie"]), "tie": list(data["tie"].values())})
    none = "'" + "|".join(data["none"]) + "'"
    posted = query(
        _POSTED.replace("$none$", none),
        posts=posts,
        post_words=words,
        identities=identities,
        rule=rule,
    )
    return pa.concat_tables([from_documents, posted.cast(from_documents.schema)])
