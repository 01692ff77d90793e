"""How a mention and a registered name agree, field by field (逐项比对).

Every field gives one outcome a candidate, by name; `companies` has a weight for each outcome. Rows
are compared in columns: what many rows share (a line, a place) is compared once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.linking.company_names import CompanyName, contractions, kinds
from nlp.linking.context import Context
from nlp.linking.regions import Regions, stem, trimmed
from nlp.linking.register import Register, section_of
from nlp.linking.retrieval import ABBREVIATION, EXACT, LONGER, SHORTER, SLIP, Found
from nlp.linking.spelling import canonical
from nlp.resources import lexicon, words

Outcomes = NDArray[np.int8]
#: The outcomes of each field, in the order of their numbers; the first one says nothing.
FIELDS: dict[str, tuple[str, ...]] = {
    "name": (
        "", "exact", "exact_bare", "one_slip_sound", "one_slip", "same_trade", "shorter_trade", "longer_trade",
        "slip_sound", "slip", "abbreviation", "contraction",
    ),
    "place": ("", "equal", "inside", "different", "away"),
    "line": ("", "equal", "part", "differs", "section", "other", "none"),
    "form": ("", "equal", "generic", "kind", "near", "other"),
    "branch": ("", "equal", "unsaid", "other"),
    "near": ("", "county", "city", "province", "away"),
    "business": ("", "match", "other"),
    "document": ("", "named"),
    "tense": ("", "former"),
}  # fmt: skip
_MOST_COMPARED = 400
_LEFT_OUT = frozenset("省市县区")  # 襄阳宏达… for 襄阳市宏达…
_WHOLE = [FIELDS["name"].index(name) for name in ("exact", "one_slip_sound", "one_slip")]


class Said(NamedTuple):
    """A mention, read."""

    full: str
    parts: CompanyName
    kind: str
    codes: tuple[str, ...]  # trimmed codes that its place can mean

    @property
    def generic(self) -> bool:
        """Say whether the form tells no more than that it is an enterprise (公司, 店)."""
        return self.parts.form in words(lexicon("company_parts")["generic"])

    @property
    def style(self) -> str:
        """Say how complete a mention is: full, no_place, line, generic or bare."""
        if self.parts.form and not self.generic:
            return "full" if self.parts.place else "no_place"
        if self.parts.line:
            return "line"
        return "generic" if self.parts.form else "bare"


def read(full: str, parts: CompanyName, regions: Regions) -> Said:
    """Return a mention with what its place and its form can mean."""
    codes, _ = regions.read(parts.place)
    return Said(full, parts, kinds().get(parts.form, ""), tuple(codes))


def outcomes(register: Register, said: Said, found: Found, context: Context) -> Outcomes:
    """Return a row of outcome numbers a candidate, one column a field of `FIELDS`."""
    rows = found.rows
    table = np.zeros((len(rows), len(FIELDS)), dtype=np.int8)
    if not len(rows):
        return table
    table[:, 0] = _names(register, said, found)
    parts = np.flatnonzero(table[:, 0] > FIELDS["name"].index("one_slip"))
    some = rows[parts]
    table[parts, 1] = _by_pair(register, some, lambda place, code: _place(said, place, code))
    table[parts, 2] = _lines(register, said, some, found.relation[parts])
    table[parts, 3] = _each(register.form[some], lambda n: _form(said, register.forms[n]))
    table[parts, 4] = _each(register.branch[some], lambda n: _branch(said, register.branches[n]))
    # Where a slip is in question, place and business speak for the registered firm and for one of
    # the other name alike; of two firms of the very same name they are too weak to choose one; and a
    # mention that says its place in full needs no other.
    told = ~np.isin(table[:, 0], _WHOLE) & (said.style != "full")
    table[told, 5] = _each(register.region[rows[told]], lambda code: _near(context, code))
    table[told, 6] = _each(register.section[rows[told]], lambda code: _business(context, code))
    if context.named and said.style not in ("full", "no_place"):
        apart = [FIELDS["line"].index(name) for name in ("section", "other")]
        fits = ~np.isin(table[:, 2], apart) & (table[:, 3] != FIELDS["form"].index("other"))
        named = [register.keys[o] in context.named for o in register.owner[rows].tolist()]
        table[:, 7] = fits & np.array(named, dtype=bool)
    table[:, 8] = register.former[rows]
    return table


def _each(values: NDArray[np.signedinteger[Any]], outcome: Callable[[int], int]) -> Outcomes:
    """Return the outcome of every value, each different value compared once."""
    if not len(values):
        return np.empty(0, dtype=np.int8)
    different, back = np.unique(values, return_inverse=True)
    return np.array([outcome(value) for value in different.tolist()], dtype=np.int8)[back]


def _by_pair(
    register: Register, rows: NDArray[np.uint32], outcome: Callable[[str, int], int]
) -> Outcomes:
    pairs = register.place[rows].astype(np.int64) << 32 | register.region[rows].astype(np.int64)
    different, back = np.unique(pairs, return_inverse=True)
    found = [outcome(register.places[p >> 32], p & 0xFFFFFFFF) for p in different.tolist()]
    return np.array(found, dtype=np.int8)[back]


def _names(register: Register, said: Said, found: Found) -> Outcomes:
    """Return how the names as wholes, or else the trade names, agree."""
    names = FIELDS["name"]
    table = np.full(len(found.rows), names.index("same_trade"), dtype=np.int8)
    # A name without a place is less than a whole name: many firms elsewhere may have it.
    exact = "exact" if said.parts.place else "exact_bare"
    table[found.relation == EXACT] = names.index(exact)
    for how, name in ((SHORTER, "shorter_trade"), (LONGER, "longer_trade"), (ABBREVIATION, "abbreviation")):  # fmt: skip
        table[found.relation == how] = names.index(name)
    for i in np.flatnonzero(found.relation == ABBREVIATION).tolist():
        if _contracted(said.parts.core or said.parts.form, register.names[found.rows[i]]):
            table[i] = names.index("contraction")
    slips = np.flatnonzero(found.relation == SLIP)
    trade = said.parts.trade
    table[slips] = _each(
        register.trade[found.rows[slips]],
        lambda n: names.index("slip_sound" if _sounds(trade, register.trades[n]) else "slip"),
    )
    if said.style in ("full", "no_place", "line") and len(said.full) >= 6:
        close = np.abs(register.size[found.rows] - len(said.full)) <= 1
        for i in np.flatnonzero(close & (found.relation != EXACT))[:_MOST_COMPARED].tolist():
            name = canonical(register.names[found.rows[i]])
            if slip := one_slip(said.full, name):
                harmless = _sounds(*slip) or set("".join(slip)) <= _LEFT_OUT
                table[i] = names.index("one_slip_sound" if harmless else "one_slip")
    return table


def _contracted(core: str, name: str) -> bool:
    """Say whether a core begins with a usual contraction of words that the name holds (城投)."""
    return any(core.startswith(few) and many in name for few, many in contractions())


def one_slip(one: str, other: str) -> tuple[str, str] | None:
    """Return the differing characters of two names that one slip of the pen tells apart, or None.

    A slip is a character replaced, left out, added, or two neighbours exchanged.
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return None
    head = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))  # fmt: skip
    tail = 0
    while tail < min(len(one), len(other)) - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    a, b = one[head : len(one) - tail], other[head : len(other) - tail]
    if max(len(a), len(b)) == 1 or (len(a) == len(b) == 2 and a == b[::-1]):
        return a, b
    return None


