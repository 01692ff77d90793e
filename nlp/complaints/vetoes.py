"""What keeps two texts apart however alike they are (不得归并): another accused, firm or place, or the contrary (撤回、否定).

Texts that differ in one name are mostly copies of a form letter about others. A name that sounds the same is taken for a slip
where nothing else differs; a sum or a date that differs is kept with its copy as a fact and keeps nobody apart (science.md D5.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache

from nlp.complaints.slots import Matter
from nlp.complaints.sounds import sounds
from nlp.masks import parse
from nlp.resources import alternation, lexicon, words

#: So many characters beside a name tell that two names stand in one place.
_EDGE, _TWICE = 3, 2
_LABELS = ("PERSON", "COMPANY", "LOCATION")


def apart(a: Matter, b: Matter) -> bool:
    """Say whether two texts cannot be one voice: one accuses somebody else, or says the contrary."""
    return contrary(a, b) or another_accused(a, b) or any(_other_places(a, b))


def contrary(a: Matter, b: Matter) -> bool:
    """Say whether one text is taken back, or is the other with a negation put in."""
    return a.withdrawn != b.withdrawn or _negates(a.form, b.form) or _negates(b.form, a.form)


def _negates(text: str, other: str) -> bool:
    """Say whether a text has a negation between words that follow each other in the other."""
    for match in _negation().finditer(text):
        before, after = text[max(0, match.start() - _EDGE) : match.start()], text[match.end() :]
        if len(before) == _EDGE and len(after) >= _EDGE and before + after[:_EDGE] in other:
            return True
    return False


@cache
def _negation() -> re.Pattern[str]:
    return re.compile(alternation(words(lexicon("duplicates")["negations"])))


def another_accused(a: Matter, b: Matter) -> bool:
    """Say whether two texts accuse nobody together, each somebody whom the other does not name."""
    if any(name in b.form for name in a.accused) or any(name in a.form for name in b.accused):
        return False
    pairs = [(x, y) for x in a.accused for y in b.accused]
    return bool(pairs) and not any(_one_name(x, y) for x, y in pairs)


def _other_places(a: Matter, b: Matter) -> Iterator[bool]:
    """Yield, for names that only one text has, whether another name of its kind stands in the same place of the other."""
    for label in _LABELS:
        mine, theirs = _only_in(a, b, label), _only_in(b, a, label)
        for x in mine:
            for y in theirs:
                yield not _one_name(x, y, label) and _in_one_place(x, a.form, y, b.form)


def _only_in(a: Matter, b: Matter, label: str) -> list[str]:
    return sorted(
        name
        for name, found in a.names
        if found == label
        and name not in b.form
        and parse(name) is None
        and (label != "LOCATION" or _settlement().search(name))
    )


@cache
def _settlement() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(words(lexicon('duplicates')['settlements']))})$")


def _in_one_place(x: str, a: str, y: str, b: str) -> bool:
    """Say whether the words beside one name in its text are those beside the other in its own."""
    at, to = a.find(x), b.find(y)
    if at < 0 or to < 0:
        return False
    before, after = a[max(0, at - _EDGE) : at], a[at + len(x) : at + len(x) + _EDGE]
    return (len(before) == _EDGE and b[max(0, to - _EDGE) : to] == before) or (
        len(after) == _EDGE and b[to + len(y) : to + len(y) + _EDGE] == after
    )


def _one_name(x: str, y: str, label: str = "PERSON") -> bool:
    """Say whether two names can be one: they sound the same, a letter is doubled, or a firm's name is cut short."""
    one, two = sounds(x).tolist(), sounds(y).tolist()
    longer = max(one, two, key=len)
    for kind, i, j, k, m in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "replace":
            return False
        if kind != "equal" and label != "COMPANY":
            odd = one[i:j] or two[k:m]
            if len(odd) > 1 or longer.count(odd[0]) < _TWICE:
                return False
    return True
