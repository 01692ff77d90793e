"""Which registered companies a mention can mean at all (候选检索): by name, trade name, slip, abbreviation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.linking.company_names import CompanyName, contractions, kinds
from nlp.linking.regions import stem
from nlp.linking.register import LONGEST_SLIPPED, Register, Rows, slip_keys
from nlp.linking.spelling import canonical

#: How a row was found; the order is that of the codes in `Found.relation`.
EXACT, SAME, SHORTER, LONGER, SLIP, ABBREVIATION = range(6)
#: A trade name longer than this is telling enough to be looked for with a slip and without a line.
_ALONE = 4
_MOST_TRADES, _MOST_ROWS = 300, 60_000
_NO_ROWS = np.empty(0, dtype=np.uint32)


class Found(NamedTuple):
    """Rows of the register and how each was found."""

    rows: Rows
    relation: NDArray[np.int8]


def candidates(register: Register, said: CompanyName, full: str) -> Found:
    """Return the rows that a mention can mean.

    Parameters
    ----------
    said : the parts of the mention
    full : its canonical spelling
    """
    if not register.names:
        return _joined([])
    whole = register.by_full.of(hash(full)).tolist()
    exact = [row for row in whole if canonical(register.names[row]) == full]
    parts: list[tuple[Rows, int]] = [(np.array(exact, dtype=np.uint32), EXACT)]
    if exact and said.place:
        return _joined(parts)  # a name that says no place may be a short form of another one
    if len(said.trade) >= 2:
        parts += [(register.of_trade(trade), SAME) for trade in _spellings(said)]
        parts += [(register.of_trade(said.trade[:n]), SHORTER) for n in range(2, len(said.trade))]
        parts += [(rows, LONGER) for rows in _longer(register, said.trade)]
    parts.append((_abbreviated(register, said), ABBREVIATION))
    if len(said.trade) >= 2:
        parts.append((_slips(register, said), SLIP))
    return _joined(parts)


def _joined(parts: list[tuple[Rows, int]]) -> Found:
    """Return all rows once, each as it was found first."""
    rows = np.concatenate([rows for rows, _ in parts] or [_NO_ROWS])
    relation = np.concatenate(
        [np.full(len(rows), how, dtype=np.int8) for rows, how in parts] or [np.empty(0, np.int8)]
    )
    kept, first = np.unique(rows, return_index=True)
    return Found(kept[:_MOST_ROWS], relation[first][:_MOST_ROWS])


def _spellings(said: CompanyName) -> list[str]:
    """Return the trade names that a mention can speak of: a place without ending may be part of one."""
    joined = stem(said.place) + said.trade if said.place else ""
    return [trade for trade in (said.trade, joined, said.core if said.line else "") if trade]


def _longer(register: Register, trade: str) -> Iterator[Rows]:
    for longer in register.trades_from(trade, _MOST_TRADES):
        yield register.of_trade(longer)


def _slips(register: Register, said: CompanyName) -> Rows:
    """Return rows whose trade name differs in one character and whose line, or form, is the one said."""
    plain = kinds().get(said.form) in (None, "company", "group")
    wanted = said.line or ("" if plain else said.form)
    size = len(said.trade)
    if not 2 <= size <= LONGEST_SLIPPED or not (wanted or size > _ALONE):
        return _NO_ROWS
    numbers = np.concatenate([register.by_slip.of(key) for key in slip_keys(said.trade)])
    found = [register.by_trade.of(n) for n in np.unique(numbers).tolist()]
    rows = np.concatenate([*found, _NO_ROWS])
    if not wanted:
        return rows
    field, strings = (
        (register.line, register.lines) if said.line else (register.form, register.forms)
    )
    same = [n for n in np.unique(field[rows]).tolist() if _meet(wanted, strings[n])]
    return rows[np.isin(field[rows], same)]


def _meet(said: str, registered: str) -> bool:
    return bool(said) and bool(registered) and (said in registered or registered in said)


def _abbreviated(register: Register, said: CompanyName) -> Rows:
    """Return long names of which the mention keeps a few characters in order (中建三局)."""
    core = (
        said.core if kinds().get(said.form) in ("company", "group", None) else said.core + said.form
    )
    core = core or said.form
    if not 2 <= len(core) <= 6 or not all("一" <= c <= "鿿" for c in core):
        return _NO_ROWS
    rows = [r for r in _holding(register, core) if _keeps(core, register, r)]
    for few, many in contractions():
        if core.startswith(few):
            rows += [r for r in _holding(register, many) if many in canonical(register.names[r])]
    return np.array(sorted(set(rows)), dtype=np.uint32)


def _holding(register: Register, characters: str) -> list[int]:
    """Return the long names that hold all of some characters."""
    lists = [register.by_character.get(c, _NO_ROWS) for c in sorted(set(characters))]
    lists.sort(key=len)
    rows = lists[0]
    for other in lists[1:]:
        rows = rows[np.isin(rows, other, assume_unique=True)] if len(rows) else rows
    found: list[int] = rows.tolist()
    return found


def _keeps(core: str, register: Register, row: int) -> bool:
    """Say whether a core's characters stand in a name in order, the first one at its beginning."""
    name = canonical(register.names[row])
    place = register.places[register.place[row]]
    starts = {0, len(place) if name.startswith(place) else 0}
    return any(name.startswith(core[0], at) and _in_order(core, name[at:]) for at in sorted(starts))


def _in_order(few: str, many: str) -> bool:
    rest = iter(many)
    return all(character in rest for character in few)
