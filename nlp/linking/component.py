"""The spaCy component that links the mentions of a document: companies, units and places (实体链接).

It runs on the settled mentions, a document as a whole: the places that the text names are the context
of every mention, and what is named in full decides what its short name means. Persons are never
resolved here. A key is written only from the threshold of `linking.yaml` on; every link with its
rivals stays at `links_of(doc)`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat

from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.events import Event, events_of
from nlp.linking.companies import Companies
from nlp.linking.company_names import parse
from nlp.linking.context import Context, places_in, sections_around, widest_common
from nlp.linking.link import Link
from nlp.linking.localities import local_regions
from nlp.linking.regions import Regions, stem, towns, trimmed
from nlp.linking.register import Firm, Register
from nlp.linking.units import Units
from nlp.spans import Mention, mentions_of, text_of

NAME = "qinqing_link"
_KEYED = frozenset(("COMPANY", "GOV", "LOCATION"))
_MOST_TOWN_COUNTIES = 40


def links_of(doc: Doc) -> dict[tuple[int, int], Link]:
    """Return the links of a document's companies, units and places by their span."""
    found: dict[tuple[int, int], Link] = doc.user_data.get("links", {})
    return found


class Linker:
    """Resolve companies, units and places of a document."""

    def __init__(self) -> None:
        self.know(Area())

    def know(self, area: Area) -> None:
        """Take in the register and the roster of an area."""
        coded = {(unit, "") for unit in area.units} | set(area.unit_regions)
        firms = ((firm.region, firm.name) for firm in firms_of(area))
        regions = local_regions(chain(firms, ((region, unit) for unit, region in sorted(coded))))
        self.companies = Companies(Register(firms_of(area), regions))
        self.codes = frozenset(uscc for uscc, _ in area.companies)
        self.units = Units(area.units)
        seats = Counter(region for region, _ in area.seats if len(region) == 6)
        self.places = with_towns(regions, set(seats))
        home = widest_common({trimmed(code): n for code, n in sorted(seats.items())})
        # Where a text names no place, the office's prefecture is all that is known.
        self.home = (home[:4],) if home else ()

    def __call__(self, doc: Doc) -> Doc:
        """Set keys and links of the mentions of `doc`, in two rounds: full names first."""
        mentions = mentions_of(doc)
        text = text_of(doc)
        said = [m.text for m in mentions if m.label in ("LOCATION", "GOV")]
        near = places_in(said, self.places) or self.home
        spoken = _with_places(mentions)
        links = self._whole(spoken, Context(near))
        firms = [(m, links[m.start, m.end]) for m in spoken if m.label == "COMPANY"]
        links.update(self._short(text, firms, near))
        doc.user_data["links"] = links
        doc.user_data["mentions"] = [
            m._replace(key=m.text)
            if m.label == "ID" and m.text in self.codes
            else _keyed(m, links.get((m.start, m.end)))
            for m in mentions
        ]
        firms_by_text = _by_text(mentions_of(doc))
        doc.user_data["events"] = [_registered(e, firms_by_text) for e in events_of(doc)]
        entities = (doc.char_span(m.start, m.end, m.label, m.key or "") for m in mentions_of(doc))
        doc.set_ents([span for span in entities if span is not None])
        return doc

    def _whole(self, mentions: Sequence[Mention], context: Context) -> dict[tuple[int, int], Link]:
        """Return the links of a first round, in which no mention helps another; each text once."""
        seen: dict[tuple[str, str], Link] = {}
        near = _stems(context.near, self.places)
        wider = _stems([code[:4] for code in context.near if len(code) > 4], self.places)
        wider += _stems([code[:2] for code in context.near if len(code) > 2], self.places)
        for mention in mentions:
            item = (mention.label, mention.text)
            if mention.label not in _KEYED or item in seen:
                continue
            if mention.label == "GOV":
                seen[item] = self.units.link(mention.text, near, wider)
            elif mention.label == "COMPANY":
                seen[item] = self.companies.link(mention.text, context)
            else:
                seen[item] = self.places.resolve(mention.text, context.near)
        return {(m.start, m.end): seen[m.label, m.text] for m in mentions if m.label in _KEYED}

    def _short(
        self, text: str, firms: list[tuple[Mention, Link]], near: tuple[str, ...]
    ) -> dict[tuple[int, int], Link]:
        """Return the links of a second round: short names in the light of those named in full."""
        full = [link for _, link in firms if _in_full(link)]
        rest = [(m, link) for m, link in firms if not _in_full(link)]
        named = frozenset(link.key for link in full if link.key)
        strangers = self._strangers(rest)
        seen: dict[tuple[str, frozenset[str]], Link] = {}
        found = {}
        for mention, _ in rest:
            sections = sections_around(text, mention.start, mention.end)
            item = (mention.text, sections)
            if item not in seen:
                context = Context(near, sections, named, strangers)
                seen[item] = self.companies.link(mention.text, context)
            found[mention.start, mention.end] = seen[item]
        return found

    def _strangers(self, firms: list[tuple[Mention, Link]]) -> frozenset[str]:
        """Return the trade names of firms that the text names in full and the register lacks."""
        found = set()
        for text in sorted({m.text for m, link in firms if link.none >= self.companies.threshold}):
            parts = parse(text, self.companies.register.regions)
            if parts.form.endswith("有限公司") and parts.place:
                found.add(parts.trade)
        return frozenset(found)


