"""Resident ID numbers (公民身份号码, GB 11643-1999), full and masked, checked many at a time.

An 18-character number is 6 digits of region, 8 of birth, 3 of sequence (odd for men) and a check character by
ISO 7064 MOD 11-2; a 15-digit one (before 1999) lacks the century and the check character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.forms import forms

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

LENGTH = 18
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
STAR, ZERO, NINE, X = ord("*"), ord("0"), ord("9"), ord("X")
#: A masked number must show so many characters to say anything.
LEAST_SHOWN = 4
_MONTH_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True, slots=True)
class Ids:
    """Checked numbers: `digits` is (n, 18) ASCII, ``*`` where hidden; zeros where `status` is other.

    A failing number of 17 characters, one of them left out, stands at the left with a zero behind it.
    """

    digits: Bytes
    status: npt.NDArray[np.object_]  # full, masked, failing, other, or None for an empty cell


def normalise(cells: pa.Array) -> pa.Array:
    """Return the cells in NFKC and upper case without blanks, hyphens and Excel's apostrophe; masks as ``*``."""
    text = pc.utf8_upper(pc.utf8_normalize(cells, "NFKC"))
    text = pc.replace_substring_regex(text, r"[\s\-'`,，]", "")
    marks = "".join(re.escape(mark) for mark in forms().mask)
    text = pc.replace_substring_regex(text, f"[{marks}]", "*")
    # An X inside a number hides a digit; at the end it is a check character.
    inner = pc.match_substring_regex(text, r"^[0-9*]+X+[0-9X*]*[0-9X*]$")
    hidden = pc.replace_substring_regex(text, r"X([0-9X*])", r"*\1")
    hidden = pc.replace_substring_regex(hidden, r"X([0-9X*])", r"*\1")
    return pc.if_else(inner, hidden, text)


def check(cells: pa.Array) -> Ids:
    """Return the status and the aligned digits of ID cells; shape (n,) in, (n,) and (n, 18) out."""
    text = align(normalise(cells))
    n = len(text)
    digits = np.zeros((n, LENGTH), dtype=np.uint8)
    status = np.full(n, "other", dtype=object)
    status[_np(pc.equal(text, ""))] = None
    shaped = _np(pc.match_substring_regex(text, r"^[0-9*]{17}[0-9X*]$"))
    digits[shaped] = _matrix(text.filter(pa.array(shaped)))
    hidden = (digits == STAR).any(axis=1)
    shown = (digits != STAR).sum(axis=1)
    sound = shaped & plausible(digits)
    full = sound & ~hidden
    full[full] &= check_character(digits[full]) == digits[full, 17]
    status[shaped] = "failing"
    status[full] = "full"
    status[sound & hidden] = "masked"
    status[shaped & hidden & (shown < LEAST_SHOWN)] = "other"
    status[
        _np(
            pc.match_substring_regex(
                text, r"^([0-9]\.[0-9]+E\+1[0-9]|[0-9]{16}[0-9X]|[0-9]{16}|[0-9]{15})$"
            )
        )
        & ~full
    ] = "failing"
    short = _np(pc.match_substring_regex(text, r"^[0-9]{16}[0-9X]$"))
    digits[short] = _matrix(pc.ascii_rpad(text.filter(pa.array(short)), LENGTH, "\0"))
    return Ids(digits, status)


def align(text: pa.Array) -> pa.Array:
    """Return normalised numbers with 15-digit ones and unaligned masks brought to 18 characters."""
    old = pc.match_substring_regex(text, r"^[0-9*]{15}$")
    if pc.any(old).as_py():
        wide = pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(text, 0, 6), "19", pc.utf8_slice_codeunits(text, 6, 15), "*", ""
        )
        masked = pc.match_substring(text, "*")
        whole = pc.and_(old, pc.invert(masked))
        completed = _completed(wide, _np(whole))
        text = pc.if_else(old, completed, text)
    short = pc.match_substring_regex(text, r"^[0-9]{2,}\*+[0-9]{1,}[0-9X]$|^[0-9]{4,}\*+$")
    loose = pc.and_(short, pc.not_equal(pc.utf8_length(text), LENGTH))
    if pc.any(loose).as_py():
        text = pa.array(
            [
                _stretch(t) if odd else t
                for t, odd in zip(text.to_pylist(), loose.to_pylist(), strict=True)
            ],
            pa.string(),
        )
    return text


def _stretch(text: str) -> str:
    """Give a number whose one run of stars is too short or too long the stars that make it 18."""
    head, tail = text[: text.index("*")], text[text.rindex("*") + 1 :]
    stars = LENGTH - len(head) - len(tail)
    return head + "*" * stars + tail if stars > 0 else text


