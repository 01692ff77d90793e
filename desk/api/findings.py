"""A finding as the API tells it: facts with their places, the chain, the exemptions tried, the weights."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field

from desk.clearance import LINKS
from desk.results import Finding, names_of, weakest_link
from risk.explain import explain
from risk.pack import Pack, Words


class Text(Schema):
    """A text in both languages."""

    zh: str
    en: str


class Hop(Schema):
    """One hop of the path, from node to node."""

    start: str = Field(description="node, such as official:… or company:…")
    start_name: str
    kind: str
    stop: str
    stop_name: str
    share: float | None
    label: str | None
    valid_from: str | None
    valid_to: str | None
    source: str | None = Field(description="file#row that says so; null where inferred")


class Exemption(Schema):
    """An innocent explanation that was tried."""

    code: str
    title: Text
    outcome: str = Field(description="applies, does not apply, cannot be told")
    reason: str | None


class Ban(Schema):
    """A circumstance weighed, against its innocent alternative."""

    group: str | None
    item: str | None
    bans: float | None = Field(description="log10 of a likelihood ratio")
    alternative: str | None


class Evidence(Schema):
    """Where a fact stands."""

    file: str
    sha256: str | None
    row: int | None
    page: int | None
    span_start: int | None
    span_end: int | None
    fact: str | None


class Link(Schema):
    """One necessary link of the chain."""

    link: str
    probability: float
    weakest: bool


class FindingRow(Schema):
    """A pattern found: an indication to check (疑点，待核实)."""

    finding_id: str
    official_id: str
    typology: str
    pattern: str
    title: Text
    subject: str
    subject_name: str | None
    kinship: str | None
    uscc: str | None
    company: str | None
    holding: float | None
    role: str | None
    overlap_from: str | None
    overlap_to: str | None
    path: list[Hop]
    rules: list[str]
    predicate_rule: str | None
    exemptions: list[Exemption]
    links: list[Link]
    bans: list[Ban]
    evidence: list[Evidence]
    weakest_link: Text
    next_check: Text
    would_clear: Text
    tier: int
    probability: float


def text(words: Words) -> dict[str, str]:
    """Return a text of the rule pack in both languages."""
    return {"zh": words.zh, "en": words.en}


def rows(findings: list[Finding], snapshot_out: Any, pack: Pack) -> list[dict[str, Any]]:
    """Return findings as the API tells them; names of nodes are looked up once for all."""
    hops = [hop for finding in findings for hop in finding["path"] or []]
    names = names_of(snapshot_out, {hop[end] for hop in hops for end in ("from", "to")})
    return [_row(finding, names, pack) for finding in findings]


def _row(finding: Finding, names: dict[str, str], pack: Pack) -> dict[str, Any]:
    told, weakest = explain(finding, pack), weakest_link(finding)
    pattern = pack.patterns.get(finding["pattern"])
    title = text(pattern.title) if pattern else dict.fromkeys(("zh", "en"), finding["pattern"])
    same = {name: finding[name] for name in FindingRow.model_fields if name in finding}
    return same | {
        "title": title,
        "path": [_hop(hop, names) for hop in finding["path"] or []],
        "rules": finding["rules"] or [],
        "exemptions": [_exemption(tried, pack) for tried in finding["exemptions_tried"] or []],
        "links": [
            {"link": name, "probability": finding[name], "weakest": name == weakest}
            for name in LINKS
            if finding[name] is not None
        ],
        "bans": finding["bans"] or [],
        "evidence": finding["evidence"] or [],
        **{name: text(getattr(told, name)) for name in told._fields},
    }


def _hop(hop: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    start, stop = hop["from"], hop["to"]
    ends = {"start": start, "stop": stop, "start_name": names[start], "stop_name": names[stop]}
    return {**hop, **ends}


def _exemption(tried: dict[str, Any], pack: Pack) -> dict[str, Any]:
    known = pack.exemptions.get(tried["code"])
    title = text(known.title) if known else dict.fromkeys(("zh", "en"), tried["code"])
    return {**tried, "title": title}
