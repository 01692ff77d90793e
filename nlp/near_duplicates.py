"""Near duplicates among complaints (重复件): one voice, however often it is sent.

science.md D5.4: texts in a normal form (NFKC, simplified characters, no greeting), shingles of four
characters, MinHash of 128 values in 32 bands of 4 rows for candidates, then the exact measure:
Jaccard ≥ 0.60, or containment of the smaller in the larger ≥ 0.80. A text is compared for what it
says; nothing here looks at who wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations, pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

JACCARD, CONTAINMENT = 0.60, 0.80
SHINGLE, BANDS, ROWS = 4, 32, 4
_PRIME = (1 << 61) - 1
_GREETING = re.compile(
    r"^(?:尊敬的[^，,：:。！!]{0,12}|[^，,：:。！!]{0,6}(?:领导|同志|您好|你好))(?:您好|你好|们)?[，,：:。！!\s]*"
)
_FAREWELL = re.compile(r"(?:此致敬礼|谢谢|望领导重视|盼复|敬请回复|感谢)[！!。.，,\s]*$")
_NOISE = re.compile(r"[^0-9a-z一-鿿㐀-䶿]+")

Shingles = npt.NDArray[np.uint64]


@cache
def _simplifier() -> Any:
    return OpenCC("t2s")


def normal_form(text: str) -> str:
    """Return a text as it is compared: NFKC, simplified, lower case, no greeting, no punctuation."""
    plain = _simplifier().convert(unicodedata.normalize("NFKC", text)).lower().strip()
    plain = _FAREWELL.sub("", _GREETING.sub("", plain))
    return _NOISE.sub("", plain)


def shingles(text: str) -> Shingles:
    """Return the sorted distinct hashes of all runs of four characters of a normal form."""
    runs = {text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))} - {""}
    return np.array(sorted({crc32(run.encode()) for run in runs}), dtype=np.uint64)


def alike(a: Shingles, b: Shingles) -> bool:
    """Say whether two texts are near duplicates by the exact measure."""
    smaller = min(len(a), len(b))
    if smaller == 0:
        return len(a) == len(b)
    common = len(np.intersect1d(a, b, assume_unique=True))
    jaccard = common / (len(a) + len(b) - common)
    return bool(jaccard >= JACCARD or common / smaller >= CONTAINMENT)


def signature(values: Shingles) -> Shingles:
    """Return the MinHash signature (128 values) of a set of shingles."""
    generator = np.random.default_rng(20220820)  # a fixed family of hash functions
    factor = generator.integers(1, 2**32, BANDS * ROWS, dtype=np.uint64)
    shift = generator.integers(0, 2**32, BANDS * ROWS, dtype=np.uint64)
    if len(values) == 0:
        return np.zeros(BANDS * ROWS, dtype=np.uint64)
    hashed = (values[:, None] * factor[None, :] + shift[None, :]) % np.uint64(_PRIME)
    smallest: Shingles = hashed.min(axis=0)
    return smallest


def group(texts: Sequence[str]) -> list[list[int]]:
    """Return the groups of near duplicates as sorted lists of positions, in order of the first.

    Groups are the connected components of the pairs that the exact measure accepts.
    """
    sets = [shingles(normal_form(text)) for text in texts]
    parent = list(range(len(texts)))
    for a, b in sorted(_candidates([signature(values) for values in sets])):
        if _root(parent, a) != _root(parent, b) and alike(sets[a], sets[b]):
            first, second = sorted((_root(parent, a), _root(parent, b)))
            parent[second] = first
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(texts)):
        groups[_root(parent, i)].append(i)
    return [groups[root] for root in sorted(groups)]


def _candidates(signatures: Sequence[Shingles]) -> Iterable[tuple[int, int]]:
    """Return the pairs that share at least one band; a crowded band is chained, not squared."""
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for i, values in enumerate(signatures):
        for band in range(BANDS):
            buckets[band, values[band * ROWS : (band + 1) * ROWS].tobytes()].append(i)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        pairs.update(combinations(members, 2) if len(members) <= 64 else pairwise(members))
    return pairs


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i