def _completed(wide: pa.Array, whole: Flags) -> pa.Array:
    """Put the check character to the numbers made from whole 15-digit ones."""
    if not whole.any():
        return wide
    matrix = _matrix(wide.filter(pa.array(whole)))
    matrix[:, 17] = check_character(matrix)
    out = np.array(wide.to_pylist(), dtype=object)
    out[whole] = [row.tobytes().decode("ascii") for row in matrix]
    return pa.array(out, pa.string())


def check_character(digits: Bytes) -> Bytes:
    """Return the check character of the first 17 digits of each row; ISO 7064 MOD 11-2."""
    total = (digits[:, :17].astype(np.int64) - ZERO) @ WEIGHTS
    out: Bytes = CHECK[total % 11]
    return out


def plausible(digits: Bytes) -> Flags:
    """Say whether province and birth date can be, as far as they are shown."""
    values = digits.astype(np.int64) - ZERO
    hidden = digits == STAR
    province = values[:, 0] * 10 + values[:, 1]
    good = np.isin(province, sorted(forms().provinces)) | hidden[:, :2].any(axis=1)
    good |= (digits[:, 0] == NINE) & np.isin(
        values[:, 1] * 10 + values[:, 2], sorted(forms().provinces)
    )
    year = values[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = values[:, 10] * 10 + values[:, 11]
    day = values[:, 12] * 10 + values[:, 13]
    no_year, no_month, no_day = (
        hidden[:, a:b].any(axis=1) for a, b in ((6, 10), (10, 12), (12, 14))
    )
    good &= no_year | ((year >= 1880) & (year <= 2100))
    good &= no_month | ((month >= 1) & (month <= 12))
    longest = np.where(
        no_month | (month < 1) | (month > 12), 31, _MONTH_DAYS[np.clip(month, 0, 12)]
    )
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = np.where((month == 2) & ~no_month & ~no_year & ~leap, 28, longest)
    out: Flags = good & (no_day | ((day >= 1) & (day <= longest)))
    return out


def facts(ids: Ids) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return birth date, sex (男, 女) and region of full and masked numbers, each as far as shown.

    A failing number tells its date of birth alone, where that can be one; it is in doubt.
    """
    doubtful = ids.status == "failing"
    written = ids.digits[doubtful]
    doubtful[doubtful] = plausible(written) & (written >= ZERO).all(axis=1)
    sound = (ids.status == "full") | (ids.status == "masked")
    text = _text(ids, sound | doubtful)
    year, month, day = (
        pc.utf8_slice_codeunits(text, a, b) for a, b in ((6, 10), (10, 12), (12, 14))
    )
    has = [pc.match_substring_regex(part, r"^[0-9]+$") for part in (year, month, day)]
    by_month = pc.binary_join_element_wise(year, month, "-")
    by_day = pc.binary_join_element_wise(year, month, day, "-")
    none = pa.scalar(None, pa.string())
    month_too = pc.and_(has[0], has[1])
    born = pc.if_else(has[0], year, none)
    born = pc.if_else(month_too, by_month, born)
    born = pc.if_else(pc.and_(month_too, has[2]), by_day, born)
    text = _text(ids, sound)
    digit = pc.utf8_slice_codeunits(text, 16, 17)
    odd = pc.is_in(digit, pa.array(list("13579")))
    even = pc.is_in(digit, pa.array(list("02468")))
    sex = pc.if_else(odd, "男", pc.if_else(even, "女", none))
    region = pc.utf8_slice_codeunits(text, 0, 6)
    region = pc.if_else(pc.match_substring_regex(region, r"^[0-8][0-9]{5}$"), region, none)
    return born, sex, region


def _text(ids: Ids, shown: Flags) -> pa.Array:
    """Return the digits as strings of 18 characters, blanks where the number is not to be shown."""
    digits = np.where(shown[:, None], ids.digits, np.uint8(ord(" ")))
    offsets = np.arange(0, digits.size + 1, LENGTH, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(digits.tobytes())]
    return pa.Array.from_buffers(pa.string(), len(shown), buffers)


def _matrix(text: pa.Array) -> Bytes:
    """Return ASCII strings of 18 characters as an (n, 18) array of bytes."""
    joined = "".join(text.to_pylist()).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(text), LENGTH).copy()


def _np(flags: pa.Array) -> Flags:
    out: Flags = np.asarray(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), dtype=bool)
    return out
