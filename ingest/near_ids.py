"""Which good ID numbers a failing one may have been (一字之差): one character wrong, left out, or two exchanged.

The check character (ISO 7064 MOD 11-2) tells for each place what would have to stand there, so a failing number
has at most one such neighbour a place. None of them is kept: `ingest.tokens` keeps their hashes alone.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.resident_id import LENGTH, WEIGHTS, ZERO, Bytes, Ids, X, check_character, plausible

_INVERSE = np.array([pow(int(weight), -1, 11) for weight in WEIGHTS])
_Found = list[tuple[npt.NDArray[np.int64], Bytes]]
#: The sum of weighted digits, modulo 11, that each check character asks for.
_ASKED = {ord(character): total for total, character in enumerate("10X98765432")}


def neighbours(ids: Ids) -> tuple[npt.NDArray[np.int64], Bytes]:
    """Return (row, number) of the good numbers that each failing one is a slip away from; (n,) and (n, 18).

    Rows come in order, each with its neighbours once. Masked numbers have none.
    """
    rows = np.flatnonzero(ids.status == "failing")
    written = ids.digits[rows]
    whole = _numeric(written[:, :17]) & (_numeric(written[:, 17:]) | (written[:, 17] == X))
    short = _numeric(written[:, :16]) & (written[:, 17] == 0) & (written[:, 16] >= ZERO)
    found = [*_replaced(rows[whole], written[whole]), *_exchanged(rows[whole], written[whole]),
             *_put_in(rows[short], written[short])]  # fmt: skip
    row, number = (np.concatenate(parts) for parts in zip(*found, strict=True))
    kept = plausible(number)
    kept[kept] &= check_character(number[kept]) == number[kept, 17]
    once = np.column_stack([row[kept], _folded(number[kept])])
    chosen = np.flatnonzero(kept)[np.unique(once, axis=0, return_index=True)[1]]
    return row[chosen], number[chosen]


def _numeric(digits: Bytes) -> npt.NDArray[np.bool_]:
    out: npt.NDArray[np.bool_] = np.all((digits >= ZERO) & (digits < ZERO + 10), axis=1)
    return out


def _replaced(rows: npt.NDArray[np.int64], written: Bytes) -> _Found:
    """Put into each place the character that the check asks for."""
    return [(rows, _solved(written, place)) for place in range(LENGTH)]


def _exchanged(rows: npt.NDArray[np.int64], written: Bytes) -> _Found:
    """Exchange each two neighbouring digits."""
    found: _Found = []
    for place in range(LENGTH - 1):
        other = written.copy()
        other[:, [place, place + 1]] = written[:, [place + 1, place]]
        digits = _numeric(other[:, :17])
        found.append((rows[digits], other[digits]))
    return found


def _put_in(rows: npt.NDArray[np.int64], written: Bytes) -> _Found:
    """Put a character before each of 17, or behind them."""
    found: _Found = []
    for place in range(LENGTH):
        wide = np.full((len(rows), LENGTH), ZERO, dtype=np.uint8)
        wide[:, np.arange(LENGTH) != place] = written[:, :17]
        digits = _numeric(wide[:, :17])
        found.append((rows[digits], _solved(wide[digits], place)))
    return found


def _solved(written: Bytes, place: int) -> Bytes:
    """Return the numbers with what the check asks for in one place; zeros where no digit would do."""
    out = written.copy()
    if place == LENGTH - 1:
        out[:, place] = check_character(written)
        return out
    asked = np.array([_ASKED[character] for character in written[:, 17].tolist()], dtype=np.int64)
    values = written[:, :17].astype(np.int64) - ZERO
    values[:, place] = 0
    digit = (asked - values @ WEIGHTS) * _INVERSE[place] % 11
    out[:, place] = digit + ZERO
    out[digit == 10] = ZERO
    return out


def _folded(number: Bytes) -> npt.NDArray[np.int64]:
    """Return each number as a whole number to base 11, X as 10."""
    values = np.where(number == X, 10, number.astype(np.int64) - ZERO)
    out: npt.NDArray[np.int64] = values @ (11 ** np.arange(LENGTH, dtype=np.int64))
    return out
