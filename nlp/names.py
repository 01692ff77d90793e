"""The area's own names in a text (本地名录匹配): registered companies, units of the roster, persons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.automaton import Automaton
from nlp.linking.company_names import normal
from nlp.segment import tags, words_of
from nlp.spans import Candidate, candidates_of, text_of

NAMES = "qinqing_names"
_TITLE = re.compile(r"《[^《》\n]{1,60}》")
_HALF = str.maketrans("（）", "()")


class Names:
    """Propose the area's registered names wherever they stand; block what is inside 《 》."""

    def __init__(self) -> None:
        self.names = Automaton([])

    def know(self, area: Area) -> None:
        """Take in the names of an area."""
        self.names = Automaton(_entries(area))

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


def _entries(area: Area) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield names with label and rule family, one by one: there may be millions."""
    for _, name in (*area.companies, *area.former_names):
        full = normal(name)
        yield full, ("COMPANY", "company_known")
        if "（" in full:
            yield full.translate(_HALF), ("COMPANY", "company_known")
    yield from ((unit, ("GOV", "unit_known")) for unit in area.units if len(unit) > 2)
    yield from ((name, ("PERSON", "person_known")) for name in area.persons if _clear(name))


def _clear(name: str) -> bool:
    """Say whether a name is no common word too (高峰, 文明): those need the context of `persons`."""
    return len(name) > 2 or tags().get(name, "nr") in ("nr", "nrt", "nrfg")


def make_names(nlp: Language, name: str) -> Names:
    """Build the component without an area; `nlp.pipeline.build` gives it one."""
    return Names()


Language.factory(NAMES, func=make_names)
