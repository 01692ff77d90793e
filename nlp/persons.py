"""Natural persons (自然人): full names by surname and context, masked names, a surname before a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import alternation, lexicon, words
from nlp.segment import Word, words_of
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_persons"
_EDGE = frozenset("，。；：、！？（）()“”\"'《》 \n\t\u3000,;:?!【】")
#: Single characters between blanks: three of them, or two with a wide blank between.
_SPACED = re.compile(
    r"(?<![一-鿿][ \u3000])(?<![一-鿿])[一-鿿](?:[ \u3000]{1,2}[一-鿿](?![一-鿿])[ \u3000]{1,2}[一-鿿]|\u3000{1,2}[一-鿿])"
    r"(?=[\s，。；：、！？,;:（）()]|$|[的系任在于因将向出利涉被与和及等]|$)"
)
_NAME_TAGS = ("", "nr", "nrt", "nrfg")
_LOOSE = frozenset(("的", "和", "与", "及", "等", "家", "本人"))


class PersonFinder:
    """Surnames and contexts, made from the lexicon."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.compound = words(data["compound"])
        self.surnames = frozenset(data["surnames"].replace(" ", ""))
        self.weak = frozenset(data["weak"].replace(" ", ""))
        self.before, self.after = frozenset(words(data["before"])), frozenset(words(data["after"]))
        self.given = frozenset(data["given"].replace(" ", ""))
        self.strong_before = frozenset(words(data["strong_before"]))
        self.strong_after = frozenset(words(data["strong_after"]))
        self.not_given = frozenset(words(data["not_given"]))
        self.titles = frozenset(words(data["titles"]))
        surname = "(?:" + alternation(self.compound) + "|[" + "".join(sorted(self.surnames)) + "])"
        self.masked = re.compile(
            rf"{surname}\s?(?:某某|某\s?(?:[甲乙丙丁戊己庚A-Z]|[一二三四1-9](?![0-9.,百千万亿元余多几家个名位人些月年日份]))|某)(?![市县区镇乡村局单部处些种])"
            rf"|{surname}(?:[*＊×]{{1,2}}[一-鿿]?|[XＸxｘ]{{1,3}}(?![A-Za-z]))"
            r"|某[甲乙丙丁戊己](?![方公企])|(?<![一-鿿])[甲乙丙丁](?![方级等醇肝状板型类组队班烷苯子公企])|(?<=[向与和给对由为让送、])[甲乙丙丁](?![方级等醇肝状板型类组队班烷苯子公企])"
        )
        # 陈某兵: the last character of the name is left; it must be a word of its own.
        self.middle = re.compile(rf"{surname}某[{''.join(sorted(self.given))}]")
        self.mask_weak = frozenset(data["mask_weak"].replace(" ", ""))
        self.not_names = frozenset(words(data["not_names"]))
        self.no_bare = frozenset(data["no_bare"].replace(" ", ""))
        self.title = re.compile(rf"({surname})({alternation(words(data['titles']))})")

    def find(
        self, text: str, cut: list[Word], roles: frozenset[int], posts: frozenset[int]
    ) -> list[Candidate]:
        """Return the persons of a text; masked names are persons, never identities.

        `roles` are the offsets where a post or a family word ends: a name is likely behind one;
        `posts` are those where a post begins: a bare surname may stand before one.
        """
        starts = {w.start for w in cut}
        found = [
            Candidate(m.start(), m.end(), "PERSON", "person_masked")
            for m in self.masked.finditer(text)
            if text[m.start()] not in self.mask_weak
            or m.start() in roles
            or _free(text, m.start(), starts)
        ]
        found += [
            Candidate(m.start(), m.end(), "PERSON", "person_masked")
            for m in self.middle.finditer(text)
            if m.end() - 1 in starts and m.end() in starts and m[0][-1] not in self.not_given
        ]
        found += [
            Candidate(m.start(1), m.end(1), "PERSON", "person_title")
            for m in self.title.finditer(text)
            if m.start() in starts and m[1] not in self.no_bare and _titled(m, starts)
        ]
        found += self._before_posts(text, starts, posts)
        found += self._behind_roles(text, starts, roles)
        found += self._spaced(text)
        return found + self._named(cut, roles)

    def _spaced(self, text: str) -> Iterator[Candidate]:
        """Yield names whose characters a layout drew apart (江　卫　国, annotation.md 1.2)."""
        for match in _SPACED.finditer(text):
            name = "".join(match[0].split())
            if self._is_name(name) and all(c in self.given for c in name[1:]):
                yield Candidate(match.start(), match.end(), "PERSON", "person_spaced")

    def _behind_roles(
        self, text: str, starts: set[int], roles: frozenset[int]
    ) -> Iterator[Candidate]:
        """Yield the names right behind a role where the segmentation went astray (主|任何|秀英)."""
        for at in sorted(roles - starts):
            for size in (3, 2):
                name = text[at : at + size]
                usual = self._is_name(name) and all(c in self.given for c in name[1:])
                if usual and len(name) == size and (at + size in starts or at + size == len(text)):
                    yield Candidate(at, at + size, "PERSON", "person_split")
                    break

    def _before_posts(
        self, text: str, starts: set[int], posts: frozenset[int]
    ) -> Iterator[Candidate]:
        """Yield the bare surnames right before a post (王党委委员)."""
        for at in sorted(posts):
            for size in (2, 1):
                name = text[max(0, at - size) : at]
                known = name in self.compound or (
                    size == 1 and name in self.surnames - self.no_bare
                )
                if known and at - size in starts:
                    yield Candidate(at - size, at, "PERSON", "person_title")

    def _named(self, cut: list[Word], roles: frozenset[int]) -> list[Candidate]:
        found = []
        for i, word in enumerate(cut):
            if word.text in self.not_names:
                continue
            if word.text[0] not in self.surnames and word.text[:2] not in self.compound:
                continue
            stop = self._name_end(cut, i)
            if stop is None:
                continue
            rule = self._judge(cut, i, stop, behind_role=word.start in roles)
            if rule:
                found.append(Candidate(word.start, cut[stop - 1].end, "PERSON", rule))
        return found

    def _name_end(self, cut: list[Word], i: int) -> int | None:
        """Return the index behind the words that together may be a name beginning at word `i`."""
        name = cut[i].text
        if self._is_name(name):
            return i + 1
        if name in self.surnames or name in self.compound:
            for stop in (i + 3, i + 2):
                parts = [w.text for w in cut[i:stop]]
                if len(parts) == stop - i and self._is_name("".join(parts)):
                    return stop
        return None

    def _is_name(self, name: str) -> bool:
        surname = 2 if name[:2] in self.compound and len(name) > 2 else 1
        given = name[surname:]
        return (
            1 <= len(given) <= 2
            and (surname == 2 or name[0] in self.surnames)
            and not any(c in self.not_given for c in given)
        )

    def _judge(self, cut: list[Word], i: int, stop: int, *, behind_role: bool) -> str | None:
        """Return the rule family under which the words from `i` to `stop` are a name, or None."""
        before = cut[i - 1].text if i else "。"
        after = cut[stop].text if stop < len(cut) else "。"
        left = behind_role or before in self.before or before in self.titles or before in _EDGE
        right = after in self.after or after in self.titles
        verb = right and after not in _EDGE and after not in _LOOSE
        strong = behind_role or before in self.strong_before or after in self.strong_after
        name = cut[i].text if stop - i == 1 else "".join(w.text for w in cut[i:stop])
        usual = all(c in self.given for c in name[1:])
        plain = name[0] not in self.weak
        if not usual:
            named = stop - i == 1 and cut[i].tag in _NAME_TAGS
            return "person_context" if strong and named and (left or right) else None
        if stop - i > 1:
            return "person_split" if (strong or (left and right)) and plain else None
        return self._word(
            cut[i].tag, long=len(name) > 2, plain=plain, sides=(strong, left, right, verb)
        )

    def _word(
        self, tag: str, *, long: bool, plain: bool, sides: tuple[bool, bool, bool, bool]
    ) -> str | None:
        """Return the rule family for one word of the segmentation."""
        strong, left, right, verb = sides
        if tag in _NAME_TAGS[1:]:
            sure = strong or (long and plain and (left or right)) or (left and verb)
            return "person_word" if sure else None
        if tag == "":  # a word that jieba's dictionary lacks
            if strong or (left and (verb or (right and long))):
                return "person_context"
            return "person_oov" if long and plain and (left or right) else None
        return "person_context" if strong and left and right and plain else None


def _free(text: str, at: int, starts: set[int]) -> bool:
    """Say whether a surname that is a common word stands free: a word begins with it."""
    return at in starts and (at == 0 or text[at - 1] not in "位属处由基鉴关对终等至过敢善便")


def _titled(match: re.Match[str], starts: set[int]) -> bool:
    """Say whether the segmentation allows a surname before a title."""
    return match.start(2) in starts or match.end() in starts


class Persons:
    """Propose PERSON candidates."""

    def __init__(self, finder: PersonFinder) -> None:
        self.finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add the persons of `doc` to its candidates."""
        found = candidates_of(doc)
        roles = frozenset(c.end for c in found if c.label in ("POST", "KINSHIP"))
        posts = frozenset(c.start for c in found if c.label == "POST")
        found.extend(self.finder.find(text_of(doc), words_of(doc), roles, posts))
        return doc


def make_persons(nlp: Language, name: str) -> Persons:
    """Build the component with the surnames and contexts that ship with the package."""
    return Persons(PersonFinder(lexicon("persons")))


Language.factory(NAME, func=make_persons)
