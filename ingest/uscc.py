"""Unified social credit codes (统一社会信用代码, GB 32100-2015), checked many at a time.

18 characters of a 31-letter alphabet (no I, O, S, V, Z); the last is a check character, weights 3^i mod 31.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
WEIGHTS = np.array([pow(3, i, 31) for i in range(17)], dtype=np.int64)
_VALUE = np.full(256, -1, dtype=np.int64)
_VALUE[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(31)


def normalise(cells: pa.Array) -> pa.Array:
    """Return the cells in NFKC and upper case, without blanks, hyphens and Excel's apostrophe."""
    text = pc.utf8_upper(pc.utf8_normalize(cells, "NFKC"))
    return pc.replace_substring_regex(text, r"[\s\-'`]", "")


def check(cells: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the normalised codes (null where empty) and their status: valid, failing or other.

    `other` is what has not the shape of a code, such as a registration number of 15 digits.
    """
    text = normalise(cells)
    shaped = pc.fill_null(pc.match_substring_regex(text, r"^[0-9A-Z]{18}$"), False)
    flags = shaped.to_numpy(zero_copy_only=False)
    status = np.full(len(text), "other", dtype=object)
    status[flags] = np.where(_valid(matrix(text.filter(shaped))), "valid", "failing")
    empty = pc.equal(text, "")
    none = pa.scalar(None, pa.string())
    codes = pc.if_else(empty, none, text)
    return codes, pc.if_else(empty, none, pa.array(status, pa.string()))


def _valid(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    values = _VALUE[codes]
    digits = (values[:, 2:8] >= 0) & (values[:, 2:8] <= 9)
    # a row of noughts, a usual placeholder, has a right check character: no department, no region
    real = (values[:, 0] > 0) & (values[:, 2:8] > 0).any(axis=1)
    good = (values >= 0).all(axis=1) & digits.all(axis=1) & real
    out: npt.NDArray[np.bool_] = good & (values[:, 17] == check_value(values))
    return out


def check_value(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the value 0–30 of the check character of rows of at least 17 values."""
    out: npt.NDArray[np.int64] = (-(values[:, :17] @ WEIGHTS)) % 31
    return out


def matrix(text: pa.Array) -> npt.NDArray[np.uint8]:
    """Return ASCII strings of 18 characters as an (n, 18) array of bytes."""
    joined = "".join(text.to_pylist()).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(-1, LENGTH)
