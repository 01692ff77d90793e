"""Complainants masked in the texts of the case, character by character, so offsets stay (举报人保护).

Root: 检举控告规则 47 and DP-13. What a row's cells say of its complainant is masked in that row. Across the case:

- a contact (telephone, mail, ID number) of any complainant is masked in every complaint;
- a name is masked in another row only where the text names its writer so (我叫…, 举报人…, a signature), or where the
  text is a near-identical copy of the complainant's own, for a namesake may be whom a complaint is about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick
import numpy as np
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from ingest.resident_numbers import FREE_TEXT, MASK
from ingest.self_naming import anonymous, names_writer
from ingest.self_told import told_of_writer

#: Headers whose cells speak of the complainant, beside the declared ones; their cells are masked in the text too.
_SPEAKS = re.compile(
    r"举报|信访人|投诉|联系|电话|手机|姓名|住址|地址|身份证|证件|邮箱|微信|QQ|complain|contact|phone|mail",
    re.IGNORECASE,
)
#: Of these, the ones that hold a name.
_NAMES = re.compile(r"complainant|姓名|(?:举报|信访|投诉|反映|来信|来访|来电|检举|控告)人$")
_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·]{1,7}")
#: A number or name shorter than this is masked in the text nowhere: it would hit by chance.
SHORTEST_NAME, SHORTEST_NUMBER, MOBILE = 2, 7, 11
_SEPARATORS = frozenset(" \t\r\n\u3000\u00a0-—–－·.()（）_+")
#: A run of characters in which a contact may stand.
_RUN = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ@＠ \t\u3000\u00a0\-—–－·.()（）_＿+＋]{7,}")
#: Full-width ASCII to its narrow form, capitals to small letters: one character for one.
_NARROW = {code + 0xFEE0: chr(code).lower() for code in range(0x21, 0x7F)} | {
    code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)
}
#: Copies: runs of four characters, Jaccard, or containment where the smaller is a letter of its own (science.md D5.4).
_SHINGLE, _JACCARD, _CONTAINED, _LETTER = 4, 0.60, 0.80, 40
#: From so many shingles on, one in eight tells whether two texts may be copies.
_SAMPLED = 160
_FACTORS = np.array([6364136223846793005, 3935559000370003845, 2691343689449507681, 1181783497276652981], dtype=np.uint64)  # fmt: skip
_UNSAID = re.compile(r"[\W_＊]+")

People = Sequence[Mapping[str, str]]


def mask_text(texts: pa.Array, people: People) -> pa.Array:
    """Mask in each text what its own row says of the complainant, and what he says of himself.

    Lengths do not change.
    """
    masked = [
        without_writer(_masked(text, _to_hide(cells))) if text else text
        for text, cells in zip(texts.to_pylist(), people, strict=True)
    ]
    return pa.array(masked, pa.string())


def without_writer(text: str) -> str:
    """Return a letter in which what its writer tells of himself is masked; the length does not change."""
    return _hidden(text, told_of_writer(text))


def mask_case(complaints: pa.Table, people: People) -> pa.Table:
    """Mask in every complaint the contacts of all complainants, and their names where the text is theirs.

    Parameters
    ----------
    complaints : table with title and text, n rows, masked by `mask_text` already
    people : what the cells of each row say of its complainant, n mappings of column to cell

    Returns
    -------
    pyarrow.Table
        The same table; lengths of texts do not change.
    """
    told = [_to_hide(cells) for cells in people]
    contacts = _automaton(piece for pieces in told for piece in pieces if _is_contact(piece))
    texts = {name: complaints[name].to_pylist() for name in FREE_TEXT}
    for column in texts.values():
        column[:] = [_without_contacts(text, contacts) if text else text for text in column]
    _Letters(texts["text"], [_names(cells) for cells in people]).mask(texts)
    for index, name in enumerate(complaints.schema.names):
        if name in FREE_TEXT:
            masked = pa.array(texts[name], pa.string())
            complaints = complaints.set_column(index, complaints.schema.field(name), masked)
    return complaints


def _is_contact(piece: str) -> bool:
    return piece.isascii() and (len(piece) >= SHORTEST_NUMBER or "@" in piece)


def _automaton(words: Iterable[str]) -> ahocorasick.Automaton | None:
    """Return the automaton that finds any of the words, None where there are none."""
    automaton = ahocorasick.Automaton()
    for word in sorted(set(words)):
        automaton.add_word(word, word)
    if len(automaton) == 0:
        return None
    automaton.make_automaton()
    return automaton


def _without_contacts(text: str, contacts: ahocorasick.Automaton | None) -> str:
    if contacts is None:
        return text
    spans = []
    for run in _RUN.finditer(text):
        squeezed, places = _squeezed(run[0])
        for last, piece in contacts.iter(squeezed):
            first = run.start() + places[last - len(piece) + 1]
            end = run.start() + places[last] + 1
            if len(piece) >= MOBILE or not _within_number(text, first, end):
                spans.append((first, end))
    return _hidden(text, spans)


def _within_number(text: str, first: int, end: int) -> bool:
    """Say whether a short number is only a part of a longer one."""
    return text[first - 1 : first].isdecimal() or text[end : end + 1].isdecimal()


@dataclass(slots=True)
class _Letters:
    """The texts of all complaints, and the names that each row's cells tell."""

    texts: list[str | None]
    names: list[list[str]]
    cut: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)
    sampled: dict[int, frozenset[int]] = field(default_factory=dict)

    def mask(self, columns: dict[str, list[str | None]]) -> None:
        """Mask the names in place: where a text names its writer, and in copies."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, names in enumerate(self.names):
            for name in names:
                rows[name].append(row)
        finder = _automaton(rows)
        if finder is None:
            return
        copied: dict[int, set[str]] = defaultdict(set)
        for row in range(len(self.texts)):
            said = "\n".join(column[row] or "" for column in columns.values())
            found = {name for _, name in finder.iter(said)}
            copied[row] |= {name for name in sorted(found) if self._copies(row, name, rows[name])}
        for column in columns.values():
            for row, text in enumerate(column):
                if text:
                    column[row] = self._masked(text, finder, sorted(copied[row]))

    def _masked(self, text: str, finder: ahocorasick.Automaton, copied: list[str]) -> str:
        spans = [(last - len(name) + 1, last + 1) for last, name in finder.iter(text)]
        own = [span for span in spans if names_writer(text, *span)]
        return _masked(_hidden(text, own), copied)

    def _copies(self, row: int, name: str, rows: list[int]) -> bool:
        """Say whether a text is a copy of a text whose cells name its writer so."""
        mine = self._sample(row)
        return any(
            other != row
            and not mine.isdisjoint(self._sample(other))
            and _alike(self._shingles(row, name), self._shingles(other, name))
            for other in rows
        )

    def _sample(self, row: int) -> frozenset[int]:
        if row not in self.sampled:
            self.sampled[row] = _sample(self.texts[row] or "")
        return self.sampled[row]

    def _shingles(self, row: int, name: str) -> frozenset[str]:
        key = (row, name)
        if key not in self.cut:
            said = _UNSAID.sub("", (self.texts[row] or "").replace(name, MASK))
            last = max(1, len(said) - _SHINGLE + 1)
            self.cut[key] = frozenset(said[at : at + _SHINGLE] for at in range(last))
        return self.cut[key]


def _sample(text: str) -> frozenset[int]:
    """Return hashes of a text's shingles, of a long text one in eight: copies have some in common."""
    said = _UNSAID.sub("", text)
    codes = np.frombuffer(said.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _SHINGLE:
        return frozenset(codes.tolist())
    runs = sliding_window_view(codes, _SHINGLE)
    mixed = (runs * _FACTORS).sum(axis=1, dtype=np.uint64)  # wraps around
    mixed ^= mixed >> np.uint64(29)
    long = len(mixed) >= _SAMPLED
    return frozenset((mixed[mixed % np.uint64(8) == 0] if long else mixed).tolist())


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    smaller, larger = sorted((len(a), len(b)))
    if smaller < _JACCARD * larger and smaller < _LETTER:
        return False
    common = len(a & b)
    contained = smaller >= _LETTER and common >= _CONTAINED * smaller
    return contained or common >= _JACCARD * (smaller + larger - common)


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    hidden = list(text)
    for first, end in spans:
        hidden[first:end] = MASK * (end - first)
    return "".join(hidden)


def _masked(text: str, pieces: Sequence[str]) -> str:
    """Mask every piece wherever it stands in the text, with any separators between its characters."""
    if not pieces:
        return text
    squeezed, places = _squeezed(text)
    spans = []
    for piece in pieces:
        start = squeezed.find(piece)
        while start >= 0:
            spans.append((places[start], places[start + len(piece) - 1] + 1))
            start = squeezed.find(piece, start + 1)
    return _hidden(text, spans)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text as it is searched, narrow, lower case, without separators, and where each character stood."""
    kept = [(n, c) for n, c in enumerate(text.translate(_NARROW)) if c not in _SEPARATORS]
    return "".join(c for _, c in kept), [n for n, _ in kept]


def _to_hide(cells: Mapping[str, str]) -> list[str]:
    """Return what to look for: each name, number and address that the cells say of the complainant."""
    found: set[str] = set()
    for column, cell in cells.items():
        if column in ("complainant", "contact") or _SPEAKS.search(column):
            found |= {_squeezed(piece)[0] for piece in _pieces(cell)}
    return sorted(piece for piece in found if len(piece) >= SHORTEST_NAME)


def _names(cells: Mapping[str, str]) -> list[str]:
    """Return the names among what the cells say of the complainant."""
    pieces = {
        piece for column, cell in cells.items() if _NAMES.search(column) for piece in _pieces(cell)
    }
    return sorted(piece for piece in pieces if _NAME.fullmatch(piece))


def _pieces(cell: str) -> Iterator[str]:
    """Yield the cell, its parts between separators, and its numbers without their separators."""
    for piece in [cell, *re.split(r"[;；,，、/|\n()（）:：]|\s{1,}", cell)]:
        piece = piece.strip()
        long_enough = SHORTEST_NUMBER if piece.isascii() else SHORTEST_NAME
        if (len(piece) >= long_enough or "@" in piece) and piece not in anonymous():
            yield piece
    for number in re.findall(r"\+?\d[\d\s\-—–.()（）]{5,}\d[Xx]?", cell):
        digits = re.sub(r"\D", "", number)
        if len(digits) >= SHORTEST_NUMBER:
            yield digits
            yield digits.removeprefix("0086").removeprefix("86")
