"""What a day says of an edge: it holds then (certain), may hold (possible), does not (impossible).

Intervals are half-open ``[from, to)`` with the precision of their sources (`ingest.dates`). A match
of identities and an inferred tie have no time of their own. What happens once (an award, an
administrative act) stands from its day on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.dates import DAY_MAX, DAY_MIN, Overlap, Span, day_bounds, day_number, overlap

Days = npt.NDArray[np.int32]
#: Edges that have no time of their own, and those that happen on a day.
TIMELESS = frozenset({"SAME_AS", "INFERRED"})
EVENTS = frozenset({"PROCURED", "ACTED", "WON", "GOT"})
ALWAYS = Span(DAY_MIN, DAY_MIN, DAY_MAX, DAY_MAX)


def spans(valid_from: pa.Array, valid_to: pa.Array) -> tuple[Days, Days, Days, Days]:
    """Return the four bounds of many intervals, as `ingest.dates.span` gives them for one."""
    from_lo, from_hi = _bounds(valid_from, DAY_MIN, DAY_MAX)
    to_lo, to_hi = _bounds(valid_to, DAY_MAX, DAY_MAX)
    unknown = np.asarray(valid_from.is_null())
    from_hi = np.where(unknown, np.minimum(from_hi, to_hi), from_hi).astype(np.int32)
    return from_lo, from_hi, to_lo, to_hi


def on_day(span: Span, day: int) -> Overlap:
    """Say whether an interval certainly, possibly or impossibly holds on a day."""
    return overlap(span, Span(day, day, day + 1, day + 1))


def _bounds(dates: pa.Array, lowest: int, highest: int) -> tuple[Days, Days]:
    """Return first and last day of each partial date; the given bounds where there is none."""
    coded = dates.dictionary_encode()
    known = [_days(text) for text in coded.dictionary.to_pylist()]
    numbers = np.asarray(coded.indices.fill_null(len(known)))
    table = np.array([*known, (lowest, highest)], dtype=np.int32)
    found: Days = table[numbers]
    return found[:, 0].copy(), found[:, 1].copy()


def _days(text: str) -> tuple[int, int]:
    first, after = day_bounds(text)
    return day_number(first), day_number(after) - 1


def day_of(text: str) -> int | None:
    """Return the number of a day written in full (``2021-03-05``); None for anything else."""
    return _or_none(lambda: _days(text)[0] if len(text) == len("2021-03-05") else None)


def _or_none(ask: Callable[[], int | None]) -> int | None:
    try:
        return ask()
    except ValueError:
        return None
