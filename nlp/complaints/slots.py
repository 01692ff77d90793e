"""What a complaint says about whom: the names and acts by which near duplicates are told apart (要素).

Only what the text mining found in the text itself; the writer's own name is left out, so nothing here compares
who wrote two texts (science.md D5.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlp.complaints.normal import normal_form, normal_name
from nlp.masks import parse
from nlp.resources import alternation, lexicon, words

_NAMING = frozenset(("PERSON", "COMPANY", "GOV", "LOCATION"))
_FIRM = 4


@dataclass(frozen=True, slots=True)
class Matter:
    """A complaint as it is compared.

    `names` are (name, label) in the normal form, `acts` the codes of the events, `details` sums and dates;
    `accused` and `withdrawn` keep texts apart (`vetoes`).
    """

    form: str
    names: frozenset[tuple[str, str]] = frozenset()
    acts: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    accused: frozenset[str] = frozenset()  # full names of those who acted
    withdrawn: bool = False  # the writer takes the whole letter back

    @property
    def words(self) -> frozenset[str]:
        """The names without their labels."""
        return frozenset(name for name, _ in self.names)


@cache
def _writer() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(words(lexicon('duplicates')['writer']))})[\s:：是（(]*$")


@cache
def _withdrawn() -> re.Pattern[str]:
    return re.compile(lexicon("cues")["withdrawn"])


def matter(
    text: str, mentions: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]
) -> Matter:
    """Return a complaint as it is compared.

    Parameters
    ----------
    text : the complaint
    mentions, events : its rows of the tables `mentions` and `allegations`
    """
    names, details = set(), set()
    for row in mentions:
        name = normal_name(row["text"])
        if row["label"] in ("MONEY", "DATE"):
            details.add(name)
        elif row["label"] in _NAMING and len(name) > 1 and not writes(text, row):
            names.add((name, row["label"]))
    events = list(events)
    acts = frozenset(str(event["act"]) for event in events)
    actors = {normal_name(e["actor"]) for e in events if e.get("actor")}
    people = {name for name, label in names if label == "PERSON" and parse(name) is None}
    accused = frozenset(actors & people)
    taken_back = _withdrawn().search(text) is not None
    return Matter(normal_form(text), frozenset(names), acts, frozenset(details), accused, taken_back)  # fmt: skip


def writes(text: str, row: Mapping[str, Any]) -> bool:
    """Say whether a person is named as the writer."""
    before = text[max(0, row["start"] - 8) : row["start"]]
    return row["label"] == "PERSON" and _writer().search(before) is not None


def agree(a: Matter, b: Matter, *, needed: int) -> bool:
    """Say whether two texts say the same of the same person and company, with so many details in common."""
    people, firms = (_in_both(a, b, label, least) for label, least in (("PERSON", 2), ("COMPANY", _FIRM)))  # fmt: skip
    if not people or not firms:
        return False
    others = _in_both(a, b, "GOV", _FIRM) | _in_both(a, b, "LOCATION", 2)
    return len(a.details & b.details) + len(a.acts & b.acts) + len(others) >= needed


def _in_both(a: Matter, b: Matter, label: str, least: int) -> set[str]:
    """Return the names of a kind that one text was found to have and that stand in both; masked ones do not count."""
    return {
        name
        for one, other in ((a, b), (b, a))
        for name, found in one.names
        if found == label and len(name) >= least and name in other.form and parse(name) is None
    }


def speak_of_one(a: Matter, b: Matter) -> bool:
    """Say whether two texts share a name that is more than a place."""
    mine = {name for name, label in a.names if label != "LOCATION"}
    return any(name in b.form for name in mine) or any(
        name in a.form for name, label in b.names if label != "LOCATION"
    )


def by_firm(matters: Sequence[Matter]) -> dict[str, list[int]]:
    """Return the positions of the texts under each company that they name."""
    found: dict[str, list[int]] = {}
    for i, item in enumerate(matters):
        for name, label in sorted(item.names):
            if label == "COMPANY" and len(name) >= _FIRM:
                found.setdefault(name, []).append(i)
    return found
