"""Names as clerks write them: homophones, other characters, traditional ones, one left out, masks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

from benchmarks.identity_names import CHARACTERS, Rng


def slips(
    rng: Rng, letters: NDArray[np.uint32], draw: NDArray[np.float64], rate: float
) -> NDArray[np.uint32]:
    """Return names with slips of the pen: so many of them as `rate` says; `draw` are their lots."""
    end = np.maximum((letters > 0).sum(axis=1) - 1, 1)
    rows = np.flatnonzero(draw < 0.35 * rate)  # a homophone
    at = np.searchsorted(_SORTED, letters[rows, end[rows]])
    place = _ORDER[np.minimum(at, len(_ORDER) - 1)]
    near = np.clip(place + rng.choice([-2, -1, 1, 2], len(rows)), 0, len(CHARACTERS) - 1)
    letters[rows, end[rows]] = CHARACTERS[near]
    rows = np.flatnonzero((draw >= 0.35 * rate) & (draw < 0.55 * rate))  # another character
    letters[rows, end[rows]] = rng.choice(CHARACTERS, len(rows))
    rows = np.flatnonzero((draw >= 0.55 * rate) & (draw < 0.85 * rate))  # traditional
    letters[rows] = _traditional(letters[rows])
    rows = np.flatnonzero((draw >= 0.85 * rate) & (draw < rate) & (end >= 2))  # one left out
    letters[rows, end[rows]] = 0
    rows = np.flatnonzero(draw > 1 - 0.2 * rate)  # 王某
    letters[rows, 1:] = 0
    letters[rows, 1] = ord("某")
    return letters


_ORDER = np.argsort(CHARACTERS)
_SORTED = CHARACTERS[_ORDER]


def _traditional(letters: NDArray[np.uint32]) -> NDArray[np.uint32]:
    used, code = np.unique(letters, return_inverse=True)
    convert = OpenCC("s2t").convert
    turned = [ord(t) if n and len(t := convert(chr(n))) == 1 else n for n in used.tolist()]
    result: NDArray[np.uint32] = np.array(turned, np.uint32)[code].reshape(letters.shape)
    return result
