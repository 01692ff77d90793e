"""A text with every mention as one letter (去词汇化), made once; any part of it is a slice."""

from __future__ import annotations

from array import array
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

    def at(self, offset: int) -> int:
        """Return where an offset of the raw text lies; -1 inside a mention."""
        return self._places[offset]
