"""The check that would most cheaply settle a match (主动提问): what to look up next, and what for.

For every pair that is shown but not identified, each field that has not been used up is tried: with
probability ``p·m + (1 − p)·u`` it agrees and the odds of the pair grow by m / u, else they shrink by
(1 − m) / (1 − u). How far an agreement carries is capped as the levels are. The gain is the expected
number of levels (dropped, hold, probable, identified) that the answer moves the pair; the best
question has the most gain for its cost. Rivals stay as they are in this sum, so it says where to look,
not what the next run will find. A question changes no probability; only its answer will.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.knowledge import load
from resolve.schema import QUESTIONS
from resolve.sql import column, query

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: What agreements look like, and what either side knows already.
_PAIRS = """
WITH told AS (
  SELECT official_id, subject, person_key, probability, level,
         list_transform(fields, lambda f: f.field || ' ' || f.agreement) AS seen,
         len(list_filter(fields, lambda f: f.bans > 0
             AND (f.field IN ('phone', 'address', 'judgement')
                  OR (f.field = 'id' AND f.agreement IN ('full_equal', 'masked_equal'))
                  OR (f.field = 'born' AND f.agreement = 'agree_day')))) > 0 AS firm
  FROM identities WHERE level <> 'identified'
)
SELECT official_id, subject, person_key, i.probability, i.level,
       array_to_string(seen, '|') AS seen, firm,
       coalesce(s.name, '') AS name,
       length(coalesce(s.born, '')) = 10 AS roster_born, len(s.tokens) > 0 AS roster_last_four,
       len(s.phones) > 0 AS roster_phone, coalesce(s.address, '') <> '' AS roster_address,
       coalesce(s.id_region, '') <> '' AS roster_region,
       official_id IN (SELECT official_id FROM subjects WHERE kinship IN ('配偶', '妻子', '丈夫'))
         AND subject = 'self' AS roster_spouse,
       length(coalesce(k.born, '')) = 10 AS register_born
FROM told i JOIN subjects s USING (official_id, subject) JOIN persons k USING (person_key)
ORDER BY official_id, subject = 'self' DESC, subject, probability DESC, person_key
"""

_ASKED = """
SELECT official_id, subject, person_key, probability, level, field, way,
       cost, round(gain, 6) AS gain, round(gain / cost, 6) AS gain_per_cost,
       round(p_agree, 6) AS p_agree, round(if_agree, 6) AS if_agree, round(if_not, 6) AS if_not,
       printf('核对“%s”的%s（%s）：一致则把握由 %.2f 升至 %.2f，不一致则降至 %.2f',
              name, field_zh, way_zh, probability, at_most, at_least) AS zh,
       printf('Check %s of %s (%s): if it agrees the probability goes from %.2f to %.2f, if not to %.2f',
              field_en, name, way_en, probability, at_most, at_least) AS en