def _sounds(one: str, other: str) -> bool:
    if not one or not other:
        return False
    from pypinyin import lazy_pinyin  # its tables take a third of a second, few texts need them

    return bool(lazy_pinyin(one) == lazy_pinyin(other))


def _place(said: Said, place: str, code: int) -> int:
    if not said.parts.place:
        return 0
    own, short = trimmed(str(code)) if code else "", stem(said.parts.place)
    if short and short in place:
        return 1
    if own and any(own.startswith(c) for c in said.codes) and said.style != "full":
        return 1 if own in said.codes and not place else 2
    # A registered name said in full begins with its own place and no wider or narrower one.
    inside = 3 if said.style == "full" else 2
    if own and any(c.startswith(own) for c in said.codes):
        return inside
    return inside if (place and stem(place) in said.parts.place) or inside == 3 else 4


def _lines(
    register: Register, said: Said, rows: NDArray[np.uint32], relation: NDArray[np.int8]
) -> Outcomes:
    """Return how lines agree; what one trade name has more than the other counts as line."""
    table = _each(register.line[rows], lambda n: _line(said.parts.line, register.lines[n]))
    table[relation == ABBREVIATION] = 0
    for i in np.flatnonzero((relation == SHORTER) | (relation == LONGER)).tolist():
        trade, line = (
            register.trades[register.trade[rows[i]]],
            register.lines[register.line[rows[i]]],
        )
        mine = said.parts.trade[len(trade) :] + said.parts.line
        table[i] = _line(mine, trade[len(said.parts.trade) :] + line)
    if said.style in (
        "full",
        "no_place",
    ):  # a part of a line is no short form where the form is full
        table[table == FIELDS["line"].index("part")] = FIELDS["line"].index("differs")
    return table


def _line(one: str, line: str) -> int:
    names = FIELDS["line"]
    if not one:
        return 0
    if not line:
        return names.index("none")
    if one == line:
        return names.index("equal")
    if one in line or line in one:
        return names.index("part")
    mine = section_of(one)
    return names.index("section" if mine and mine == section_of(line) else "other")


def _form(said: Said, form: str) -> int:
    if not said.parts.form:
        return 0
    if said.parts.form == form:
        return 1
    kind = kinds().get(form, "")
    if said.kind == kind:
        return 2 if said.generic else 3
    return 4 if kind in lexicon("company_parts")["near"].get(said.kind, ()) else 5


def _branch(said: Said, branch: str) -> int:
    if said.parts.branch == branch:
        return 1 if branch else 0
    return 3 if said.parts.branch else 2


def _near(context: Context, code: int) -> int:
    """Return the closest level at which a company's seat lies with a place of the context."""
    if not context.near or not code:
        return 0
    own = str(code)
    for outcome, size in ((1, 6), (2, 4), (3, 2)):
        if any(len(c) >= size and c[:size] == own[:size] for c in context.near):
            return outcome
    return 4


def _business(context: Context, code: int) -> int:
    if not context.sections or not code:
        return 0
    return 1 if chr(code) in context.sections else 2
