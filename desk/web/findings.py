"""A finding made ready for the page: facts with their places, the chain, what speaks for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from desk.clearance import LINKS
from desk.pathdrawing import LINK_HOPS, draw
from desk.results import Finding, names_of, weakest_link
from desk.source_row import Place
from desk.web import words
from desk.web.identity import Identity, identities
from risk.explain import explain, open_exemptions


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with the page that shows where it comes from."""

    text: str
    place: Place
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class HopRow:
    """One hop of the path as a row of the table beside the picture."""

    start: str
    label: str
    stop: str
    dates: str
    where: str
    href: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the dossier shows it."""

    finding: Finding
    pattern: str
    typology: str
    facts: list[Fact]
    picture: SafeString
    hops: list[HopRow]
    links: list[tuple[str, float, bool]]
    weakest: str
    weakest_on_path: bool
    exemptions: list[tuple[str, str, str, str]]
    favourable: list[str]
    bans: list[tuple[str, float, str]]
    rules: list[str]
    predicate: str
    would_clear: str
    next_check: str
    overlap: str
    identity: Identity | None


def place_of_item(item: dict[str, Any]) -> Place:
    """Return the place of an evidence item."""
    return Place(item["file"], item["row"], item["page"], item["span_start"], item["span_end"])


def place_of_hop(hop: dict[str, Any]) -> Place | None:
    """Return the row that a hop comes from; None for what was inferred."""
    file, _, row = (hop["source"] or "").rpartition("#")
    return Place(file, int(row)) if file and row.isdigit() else None


def places_of(findings: list[Finding]) -> set[Place]:
    """Return every place that the findings point at."""
    places = {place_of_item(item) for finding in findings for item in finding["evidence"] or []}
    hops = (place_of_hop(hop) for finding in findings for hop in finding["path"] or [])
    return places | {place for place in hops if place}


def sha256_of(findings: list[Finding], place: Place) -> set[str]:
    """Return the digests that the findings give for the file of a place; one, unless none is given."""
    items = (item for finding in findings for item in finding["evidence"] or [])
    return {item["sha256"] for item in items if place_of_item(item) == place and item["sha256"]}


def numbered(findings: list[Shown], more: Iterable[Place] = ()) -> list[tuple[int, str]]:
    """Return every source of a dossier once, numbered in the order in which it is first named."""
    told = [fact.where for one in findings for fact in one.facts]
    told += [hop.where for one in findings for hop in one.hops if hop.href]
    told += sorted(where(place) for place in more)
    return list(enumerate(dict.fromkeys(told), start=1))


def show(out: Path, findings: list[Finding], link: Callable[[Place], str]) -> list[Shown]:
    """Return the findings ready for the page; names of nodes are looked up once for all."""
    ids = {
        hop[end] for finding in findings for hop in finding["path"] or [] for end in ("from", "to")
    }
    names = names_of(out, ids)
    matches = identities(out, findings)
    return [
        replace(_shown(finding, names, link), identity=matches.get(finding["finding_id"]))
        for finding in findings
    ]


def where(place: Place) -> str:
    """Return a place as a person reads it."""
    if place.row is not None:
        return gettext("{file} 第 {row} 行").format(file=place.file, row=place.row)
    if place.page is not None:
        return gettext("{file} 第 {page} 页").format(file=place.file, page=place.page)
    return place.file


def _shown(finding: Finding, names: dict[str, str], link: Callable[[Place], str]) -> Shown:
    weakest, told = weakest_link(finding), explain(finding, words.pack())
    path = finding["path"] or []

    def href(hop: dict[str, Any]) -> str:
        place = place_of_hop(hop)
        return link(place) if place else ""

    title = gettext("从{name}到{company}的关系链").format(
        name=names.get(f"official:{finding['official_id']}", finding["official_id"]),
        company=finding["company"] or "",
    )
    drawn = (
        draw(path, names=names, weakest=weakest, words=words.picture(title), href=href)
        if path
        else ""
    )
    marked = LINK_HOPS.get(weakest or "", frozenset())
    return Shown(
        finding=finding,
        pattern=words.pattern(finding["pattern"]),
        typology=words.of(words.TYPOLOGIES, finding["typology"]),
        facts=[_fact(item, link) for item in finding["evidence"] or []],
        # every text in the drawing was escaped by pathdrawing
        picture=mark_safe(drawn),
        hops=[_hop(hop, names, link, hop["kind"] in marked) for hop in path],
        links=[
            (words.of(words.LINKS, name), finding[name], name == weakest)
            for name in LINKS
            if finding[name] is not None
        ],
        weakest=words.of(words.LINKS, weakest),
        weakest_on_path=any(hop["kind"] in marked for hop in path),
        exemptions=[
            (
                tried["code"],
                words.exemption(tried["code"]),
                words.of(words.OUTCOMES, tried["outcome"]),
                words.reason(tried["code"], tried["reason"] or ""),
            )
            for tried in finding["exemptions_tried"] or []
        ],
        favourable=_favourable(finding),
        bans=[_ban(item) for item in finding["bans"] or []],
        rules=[words.rule(code, finding["overlap_to"]) for code in finding["rules"] or []],
        predicate=words.predicate(finding["predicate_rule"]),
        would_clear=words.said(told.would_clear),
        next_check=words.said(told.next_check),
        overlap=words.dates(finding["overlap_from"], finding["overlap_to"]),
        identity=None,
    )


def _favourable(finding: Finding) -> list[str]:
    """Return what speaks for the person: weights below nothing, and what could not be excluded."""
    pack = words.pack()
    found = [_ban(item)[0] for item in finding["bans"] or [] if item["bans"] < 0]
    left = [
        f"{words.exemption(code)}：{words.said(pack.exemptions[code].check)}"
        for code in open_exemptions(finding, pack)
    ]
    untestable = [
        words.said(other.text)
        for other in pack.patterns[finding["pattern"]].alternatives
        if other.code is None
    ]
    found += [gettext("未能排除：{what}").format(what=what) for what in left]
    return found + [
        gettext("没有登记资料可以排除：{what}").format(what=what) for what in untestable
    ]


def _ban(item: dict[str, Any]) -> tuple[str, float, str]:
    known = words.circumstance(item["item"])
    text, alternative = known or (item["item"], item["alternative"] or "")
    return text, item["bans"], alternative


def _fact(item: dict[str, Any], link: Callable[[Place], str]) -> Fact:
    place = place_of_item(item)
    return Fact(item["fact"] or where(place), place, where(place), link(place))


def _hop(
    hop: dict[str, Any],
    names: dict[str, str],
    link: Callable[[Place], str],
    weak: bool,  # noqa: FBT001 - a cell of the row
) -> HopRow:
    label, dates = words.edge(hop)
    place = place_of_hop(hop)
    return HopRow(
        start=names.get(hop["from"], hop["from"]),
        label=label,
        stop=names.get(hop["to"], hop["to"]),
        dates=dates,
        where=where(place) if place else gettext("推断，无登记行"),
        href=link(place) if place else "",
        weak=weak,
    )