FROM (SELECT *, floor(if_agree * 100) / 100 AS at_most, ceil(if_not * 100) / 100 AS at_least FROM asked)
JOIN texts USING (question) ORDER BY n
"""


class _Question(NamedTuple):
    """One field tried on all pairs."""

    gain: Floats
    cost: Floats
    p_agree: Floats
    if_agree: Floats
    if_not: Floats
    lacking: NDArray[np.int64]  # 1 the roster lacks it, 2 the register, 3 both


def ask(identities: pa.Table, subjects: pa.Table, persons: pa.Table) -> pa.Table:
    """Return the table `questions`: one row for each pair that a check may move.

    Parameters
    ----------
    identities : table of that name
    subjects : table of `resolve.subjects.find_subjects`
    persons : table of `resolve.pairs.register_persons` with its person_key
    """
    pairs = query(_PAIRS, identities=identities, subjects=subjects, persons=persons)
    if not pairs.num_rows:
        return QUESTIONS.empty_table()
    rule = load("questions")
    tried = [_try(name, pairs, rule) for name in rule["fields"]]
    worth = np.stack([question.gain / question.cost for question in tried])
    best = np.argmax(worth, axis=0)  # of equals the one that comes first in the file
    here = np.arange(pairs.num_rows)
    asked = {
        name: np.stack([getattr(question, name) for question in tried])[best, here]
        for name in _Question._fields
    }
    kept = pairs.select(["official_id", "subject", "person_key", "probability", "level", "name"])
    question = pa.array(best * 4 + asked.pop("lacking"))
    table = kept.append_column("n", pa.array(here)).append_column("question", question)
    for name, values in asked.items():
        table = table.append_column(name, pa.array(values))
    table = table.filter(pa.array(worth.max(axis=0) > 0))
    return query(_ASKED, asked=table, texts=_texts(rule)).select(QUESTIONS.names)


def _try(name: str, pairs: pa.Table, rule: dict[str, Any]) -> _Question:
    field = rule["fields"][name]
    p = column(pairs, "probability")
    m, u = np.full(len(p), field["m"]), np.full(len(p), field["u"])
    for agreement, finer in field.get("refined", {}).items():
        u = np.where(_seen(pairs, [f"{name} {agreement}"]), finer, u)
    closed = [f"{key} {value}" for key, values in field["closed"].items() for value in values]
    lacking, cost = _lacking(name, pairs, rule)
    p_agree = p * m + (1 - p) * u
    odds = p / (1 - p)
    if_agree = _capped(odds * m / u, p, field["carries"], column(pairs, "firm").astype(bool))
    against = odds * (1 - m) / (1 - u)
    if_not = against / (1 + against)
    now = _level(p)
    gain = p_agree * abs(_level(if_agree) - now) + (1 - p_agree) * abs(_level(if_not) - now)
    gain = np.where(_seen(pairs, closed) | (lacking == 0), 0.0, gain)
    return _Question(gain, cost, p_agree, if_agree, if_not, lacking)


def _seen(pairs: pa.Table, agreements: list[str]) -> Bools:
    """Say which pairs have one of the agreements; what is seen repeats, so each is looked at once."""
    coded = pairs["seen"].combine_chunks().dictionary_encode()
    wanted = set(agreements)
    having = [not wanted.isdisjoint(seen.split("|")) for seen in coded.dictionary.to_pylist()]
    result: Bools = np.array(having, np.bool_)[coded.indices.to_numpy()]
    return result


def _lacking(name: str, pairs: pa.Table, rule: dict[str, Any]) -> tuple[NDArray[np.int64], Floats]:
    """Return which side lacks the field, and what asking where it is missing costs."""
    known = [
        column(pairs, f"{side}_{name}").astype(bool)
        if f"{side}_{name}" in pairs.column_names
        else np.zeros(pairs.num_rows, bool)
        for side in ("roster", "register")
    ]
    cost = [rule["ways"][rule["fields"][name]["ways"][s]]["cost"] for s in ("roster", "register")]
    same_way = len(set(rule["fields"][name]["ways"].values())) == 1
    lacking = np.where(known[0], 0, 1) + np.where(known[1], 0, 2)
    if same_way:
        return lacking, np.full(len(lacking), float(cost[0]))
    total = np.where(known[0], 0.0, cost[0]) + np.where(known[1], 0.0, cost[1])
    return lacking, np.maximum(total, 1e-9)


def _capped(odds: Floats, p: Floats, carries: str, firm: Bools) -> Floats:
    weights = load("weights")
    top = {"hold": weights["caps"]["name_only"], "probable": weights["caps"]["names_only"]}
    surest = load("questions")["surest"]
    cap = np.where(firm, surest, top.get(carries, surest))
    result: Floats = np.maximum(np.minimum(odds / (1 + odds), cap), p)
    return result


def _level(p: Floats) -> NDArray[np.int64]:
    levels = load("weights")["levels"]
    result: NDArray[np.int64] = np.sum([p >= bar for bar in levels.values()], axis=0)
    return result


def _texts(rule: dict[str, Any]) -> pa.Table:
    """Return the words of every question: field and ways, by field and what is lacking."""
    rows = []
    for n, (name, field) in enumerate(rule["fields"].items()):
        for lacking in range(4):
            sides = [s for bit, s in enumerate(("roster", "register")) if lacking >> bit & 1]
            ways = list(dict.fromkeys(field["ways"][side] for side in sides))
            rows.append({
                "question": n * 4 + lacking, "field": name, "way": "+".join(ways),
                "field_zh": field["zh"], "field_en": field["en"],
                "way_zh": "、".join(rule["ways"][way]["zh"] for way in ways),
                "way_en": ", ".join(rule["ways"][way]["en"] for way in ways),
            })  # fmt: skip
    return pa.Table.from_pylist(rows)
