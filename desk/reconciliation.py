"""Answers of the reconciliation API 0.2 (对账接口): persons and companies of a run's registers, as JSON data.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/

The score is 100 times the probability, and `match` is true for one single candidate who is identified.
Nobody is shown who is not in the viewer's area; whom he may not see still counts as a rival.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from desk.asked import asked_for
from desk.results import Access
from ingest.errors import UserError
from nlp.linking.companies import Companies
from nlp.linking.context import Context
from nlp.linking.link import Rival
from nlp.linking.regions import trimmed
from resolve.asked import Asked
from resolve.knowledge import load
from resolve.lookup import Answer, Registers, look_up
from resolve.names import is_person, person_name
from resolve.sql import query

PERSON = {"id": "Person", "name": "自然人 Person"}
COMPANY = {"id": "Company", "name": "企业 Company"}
TYPES = {kind["id"]: kind for kind in (PERSON, COMPANY)}
PROPERTIES = {
    "born": "出生日期 born",
    "sex": "性别 sex",
    "region": "行政区划代码 region (GB/T 2260)",
    "uscc": "统一社会信用代码 uscc",
}
SPACE = "urn:qinqing:register"
#: Queries in one batch, candidates for one query, characters of a name, letters that a suggestion needs.
MOST_QUERIES, MOST_RESULTS, LONGEST, LEAST_LETTERS = 50, 10, 200, 2
_KEYS = {"query", "type", "limit", "properties", "type_strict"}
Json = dict[str, Any]


class BadQueryError(ValueError):
    """A batch that is not as the specification has it, or too large."""


class Query(NamedTuple):
    """One query of a batch."""

    kind: str  # Person, Company
    text: str
    limit: int
    known: Mapping[str, str]  # property → value


@dataclass(frozen=True, slots=True)
class Firm:
    """A registered company as an answer names it."""

    name: str
    region: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What the answers are made from: the registers of one finished run."""

    registers: Registers
    linker: Companies
    firms: Mapping[str, Firm]

    def seen(self, codes: list[str], access: Access) -> bool:
        """Say whether a viewer may see who or what is registered with these companies."""
        regions = [self.firms[code].region for code in codes if code in self.firms]
        return access.covers(region for region in regions if region)


def manifest(address: str) -> Json:
    """Return the manifest of the service; `address` is its own, ending in a slash."""
    suggest = {
        kind: {"service_url": address.rstrip("/"), "service_path": f"/suggest/{kind}/"}
        for kind in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": "亲清：登记人员与企业 Qinqing: registered persons and companies",
        "identifierSpace": SPACE,
        "schemaSpace": SPACE,
        "defaultTypes": [PERSON, COMPANY],
        "suggest": suggest,
    }


