"""What is known of an official over time, made ready for the timeline and its table (生平与往来).

Posts, declarations, approvals and earlier dispositions are the official's own rows; of kin only those
whom a finding is about; stakes, roles and dealings are the hops of the findings' chains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import timeline
from desk.cases.dispositions import sealed_leads
from desk.official_rows import rows_of
from desk.results import Finding, Snapshot, names_of
from desk.source_row import Place
from desk.timeline import Item
from desk.web import words
from desk.web.findings import place_of_hop, where

Row = dict[str, Any]
Link = Callable[[Place], str]
_LASTING = {"HOLDS": "stake", "ROLE": "role"}
_LANES = {"HOLDS": _("持股"), "ROLE": _("企业任职")}
_DEALINGS = frozenset({"WON", "GOT"})


@dataclass(frozen=True, slots=True)
class Life:
    """The timeline of an official: what is drawn, and every place that it points at."""

    items: list[Item]
    places: frozenset[Place]
    as_of: str
    cleared: list[tuple[str, str, str]]  # conclusion, day, number of the document

    def drawn(self, title: str) -> str:
        """Return the picture."""
        return timeline.draw(self.items, self.as_of, spoken(title))

    @property
    def rows(self) -> list[tuple[Item, str]]:
        """The same as rows of a table: each item with its dates in words; those without a date last."""
        known = timeline.dated(self.items)
        rest = [item for item in self.items if item not in known]
        return [(item, timeline.told(item, spoken(""))) for item in [*known, *rest]]


def spoken(title: str) -> timeline.Words:
    """Return the words of the timeline in the reader's language."""
    return timeline.Words(
        title=title,
        unknown=gettext("起始不详"),
        open=gettext("至今"),
        today=gettext("基准日"),
        precision={"year": gettext("只知年份"), "month": gettext("只知年月"), "day": ""},
    )


def life_of(
    snapshot: Snapshot, official_id: str, findings: list[Finding], link: Link, *, complaints: bool
) -> Life:
    """Return what is known of an official over time; only from rows that the findings or he himself are about."""
    maker = _Maker(snapshot, official_id, link)
    uscc = {finding["uscc"] for finding in findings if finding["uscc"]}
    companies = {finding["company"] for finding in findings if finding["company"]}
    maker.posts()
    maker.kin({finding["subject"] for finding in findings})
    maker.hops(findings)
    maker.declarations(uscc, companies)
    maker.papers(hidden=frozenset() if complaints else sealed_leads())
    return Life(
        items=maker.items,
        places=frozenset(maker.places),
        as_of=str(snapshot.report.get("as_of", "")),
        cleared=maker.cleared,
    )


class _Maker:
    """The items of one official, gathered table by table."""

    def __init__(self, snapshot: Snapshot, official_id: str, link: Link) -> None:
        self._out, self._official, self._link = snapshot.out, official_id, link
        self.items: list[Item] = []
        self.places: set[Place] = set()
        self.cleared: list[tuple[str, str, str]] = []

    def posts(self) -> None:
        """Add the posts that were held."""
        for row in rows_of(self._out, "posts", self._official):
            self._add(
                (gettext("任职"), "post"), _words(row, "title", "unit"), row["source"], _lasts(row)
            )

    def kin(self, subjects: set[str]) -> None:
        """Add the kin whom a finding is about, and nobody else (law.md DP-02)."""
        lane = gettext("亲属"), "kin"
        for row in rows_of(self._out, "relatives", self._official):
            if row["source"] in subjects:
                self._add(lane, _words(row, "kinship", "name"), row["source"], _lasts(row))

    def hops(self, findings: list[Finding]) -> None:
        """Add stakes, roles and dealings of the chains, each row once."""
        hops = {
            (hop["kind"], hop["from"], hop["to"], hop["source"]): hop
            for finding in findings
            for hop in finding["path"] or []
            if hop["kind"] in {*_LASTING, *_DEALINGS}
        }
        names = names_of(self._out, {hop[end] for hop in hops.values() for end in ("from", "to")})
        for hop in sorted(hops.values(), key=lambda hop: (hop["kind"] in _DEALINGS, hop["kind"])):
            start, stop = names.get(hop["from"], ""), names.get(hop["to"], "")
            if hop["kind"] in _DEALINGS:
                lane, label = (gettext("采购与许可"), "award"), f"{stop} · {start}"
                self._add(lane, label, hop["source"], (hop["valid_from"], None), event=True)
            else:
                lane = words.of(_LANES, hop["kind"]), _LASTING[hop["kind"]]
                label = f"{words.edge(hop)[0]} · {start} · {stop}"
                self._add(lane, label, hop["source"], _lasts(hop))

    def declarations(self, uscc: set[str], companies: set[str]) -> None:
        """Add what was declared of the findings' companies, and the years in which they were not named."""
        lane = gettext("个人事项报告")
        silent: dict[str, list[Row]] = {}
        for row in rows_of(self._out, "declarations", self._official):
            day = row["as_of"] or (str(row["year"]) if row["year"] else None)
            if row["uscc"] in uscc or row["company_name"] in companies:
                label = gettext("报告了 {company}").format(
                    company=row["company_name"] or row["uscc"]
                )
                self._add((lane, "declared"), label, row["source"], (day, None), event=True)
            else:
                silent.setdefault(day or "", []).append(row)
        for day, rows in sorted(silent.items()):
            label = gettext("{n} 项，未提及上述企业").format(n=len(rows))
            self._add((lane, "silent"), label, rows[0]["source"], (day or None, None), event=True)

    def papers(self, hidden: frozenset[str]) -> None:
        """Add approvals to hold a post, and how earlier matters ended but those that a complaint began."""
        for row in rows_of(self._out, "approvals", self._official):
            label = _words(row, "kind", "company_name", "document")
            self._add((gettext("批准文件"), "paper"), label, row["source"], _lasts(row))
        for row in rows_of(self._out, "dispositions", self._official):
            if row["lead_id"] in hidden:
                continue
            self.cleared.append((row["outcome"], row["date"] or "", row["document"] or ""))
            lane, label = (
                (gettext("以往处置"), "paper"),
                _words(row, "outcome", "measure", "document"),
            )
            self._add(lane, label, row["source"], (row["date"], None), event=True)

    def _add(
        self,
        lane: tuple[str, str],
        label: str,
        source: str | None,
        lasts: tuple[str | None, str | None],
        *,
        event: bool = False,
    ) -> None:
        place = place_of_hop({"source": source})
        if place:
            self.places.add(place)
        href, told = (self._link(place), where(place)) if place else ("", "")
        self.items.append(Item(*lane, label, *lasts, event, href, told))


def _words(row: Row, *fields: str) -> str:
    return " ".join(str(row[field]) for field in fields if row[field])


def _lasts(row: Row) -> tuple[str | None, str | None]:
    return row["valid_from"], row["valid_to"]
