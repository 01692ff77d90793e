"""Companies (企业): by legal form, as redacted names, from coordination lists, and by line of business."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.automaton import Automaton
from nlp.places import Places, places_of
from nlp.resources import alternation, lexicon, words
from nlp.segment import Word, words_of
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_companies"
_MAX_WORDS = 9
#: What a redacted name of a firm does not hold between 某 and its form.
_NOT_INSIDE = "的和与在了是有向给为被将把到从由及并等至对以扰乱收受送持有占入担任控制帮助通过经先后又曾还其他她我你村县市镇局"
#: Nor are these the first of a masked trade name (收到某水泥公司).
_NOT_MASKED = "到收去找任至称让请原系称该此各某后前内用借欠拿开办包"
#: 常州锂源、高德红外等一批…企业: every item of the list is a company.
_LIST = re.compile(
    r"((?:[一-鿿A-Za-z0-9（）]{2,12}、)+[一-鿿A-Za-z0-9（）]{2,12})等[^，,。；;！？\n等]{0,24}?(?:企业|公司|集团|厂家|厂商)"
)
_REDACTED = re.compile(
    r"(?:[A-ZＡ-Ｚ](?![a-z])|[甲乙丙丁戊](?!方)|某[某甲乙丙丁A-Z]?)"
    r"(?:(?!某)[一-鿿]){0,5}?(?:有限责任公司|股份有限公司|有限公司|集团公司|分公司|公司|集团|(?<=[某A-Z])企业|(?:集体|私营|国有|民营)企业|银行|支行|厂|合作社|酒店|商行|事务所)"
)
#: How many there are is no part of a name (三家企业).
_COUNTED = re.compile(r"[0-9一二三四五六七八九十两几数多这那某]+(?:家|个|名|间)")

#: A former name in brackets, or whatever stands in brackets before a name.
_FORMER = re.compile(r"[（(]原[^（）()]*[）)]|(?<![一-鿿A-Za-z0-9])[（(][^（）()]*[）)]")


class CompanyFinder:
    """The patterns of companies, made from the lexicon."""

    def __init__(self, data: dict[str, Any]) -> None:
        forms = words(data["forms"])
        closed = alternation(form for form in forms if form.endswith(("）", ")")))
        self.forms = re.compile(
            rf"{closed}|(?:{alternation(forms)})(?!{'|'.join(words(data['form_not_before']))})"
        )
        inner = alternation(words(data["inner"]))
        self.inner = re.compile(rf"(?:[一-鿿]{{0,6}}?(?:{inner}))(?!书记|主任)")
        self.bare = frozenset(words(data["bare_before"]))
        self.stop = frozenset(words(data["stop"]))
        self.not_first = frozenset(words(data["not_first"]))
        self.trade_chars = frozenset(words(data["trade_chars"]))
        self.lines = frozenset(words(data["lines"]))
        self.strong = frozenset(words(data["strong_lines"]))
        self.line_end = re.compile(rf"(?:{alternation(words(data['lines']))})$")
        line = alternation(words(data["lines"]))
        self.line_run = re.compile(rf"(?:{line})+")
        self.masked = re.compile(
            rf"(?![{_NOT_INSIDE}{_NOT_MASKED}])[一-鿿]某(?:{alternation(words(data['masked_lines']))})+"
            "(?:有限公司|公司)?"
        )
        self.national = re.compile(alternation(words(data["national"])))
        self.place = re.compile(
            rf"(?:{alternation(words(lexicon('places')['provinces']) + words(lexicon('places')['cities']))})[省市]?"
        )

    def find(self, text: str, cut: list[Word], places: Places) -> list[Candidate]:
        """Return the companies of a text."""
        found = [
            self._with_inner(text, m.start(), m.end(), "company_redacted")
            for m in _REDACTED.finditer(text)
            if self._redacted(m.group())
        ]
        ends = {w.end: i for i, w in enumerate(cut)}
        starts = [w.start for w in cut]
        place_ends = {end: start for start, end in places}
        for match in self.forms.finditer(text):
            begin = self._walk(cut, starts, ends, match.start(), place_ends)
            if begin is not None and begin < match.start():
                begin = _outside(text, begin, match.start())
                name = text[begin : match.start()]
                if name not in self.bare:
                    found.append(self._with_inner(text, begin, match.end(), "company_form"))
        found += self._listed(text)
        found += self._by_line(cut)
        found += self._masked(text)
        found += self._national(text, starts, ends)
        return found

    def _masked(self, text: str) -> list[Candidate]:
        """Return firms whose trade name is masked, by their line of business (昌某纺织)."""
        return [
            self._with_inner(text, m.start(), m.end(), "company_redacted")
            for m in self.masked.finditer(text)
        ]

    def _national(self, text: str, starts: list[int], ends: dict[int, int]) -> list[Candidate]:
        """Return what the whole country knows without a form (工行, 新华社), at the edges of words."""
        first = set(starts)
        return [
            self._with_inner(text, m.start(), m.end(), "company_national")
            for m in self.national.finditer(text)
            if m.start() in first and m.end() in ends
        ]

    def _redacted(self, name: str) -> bool:
        return not any(stop in name[1:] for stop in _NOT_INSIDE)

    def _with_inner(self, text: str, start: int, end: int, rule: str) -> Candidate:
        if (inner := self.inner.match(text, end)) is not None:
            end = inner.end()
        return Candidate(start, end, "COMPANY", rule)

    def _walk(
        self, cut: list[Word], starts: list[int], ends: dict[int, int], at: int,
        places: dict[int, int],
    ) -> int | None:  # fmt: skip
        """Return where the name begins whose legal form begins at `at`; None where nothing fits."""
        i = ends.get(at)
        if i is None:  # the form begins inside a word: the word's start is the last we can know
            inside = cut[max(0, bisect_left(starts, at) - 1)]
            within = inside.start < at < inside.end
            return inside.start if within and inside.text not in self.stop else None
        taken = 0
        while i >= 0 and taken < _MAX_WORDS and (self._part_of_name(cut[i]) or _advice(cut, i)):
            i, taken = i - 1, taken + 1
        while taken and cut[i + 1].text in self.not_first:
            i, taken = i + 1, taken - 1
        return cut[i + 1].start if taken else None

    def _part_of_name(self, word: Word) -> bool:
        if word.text in self.stop or not _nameable(word.text) or _COUNTED.fullmatch(word.text):
            return False
        if (
            word.text in self.lines
            or word.text in self.trade_chars
            or word.text in ("（", "）", "(", ")")
        ):
            return True
        return not word.tag.startswith(
            ("v", "d", "p", "c", "u", "r", "y", "e", "q")
        ) or word.tag in ("vn",)

    def _listed(self, text: str) -> list[Candidate]:
        """Return the items of coordination lists before 等…企业, and their other occurrences."""
        names: set[str] = set()
        for match in _LIST.finditer(text):
            names.update(match.group(1).split("、"))
        trades = {name: self._trade(name) for name in sorted(names) if 2 < len(name) <= 10}
        found = []
        starts = _starts(text, {*trades, *trades.values()})
        for name, trade in trades.items():
            reach = 0
            for at in sorted({*starts.get(name, ()), *starts.get(trade, ())}):
                if at >= reach and (end := self._again(text, at, name, trade)):
                    found.append(Candidate(at, end, "COMPANY", "company_listed"))
                    reach = end
        return found

    def _again(self, text: str, at: int, name: str, trade: str) -> int:
        """Return where a listed name ends that is said again; 0 where another one stands."""
        if text.startswith(name, at):
            return at + len(name)
        # The trade name alone, with another line behind it, is the same firm or its kin.
        line = self.line_run.match(text, at + len(trade))
        return line.end() if line is not None else 0

    def _trade(self, name: str) -> str:
        """Return a short name without its place and its line (江苏龙蟠 → 龙蟠)."""
        if (place := self.place.match(name)) is not None and len(name) - place.end() >= 2:
            name = name[place.end() :]
        line = self.line_end.search(name)
        return name[: line.start()] if line is not None and line.start() >= 2 else name

    def _by_line(self, cut: list[Word]) -> list[Candidate]:
        """Return short names of an unknown word and a line of business (鸿运园林)."""
        found = []
        for trade, line in pairwise(cut):
            unknown = trade.tag in ("", "nz", "nr") and 2 <= len(trade.text) <= 3
            unknown = unknown and trade.text[-1] not in "省市县区镇乡村州"
            if unknown and line.text in self.strong and _nameable(trade.text):
                found.append(Candidate(trade.start, line.end, "COMPANY", "company_line"))
        return found


def _starts(text: str, names: Iterable[str]) -> dict[str, list[int]]:
    """Return where each of some names begins in a text, in one walk over it."""
    found: dict[str, list[int]] = {}
    for hit in Automaton((name, name) for name in names).every(text):
        found.setdefault(hit.value, []).append(hit.start)
    return found


def _advice(cut: list[Word], i: int) -> bool:
    """Say whether a word is the bare noun inside a line of business (企业管理, 企业咨询)."""
    return cut[i].text == "企业" and i + 1 < len(cut) and cut[i + 1].text in ("管理", "咨询")


def _outside(text: str, begin: int, end: int) -> int:
    """Return where a name begins that no bracket cuts and that does not open with one.

    Behind a bracket that is not closed or not open in it, and behind a former name (（原新山银行）城北支行).
    """
    depth = 0
    for at in range(end - 1, begin - 1, -1):
        if text[at] in "）)":
            depth += 1
        elif text[at] in "（(":
            depth -= 1
            if depth < 0:
                return at + 2 if text[at + 1] == "原" else at + 1
    behind = begin if depth == 0 else max(text.rfind(c, begin, end) for c in "）)") + 1
    for former in _FORMER.finditer(text, behind, end):
        behind = former.end()
    return behind


def _nameable(word: str) -> bool:
    return all("一" <= c <= "鿿" or c.isalnum() or c in "（）()·" for c in word)


class Companies:
    """Propose COMPANY candidates."""

    def __init__(self, finder: CompanyFinder) -> None:
        self.finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add the companies of `doc` to its candidates."""
        found = self.finder.find(text_of(doc), words_of(doc), places_of(doc))
        candidates_of(doc).extend(found)
        return doc


def make_companies(nlp: Language, name: str) -> Companies:
    """Build the component with the legal forms and lines that ship with the package."""
    return Companies(CompanyFinder(lexicon("companies")))


Language.factory(NAME, func=make_companies)
