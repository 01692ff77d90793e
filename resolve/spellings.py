"""Canonical names of whole columns: the functions of `resolve.names`, quick where nothing changes.

Nearly all names are plain simplified characters, whose canonical form is what they are. Which
characters those are is asked of the functions themselves, once a character; only other names go through them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.names import company_name, is_masked, is_person, person_name

Bools = NDArray[np.bool_]

#: Letters that no neighbour changes: 汉字 of the basic block, ASCII letters and digits.
_PERSON = r"^[\x{4e00}-\x{9fff}]{2,4}$"
_COMPANY = r"^[\x{4e00}-\x{9fff}0-9A-Z]{2,40}$"


def person_names(raw: pa.Array) -> pa.Table:
    """Return (raw, name, masked) of the distinct values: `person_name` and `is_masked` of each."""
    names, plain, letters = _canonical(raw, person_name, _PERSON)
    masked = np.zeros(len(raw), bool)
    hiding = np.array([is_masked(f"中{chr(code)}") for code in letters.values], bool)
    masked[plain] = letters.any_of(hiding)
    other = np.flatnonzero(~plain)
    masked[other] = [is_masked(name) for name in names.take(pa.array(other)).to_pylist()]
    return pa.table({"raw": raw, "name": names, "masked": masked})


def company_names(raw: pa.Array) -> pa.Array:
    """Return the `company_name` of each of the distinct values."""
    return _canonical(raw, company_name, _COMPANY)[0]


def natural(names: pa.Array) -> pa.Array:
    """Say of each canonical name whether it reads as a natural person's: `is_person` of each."""
    return pa.array([is_person(name) for name in names.to_pylist()], pa.bool_())


class _Letters:
    """The letters of n names as codes, blanks behind them, and the distinct ones."""

    def __init__(self, names: pa.Array) -> None:
        texts = np.array(names.to_pylist() or [""], dtype=np.str_)[: len(names)]
        width = max(texts.dtype.itemsize // 4, 1)
        self.codes = texts.view(np.uint32).reshape(len(texts), width)
        self.values = np.unique(self.codes[self.codes > 0])

    def any_of(self, chosen: Bools) -> Bools:
        """Say which names have one of the chosen distinct letters."""
        flag = np.zeros(int(self.values.max(initial=0)) + 1, bool)
        flag[self.values] = chosen
        return np.asarray(flag[self.codes].any(axis=1), bool)


def _canonical(
    raw: pa.Array, function: Callable[[str], str], form: str
) -> tuple[pa.Array, Bools, _Letters]:
    """Return the canonical names, which of them went unchanged, and the letters of those."""
    shaped = pc.match_substring_regex(raw, form).to_numpy(zero_copy_only=False).astype(bool)
    letters = _Letters(raw.filter(pa.array(shaped)))
    changing = np.array([function(chr(code)) != chr(code) for code in letters.values], bool)
    plain = shaped.copy()
    plain[shaped] = ~letters.any_of(changing)
    other = raw.filter(pa.array(~plain)).to_pylist()
    made = pa.array([function(name) for name in other], pa.string())
    names = pc.replace_with_mask(raw, pa.array(~plain), made)
    letters.codes = letters.codes[plain[shaped]]
    return names, plain, letters
