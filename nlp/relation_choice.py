"""Which names of a text are in a relation (关系判定): the trained deciders of stakes, payments and awards at work.

A pair is decided first (holder and firm, receiver and sum; of an award the winner alone), then what fills the third
argument is chosen from the names around, then the flag of a stake. How sure the relation is, is the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from nlp.event_model import EventModel, unpack
from nlp.events import Event
from nlp.relation_features import REACH, Place, Sight, of_name
from nlp.resources import lexicon

#: The labels of the two names of a pair.
_SIDES = {"holds": (("PERSON", "COMPANY"), "COMPANY"), "paid": (("PERSON",), "MONEY")}
#: What may fill the argument that is chosen last.
FILLERS = {
    "share": ("SHARE",), "payer": ("PERSON", "COMPANY"), "sum": ("MONEY",), "buyer": ("GOV", "COMPANY"),
}  # fmt: skip
#: How many names of a text are weighed for one argument, how many places of a sentence are paired with it.
_MOST, _CROWD = 40, 60
#: The acts that tell of a stake or a payment, and the statuses in which they leave it open: then a relation must be
#: surer (threshold "doubt"); what is denied is disputed and stays.
_STAKES = frozenset(("hold", "nominee", "shares_gift", "run"))
_PAYMENTS = frozenset(("gift", "dividend", "shares_gift"))
_OPEN = frozenset(("negated", "hypothetical", "unknown"))
#: How sure a stake is that a post states: three of four were right on the development documents.
_OWNS = 0.75
#: How far behind the later of holder and firm a negation is looked for.
_BEHIND = 12

Name = tuple[str, str]  # the names that are decided: of a pair, or of a winner twice


class Chosen(NamedTuple):
    """A relation that the deciders chose; `flag` of stakes only."""

    start: int
    end: int
    type: str
    arg1: str | None
    arg2: str | None
    arg3: str | None
    flag: str | None
    probability: float


def pairs(sight: Sight, kind: str) -> list[Name]:
    """Return the pairs of names that are near each other, with a word of the kind in their sentences."""
    firsts, second = _SIDES[kind]
    found: dict[Name, None] = {}
    for number in range(len(sight.layout.sentences)):
        for other in sight.in_sentence(number):
            if other.label == second:
                for name in _around(sight, kind, number, firsts):
                    if name != other.text:
                        found[name, other.text] = None
    # Of a name that stands in very many places only the first are looked at.
    return [pair for pair in found if sight.near(*pair)]


def _around(sight: Sight, kind: str, number: int, labels: Sequence[str]) -> Iterator[str]:
    """Yield the names of some labels near a sentence, where a word of the kind stands between."""
    last = len(sight.layout.sentences) - 1
    for near in range(max(0, number - REACH), min(last, number + REACH) + 1):
        low, high = sorted((near, number))
        if any(n in sight.cued[kind] for n in range(low, high + 1)):
            for place in sight.in_sentence(near)[:_CROWD]:
                if place.label in labels:
                    yield place.text


def winners(sight: Sight) -> list[Name]:
    """Return the firms that may have won: those in a sentence with a word of awards."""
    named = (p.text for n in sorted(sight.cued["award"]) for p in sight.in_sentence(n) if p.label == "COMPANY")  # fmt: skip
    return [(name, name) for name in dict.fromkeys(named)]


def fillers(sight: Sight, slot: str, pair: Name) -> list[str]:
    """Return the names that may fill an argument."""
    labels = FILLERS[slot]
    if slot == "buyer":
        return [name for name in sight.names(labels)[: _MOST + 2] if name not in pair][:_MOST]
    near = sight.names_near(pair[0] if slot == "share" else pair[1], labels)
    return [name for name in near if name not in pair][:_MOST]


def of_filler(sight: Sight, slot: str, pair: Name, name: str) -> list[str]:
    """Return the features of a name for an argument: how it stands to each of the pair."""
    found = []
    for letter, side in zip("AB", dict.fromkeys(pair), strict=False):
        one, two = (side, name) if slot in ("share", "sum", "buyer") else (name, side)
        near = sight.near(one, two)
        row = sight.pair(one, two) if near else ["far"]
        found += [f"{letter}{feature}" for feature in row]
    if pair[0] == pair[1]:
        found += [f"n{feature}" for feature in of_name(sight, name)]
    return found


def of_none(sight: Sight, pair: Name) -> list[str]:
    """Return the features of a payer that is not in the text."""
    return [f"N{feature}" for feature in sight.pair(*pair)]


@cache
def shipped() -> EventModel:
    """Return the deciders that ship with the package."""
    return unpack(files("nlp").joinpath("models/relations.npz").read_bytes())


class Chooser:
    """The deciders of a model, applied to a text."""

    def __init__(self, model: EventModel) -> None:
        self.model = model

    def chosen(self, sight: Sight) -> Iterator[Chosen]:
        """Yield the stakes, payments and awards of a text."""
        for pair in pairs(sight, "holds"):
            yield from self._stake(sight, pair)
        for pair in pairs(sight, "paid"):
            yield from self._payment(sight, pair)
        for pair in winners(sight):
            yield from self._award(sight, pair)

    def _stake(self, sight: Sight, pair: Name) -> Iterator[Chosen]:
        near = sight.near(*pair)
        row = sight.pair(*pair)
        sure = max(self._sure("holds", row), _OWNS * _owns(sight, pair))
        doubt = _no_stake(sight, *near[0]) or _open(sight.told.events.get(pair, ()), _STAKES)
        if sure >= self.model.thresholds["doubt" if doubt else "holds"]:
            said = sight.told.shares.get(pair, ())
            share = next(iter(said)) if len(said) == 1 else self._fill(sight, "share", pair)
            flag = self.model.deciders["flag"].best(row)
            yield Chosen(*_span(near[0]), "holds", *pair, share, flag, sure)

    def _payment(self, sight: Sight, pair: Name) -> Iterator[Chosen]:
        near = sight.near(*pair)
        sure = self._sure("paid", sight.pair(*pair))
        doubt = _open(sight.told.sums.get(pair[1], ()), _PAYMENTS)
        if sure >= self.model.thresholds["doubt" if doubt else "paid"]:
            none = _odds(self.model, "payer", of_none(sight, pair))
            payer = self._fill(sight, "payer", pair, none)
            yield Chosen(*_span(near[0]), "paid", payer, *pair, None, sure)

    def _award(self, sight: Sight, pair: Name) -> Iterator[Chosen]:
        winner, _ = pair
        sure = self._sure("award", of_name(sight, winner))
        if sure >= self.model.thresholds["award"] and not _lost(sight, winner):
            buyer, total = self._fill(sight, "buyer", pair), self._fill(sight, "sum", pair)
            place = sight.by_name[winner][0]
            yield Chosen(place.start, place.end, "award", buyer, winner, total, None, sure)

    def _sure(self, name: str, row: Sequence[str]) -> float:
        return 1 / (1 + exp(-_odds(self.model, name, row)))

    def _fill(self, sight: Sight, slot: str, pair: Name, none: float | None = None) -> str | None:
        """Return the likeliest name for an argument, None where its absence is likelier."""
        best, least = None, self.model.thresholds[slot] if none is None else none
        for name in fillers(sight, slot, pair):
            odds = _odds(self.model, slot, of_filler(sight, slot, pair, name))
            if odds > least:
                best, least = name, odds
        return best


def _open(events: Sequence[Event], acts: frozenset[str]) -> bool:
    """Say whether events tell of a stake or payment, but every one as negated, planned or asked about."""
    told = [e.status for e in events if e.act in acts]
    return bool(told) and all(status in _OPEN for status in told)


def _owns(sight: Sight, pair: Name) -> bool:
    """Say whether a post makes a person the owner of a firm (经营者, 投资人)."""
    held = sight.told.posts.get(pair, ())
    return any(_cues()["owner_posts"].search(office.post.text) for office in held)


def _no_stake(sight: Sight, one: Place, two: Place) -> bool:
    """Say whether the words between holder and firm, or right behind them, say that there is no stake."""
    if one.sentence != two.sentence:
        return False
    end = min(max(one.start, two.start) + _BEHIND, sight.layout.sentences[one.sentence].end)
    return _cues()["no_stake"].search(sight.layout.text, min(one.end, two.end), end) is not None


def _lost(sight: Sight, firm: str) -> bool:
    """Say whether the text says right behind a firm that it did not win."""
    return any(_cues()["not_won"].match(sight.layout.text, p.end) for p in sight.by_name[firm])


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(lexicon("relations")[name])
        for name in ("no_stake", "not_won", "owner_posts")
    }


def _odds(model: EventModel, name: str, row: Sequence[str]) -> float:
    return model.deciders[name].score(row)


def _span(near: tuple[Place, Place]) -> tuple[int, int]:
    return min(p.start for p in near), max(p.end for p in near)
