"""A text with every mention as one letter (去词汇化), made once; any part of it is a slice."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence

from nlp.spans import Mention

#: One letter a label: so nothing is learnt about a name.
LETTERS = {
    "PERSON": "Ｐ", "COMPANY": "Ｃ", "GOV": "Ｇ", "POST": "Ｏ", "LOCATION": "Ｌ", "DATE": "Ｄ",
    "MONEY": "Ｍ", "SHARE": "Ｓ", "ID": "Ｉ", "PHONE": "Ｔ", "KINSHIP": "Ｋ",
}  # fmt: skip


class Folded:
    """The folded text, and where an offset of the raw text lies in it."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        pieces: list[str] = []
        places = array("q")
        at = size = 0
        for mention in mentions:
            plain = text[at : mention.start]
            pieces += [plain, LETTERS[mention.label]]
            places.extend(range(size, size + len(plain) + 1))
            places.extend([-1] * (mention.end - mention.start - 1))
            size += len(plain) + 1
            at = mention.end
        pieces.append(text[at:])
        places.extend(range(size, size + len(text) - at + 1))
        self.text = "".join(pieces)
        self._places = places
        self._raw, self._mentions = text, mentions
        self._starts = [m.start for m in mentions]

    def at(self, offset: int) -> int:
        """Return where an offset of the raw text lies; -1 inside a mention."""
        return self._places[offset]

    def part(self, start: int, end: int) -> str:
        """Return what stands between two offsets of the raw text; a mention that is cut stays as it is."""
        first, last = self._places[start], self._places[end]
        if first >= 0 and last >= 0:
            return self.text[first:last]
        parts, at = [], start
        inside = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for mention in self._mentions[slice(*inside)]:
            if mention.start >= at and mention.end <= end:
                parts.append(self._raw[at : mention.start])
                parts.append(LETTERS[mention.label])
                at = mention.end
        parts.append(self._raw[at:end])
        return "".join(parts)
