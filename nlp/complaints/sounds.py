"""How a text sounds (读音), to see through slips of the input method: 登记 and 等级 are one here.

Pairs of sounds are compared where runs of four characters have too many slips, scans or words of a dialect in them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pypinyin import lazy_pinyin


class _Sounds(dict[str, int]):
    """A number for the sound of each character, learnt when it is first met."""

    def __missing__(self, character: str) -> int:
        found = lazy_pinyin(character)[0]
        number = int.from_bytes(found.encode()[:7], "big")
        self[character] = number
        return number


_SOUNDS = _Sounds()
_MIX = np.uint64(0x9E3779B97F4A7C15)


def sounds(text: str) -> npt.NDArray[np.uint64]:
    """Return the sound of every character as a number that is the same in every run."""
    return np.array([_SOUNDS[c] for c in text], dtype=np.uint64)


def sound_pairs(text: str) -> npt.NDArray[np.uint64]:
    """Return the sorted distinct hashes of all pairs of sounds of a normal form."""
    found = sounds(text)
    mixed = (found[:-1] * _MIX ^ (found[:-1] >> np.uint64(29))) * _MIX + found[1:]
    mixed = (mixed ^ (mixed >> np.uint64(31))) * _MIX
    return np.unique(mixed)