def parse(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys.

    Raises
    ------
    BadQueryError
        The text is no batch of queries, or one of more than `MOST_QUERIES`.
    """
    try:
        batch = json.loads(text)
    except ValueError as error:
        raise BadQueryError("queries 不是 JSON · is not JSON") from error  # noqa: EM101
    if not isinstance(batch, dict):
        raise BadQueryError("queries 应是对象 · should be an object")  # noqa: EM101
    if len(batch) > MOST_QUERIES:
        msg = f"一批最多 {MOST_QUERIES} 个查询 · at most {MOST_QUERIES} queries in a batch"
        raise BadQueryError(msg)
    return {key: _query(key, given) for key, given in batch.items()}


def answers(sources: Sources, queries: Mapping[str, Query], access: Access) -> Json:
    """Return the results of a batch, as a viewer may see them."""
    found: dict[str, list[Json]] = {key: [] for key in queries}
    people = {key: _asked(one) for key, one in queries.items() if one.kind == "Person"}
    known = {key: asked for key, asked in people.items() if asked is not None}
    told = look_up(sources.registers, list(known.values())) if access.regions else []
    for key, answer in zip(known, told, strict=bool(access.regions)):
        found[key] = _persons(sources, queries[key], answer, access)
    for key, one in queries.items():
        if one.kind == "Company":
            found[key] = _companies(sources, one, access)
    return {key: {"result": result} for key, result in found.items()}


def suggest(sources: Sources, kind: str, prefix: str, access: Access) -> Json:
    """Return what a few letters can mean: an entity, a property or a type."""
    plain = prefix.strip().lower()
    if kind == "property":
        return {"result": [{"id": code, "name": name} for code, name in PROPERTIES.items()
                           if plain in name.lower()]}  # fmt: skip
    if kind == "type":
        return {"result": [each for each in TYPES.values() if plain in each["name"].lower()]}
    if not LEAST_LETTERS <= len(plain) <= LONGEST:
        return {"result": []}
    return {"result": (_like_persons(sources, prefix, access)
                       + _like_firms(sources, prefix, access))[:MOST_RESULTS]}  # fmt: skip


def _query(key: str, given: Any) -> Query:
    if not isinstance(given, dict) or set(given) - _KEYS:
        msg = f"{key}: 不是 0.2 版的查询 · not a query of version 0.2"
        raise BadQueryError(msg)
    text, limit = given.get("query", ""), given.get("limit", MOST_RESULTS)
    known = _properties(key, given.get("properties", []))
    number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    if not isinstance(text, str) or len(text) > LONGEST or not number or not (text or known):
        msg = f"{key}: query 或 limit 不对 · query or limit is wrong"
        raise BadQueryError(msg)
    return Query(
        _kind(key, given.get("type"), text),
        text.strip(),
        max(0, min(int(limit), MOST_RESULTS)),
        known,
    )


def _properties(key: str, given: Any) -> dict[str, str]:
    """Return the properties that are known here, the first value of each."""
    found: dict[str, str] = {}
    if not isinstance(given, list):
        given = [None]
    for item in given:
        if not isinstance(item, dict) or not isinstance(item.get("pid"), str) or "v" not in item:
            msg = f"{key}: properties 不对 · properties are wrong"
            raise BadQueryError(msg)
        value = item["v"][0] if isinstance(item["v"], list) and item["v"] else item["v"]
        if isinstance(value, dict):
            value = value.get("id", "")
        if item["pid"] in PROPERTIES and isinstance(value, (str, int, float)):
            found.setdefault(item["pid"], str(value)[:LONGEST])
    return found


def _kind(key: str, given: Any, text: str) -> str:
    """Return the type that is asked for; where none is, what the name reads as."""
    wanted = [given] if isinstance(given, str) else given or []
    if not isinstance(wanted, list) or any(not isinstance(one, str) for one in wanted):
        msg = f"{key}: type 不对 · type is wrong"
        raise BadQueryError(msg)
    known: list[str] = [one for one in wanted if one in TYPES]
    if len(known) == 1:
        return known[0]
    return "Person" if is_person(person_name(text)) else "Company"


def _asked(one: Query) -> Asked | None:
    """Return the person asked for; what cannot be read is not known, a masked name is nobody's."""
    for known in (one.known, {}):
        try:
            return asked_for(
                one.text,
                born=known.get("born", ""),
                sex=known.get("sex", ""),
                region=known.get("region", ""),
            )
        except UserError:
            continue
    return None


def _persons(sources: Sources, one: Query, answer: Answer, access: Access) -> list[Json]:
    identified = [row for row in answer.rows if row["level"] == "identified"]
    found = []
    for row in answer.rows:
        if not sources.seen(row["uscc_list"], access):
            continue
        features = [{"id": f["field"], "value": f["bans"]} for f in row["fields"]]
        features.append({"id": "expected_namesakes", "value": row["expected_namesakes"]})
        features.append({"id": "uscc", "value": one.known.get("uscc", "") in row["uscc_list"]})
        found.append({
            "id": f"person:{row['person_key']}",
            "name": row["name"],
            "description": _firms_of(sources, row["uscc_list"], access),
            "type": [PERSON],
            "score": round(100 * row["probability"], 4),
            "match": identified == [row] and not row["judged_different"],
            "features": features,
        })  # fmt: skip
    return found[: one.limit]


def _companies(sources: Sources, one: Query, access: Access) -> list[Json]:
    """Return the companies that a name can mean; a code says which of them, or against it."""
    code = one.known.get("uscc", "").strip().upper()
    region = one.known.get("region", "").strip()
    context = Context(near=(trimmed(region),)) if region.isdigit() and len(region) == 6 else None
    link = sources.linker.link(one.text, context) if one.text else None
    readings = list(link.rivals) if link else []
    if code in sources.firms and code not in {reading.key for reading in readings}:
        readings.append(Rival(code, 0.0 if one.text else 1.0, ()))
    sure = load("weights")["levels"]["identified"]
    sure_ones = [reading.key for reading in readings if reading.probability >= sure]
    found = []
    for place, reading in enumerate(readings):
        if not sources.seen([reading.key], access):
            continue
        by_code = reading.key == code
        match = by_code and place == 0 if code else sure_ones == [reading.key]
        firm = sources.firms[reading.key]
        found.append({
            "id": reading.key, "name": firm.name, "description": firm.region, "type": [COMPANY],
            "score": round(100 * reading.probability, 4), "match": match,
            "features": [*({"id": reason, "value": True} for reason in reading.reasons),
                         {"id": "uscc", "value": by_code}],
        })  # fmt: skip
    return found[: one.limit]


def _firms_of(sources: Sources, codes: list[str], access: Access) -> str:
    """Return the companies of a person that the viewer may see, the first two by name."""
    names = [
        sources.firms[code].name
        for code in codes
        if code in sources.firms and sources.seen([code], access)
    ]
    more = f" +{len(names) - 2}" if len(names) > 2 else ""
    return "、".join(names[:2]) + more


def _like_persons(sources: Sources, prefix: str, access: Access) -> list[Json]:
    rows = query(
        """
        SELECT k, min(raw) AS name, list_sort(list(DISTINCT uscc)) AS uscc_list FROM rows
        WHERE starts_with(name, (SELECT name FROM wanted)) AND NOT masked
        GROUP BY k ORDER BY name, k LIMIT 200
        """,
        rows=sources.registers.rows,
        wanted=_one_name(person_name(prefix)),
    ).to_pylist()
    return [
        {
            "id": f"person:{sources.registers.keys[row['k']]}", "name": row["name"],
            "description": _firms_of(sources, row["uscc_list"], access), "notable": [PERSON],
        }
        for row in rows if sources.seen(row["uscc_list"], access)
    ][:MOST_RESULTS]  # fmt: skip


def _like_firms(sources: Sources, prefix: str, access: Access) -> list[Json]:
    found = []
    for code, firm in sources.firms.items():
        if prefix.strip() in firm.name and sources.seen([code], access):
            found.append({
                "id": code, "name": firm.name, "description": firm.region, "notable": [COMPANY],
            })  # fmt: skip
            if len(found) == MOST_RESULTS:
                break
    return found


def _one_name(name: str) -> Any:
    import pyarrow as pa

    return pa.table({"name": [name]})
