"""The area's own names in a text (本地名录匹配), and what its companies and units resolve to."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.automaton import Automaton
from nlp.company_names import normal
from nlp.segment import tags, words_of
from nlp.short_names import CompanyIndex
from nlp.spans import Candidate, candidates_of, text_of

NAMES, LINK = "qinqing_names", "qinqing_link"
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_LEVELS = "省市县区州镇乡"
_HALF = str.maketrans("（）", "()")


class Names:
    """Propose the area's registered names wherever they stand; block what is inside 《 》."""

    def __init__(self) -> None:
        self.names = Automaton([])

    def know(self, area: Area) -> None:
        """Take in the names of an area."""
        entries: list[tuple[str, tuple[str, str]]] = []
        for _, name in area.companies:
            full = normal(name)
            entries += [(full, ("COMPANY", "company_known"))]
            if "（" in full:
                entries.append((full.translate(_HALF), ("COMPANY", "company_known")))
        entries += [(unit, ("GOV", "unit_known")) for unit in area.units if len(unit) > 2]
        entries += [(name, ("PERSON", "person_known")) for name in area.persons if _clear(name)]
        self.names = Automaton(entries)

    def __call__(self, doc: Doc) -> Doc:
        """Add the area's names in `doc` to its candidates."""
        text = text_of(doc)
        starts, ends = ({w.start for w in words_of(doc)}, {w.end for w in words_of(doc)})
        found = candidates_of(doc)
        found += [Candidate(m.start(), m.end(), "NONE", "title") for m in _TITLE.finditer(text)]
        for hit in self.names.every(text):
            label, rule = hit.value
            if label != "PERSON" or (hit.start in starts and hit.end in ends):
                found.append(Candidate(hit.start, hit.end, label, rule))
        return doc


def _clear(name: str) -> bool:
    """Say whether a name is no common word too (高峰, 文明): those need the context of `persons`."""
    return len(name) > 2 or tags().get(name, "nr") in ("nr", "nrt", "nrfg")


def _endings(unit: str) -> list[str]:
    """Return a unit's name without its first places, while a place remains (临汀区公安局)."""
    cuts = [i + 1 for i, c in enumerate(unit) if c in _LEVELS]
    return [unit[cut:] for cut in cuts if any(c in _LEVELS for c in unit[cut:])]


class Link:
    """Resolve company and unit candidates to the register and the roster; persons never."""

    def __init__(self) -> None:
        self.companies = CompanyIndex([])
        self.units: frozenset[str] = frozenset()
        self.shorter: dict[str, str] = {}

    def know(self, area: Area) -> None:
        """Take in the register and the roster of an area."""
        self.companies = CompanyIndex(area.companies)
        self.units = frozenset(area.units)
        shorter: dict[str, set[str]] = {}
        for unit in area.units:
            for name in _endings(unit):
                shorter.setdefault(name, set()).add(unit)
        self.shorter = {name: min(units) for name, units in shorter.items() if len(units) == 1}

    def __call__(self, doc: Doc) -> Doc:
        """Set the key of every candidate that names one registered company or one unit."""
        text = text_of(doc)
        doc.user_data["candidates"] = [
            c._replace(key=self.key(c.label, text[c.start : c.end])) for c in candidates_of(doc)
        ]
        return doc

    def key(self, label: str, name: str) -> str | None:
        """Return the USCC of a company, the roster's name of a unit, or None."""
        if label == "COMPANY":
            return self.companies.resolve(name)
        if label == "GOV":
            return name if name in self.units else self.shorter.get(name)
        return None


def make_names(nlp: Language, name: str) -> Names:
    """Build the component without an area; `nlp.pipeline.build` gives it one."""
    return Names()


def make_link(nlp: Language, name: str) -> Link:
    """Build the component without an area; `nlp.pipeline.build` gives it one."""
    return Link()


Language.factory(NAMES, func=make_names)
Language.factory(LINK, func=make_link)
