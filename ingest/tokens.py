"""Keyed tokens of ID numbers, so that numbers are compared without being kept (证件号令牌).

A full number has the token ``F:…`` and, for every way of masking that occurs in the case (a *signature*: the set of
shown places), the token ``M<signature>:…`` of what that mask would show. A masked number has the token of its own
signature. So "these two may be the same number" is an equality join. HMAC-SHA-256 cut to 96 bits.

A failing number has no such token. It has ``N:…`` for every good number that it may be a slip of
(`ingest.near_ids`), with the letters of that number's ``F:…``: it can be compared with good numbers alone, never with
another failing one, since placeholders repeat. Its tokens are sorted, so their order does not tell where the slip is.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.near_ids import neighbours
from ingest.resident_id import LENGTH, STAR, Ids

#: Bytes of a token: a chance collision among 10 million numbers has probability about 1e-15.
CUT = 12
_PLACES = 1 << np.arange(LENGTH, dtype=np.int64)

Signature = int


def signatures(ids: Ids) -> npt.NDArray[np.int64]:
    """Return the shown places of each number as an 18-bit mask, place 0 the lowest bit."""
    out: npt.NDArray[np.int64] = (ids.digits != STAR) @ _PLACES
    return out


def masks_of(ids: Ids) -> set[Signature]:
    """Return the signatures of the masked numbers."""
    return set(np.unique(signatures(ids)[ids.status == "masked"]).tolist())


def tokens(ids: Ids, key: bytes, masks: Iterable[Signature]) -> pa.Array:
    """Return the tokens of each number, list<string>; an empty list where it can be compared with none."""
    full = np.flatnonzero(ids.status == "full")
    own = signatures(ids)
    rows, made = [full], _tokens(ids.digits[full], key, "F:")
    for mask in sorted(masks):
        masked = np.flatnonzero((ids.status == "masked") & (own == mask))
        fitting = np.concatenate([full, masked])
        shown = [place for place in range(LENGTH) if mask >> place & 1]
        rows.append(fitting)
        made += _tokens(np.ascontiguousarray(ids.digits[fitting][:, shown]), key, f"M{mask:05x}:")
    failing, near = neighbours(ids)
    hashes = np.array(_tokens(near, key, "F:"), dtype="U18")
    order = np.lexsort((hashes, failing))
    rows.append(failing[order])
    made += ["N:" + token[2:] for token in hashes[order].tolist()]
    return _lists(np.concatenate(rows), pa.array(made, pa.string()), len(ids.status))


def _lists(rows: npt.NDArray[np.int64], values: pa.Array, n: int) -> pa.Array:
    """Return for each of `n` rows the list of its values, in the order in which they come."""
    order = np.argsort(rows, kind="stable")
    offsets = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=n), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), values.take(pa.array(order)))


def _tokens(digits: npt.NDArray[np.uint8], key: bytes, prefix: str) -> list[str]:
    width = digits.shape[1]
    joined, start = digits.tobytes(), prefix.encode()
    cells = (joined[n : n + width] for n in range(0, len(joined), width))
    made = _digests(key, (start + cell for cell in cells))
    # 12 bytes are exactly 16 letters of base64, so all tokens are encoded at once and cut apart.
    letters = urlsafe_b64encode(made).decode()
    return [prefix + letters[n : n + 16] for n in range(0, len(letters), 16)]


def _digests(key: bytes, messages: Iterable[bytes]) -> bytes:
    """Return the cut HMAC-SHA-256 of each message, one behind the other.

    The two hashes that have taken up the padded key (RFC 2104) are copied for each message: that takes half the time
    of the library's function, which begins with the key each time, and there are millions of numbers.
    """
    block = hashlib.sha256().block_size
    padded = (hashlib.sha256(key).digest() if len(key) > block else key).ljust(block, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
    made = bytearray()
    for message in messages:
        first, second = inner.copy(), outer.copy()
        first.update(message)
        second.update(first.digest())
        made += second.digest()[:CUT]
    return bytes(made)