def _in_full(link: Link) -> bool:
    """Say whether a link rests on a whole name, and not on a part of it."""
    whole = ("name:exact", "name:one_slip_sound")
    return link.key is not None and any(reason in whole for reason in link.rivals[0].reasons)


def firms_of(area: Area) -> Iterator[Firm]:
    """Yield the registered companies of an area with seat, industry and former names."""
    former: dict[str, list[str]] = {}
    for uscc, name in area.former_names:
        former.setdefault(uscc, []).append(name)
    seats = area.seats or repeat(("", ""))
    for (uscc, name), (region, industry) in zip(area.companies, seats, strict=False):
        yield Firm(uscc, name, region, industry, tuple(former.get(uscc, ())))


def with_towns(regions: Regions, counties: set[str]) -> Regions:
    """Return places with the towns of the register's counties, where those are few."""
    if not counties or len(counties) > _MOST_TOWN_COUNTIES:
        return regions
    return regions.and_also(towns(counties))


def _stems(codes: Sequence[str], regions: Regions) -> list[str]:
    return sorted({stem(regions.names[code]) for code in codes if code in regions.names})


def _with_places(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions; a firm right behind a place is read with it (北河县|鑫源商贸公司)."""
    ends = {m.end: m.text for m in mentions if m.label == "LOCATION"}
    return [
        m._replace(text=ends[m.start] + m.text) if m.label == "COMPANY" and m.start in ends else m
        for m in mentions
    ]


def _by_text(mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
    """Return the companies by their text, in the order of the document."""
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.label == "COMPANY":
            found.setdefault(mention.text, []).append(mention)
    return found


def _registered(event: Event, firms: Mapping[str, Sequence[Mention]]) -> Event:
    """Return an event with the code of its counterpart: of the company of that name next to it."""
    same = firms.get(event.counterpart or "", ())
    at = bisect_left(same, event.span_start, key=lambda m: m.start)
    near = same[max(0, at - 1) : at + 1]
    nearest = min(near, key=lambda m: (abs(m.start - event.span_start), m.start), default=None)
    return event._replace(uscc=nearest.key if nearest is not None else None)


def _keyed(mention: Mention, link: Link | None) -> Mention:
    """Return a mention with its key; a place's code in GB/T 2260."""
    return mention if link is None else mention._replace(key=link.key)


def make_link(nlp: Language, name: str) -> Linker:
    """Build the component without an area; `nlp.pipeline.build` gives it one."""
    return Linker()


Language.factory(NAME, func=make_link)
