"""Who, whom, how much, when (事件要素): the slots of an event from the mentions around its act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.offices import Office
from nlp.spans import Mention
from nlp.triggers import Trigger

#: Words right before a person who is not the one that acts.
_OBJECT = re.compile(
    r"(?:向|给|对|为|与|和|同|跟|让|被|以|替|帮|把|将|经|请|陪|由其|送给|通过|帮助|借用|借)$"
)
_REDACTED = re.compile(r"某|[*＊×]|[XＸ]|^[A-ZＡ-Ｚ甲乙丙丁]$")
#: Acts whose other side is a firm before it is a person.
FIRM_ACTS = frozenset(("hold", "nominee", "run", "shares_gift", "dividend", "favour"))
_QUOTA_ACTS = frozenset(("hold", "nominee", "shares_gift", "dividend"))
#: 吴某送给江某, 吴某向江某行贿: the receiver stands behind the word.
_TO = re.compile(r"(?:送给|送予|贿送|向|给|给予|送)$")


class Who(NamedTuple):
    """The one who acts: the mention, or a noun phrase where nobody is named."""

    text: str
    mention: Mention | None


@dataclass(slots=True)
class Memory:
    """What the text has spoken of so far, for 他, 其, 该公司 and clauses without a subject."""

    subject: Who | None = None
    company: Mention | None = None
    offices: dict[str, list[Office]] = field(default_factory=dict)

    def learn(self, office: Office) -> None:
        """Keep the posts of a person, the latest last."""
        self.offices.setdefault(office.person.text, []).append(office)


class Slots:
    """Fill the slots of events; holds the cue words that the slots need."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.unnamed = re.compile(data["unnamed"])
        self.company_anaphor = re.compile(data["company_anaphor"])
        self.person_anaphor = re.compile(data["person_anaphor"])
        self.owner = re.compile(data["owner_of_money"])
        self.relations: dict[str, re.Pattern[str]] = {
            str(code): re.compile(p) for code, p in data["relation"].items()
        }

    def subject(
        self, text: str, clause: Clause, inside: Sequence[Mention], before: int
    ) -> Who | None:
        """Return the one who acts in a clause: the first person before the act who is no object."""
        for mention in inside:
            if mention.start >= before:
                break
            if mention.label == "PERSON" and not self.is_object(text, clause, mention):
                return Who(mention.text, mention)
        for mention in inside:
            if mention.label == "POST" and mention.end <= before and _opens(text, clause, mention):
                return Who(mention.text, mention)
        noun = self.unnamed.search(text, clause.start, clause.end)
        return Who(noun.group(), None) if noun else None

    def is_object(self, text: str, clause: Clause, mention: Mention) -> bool:
        """Say whether a preposition before a person, or a family word, makes him an object."""
        left = text[max(clause.start, mention.start - 3) : mention.start]
        return _OBJECT.search(left) is not None

    def counterpart(
        self, text: str, trigger: Trigger, near: Sequence[Mention], actor: Who | None,
        memory: Memory,
    ) -> tuple[str | None, Mention | None]:  # fmt: skip
        """Return the other side of an act as annotation.md 4.3 says, with its mention."""
        name = actor.text if actor else ""
        people = [m for m in near if m.label == "PERSON" and m.text != name]
        firms = [m for m in near if m.label == "COMPANY"]
        if trigger.act in FIRM_ACTS:
            firm = _nearest(firms, trigger) or self._anaphor(text, near, trigger, memory)
            chosen = firm or _nearest(people, trigger)
            return (chosen.text, chosen) if chosen else (None, None)
        if trigger.act == "embezzle":
            owner = self.owner.search(text, trigger.start, trigger.end + 12)
            units = [m for m in near if m.label in ("GOV", "COMPANY") and m.start >= trigger.start]
            first = units[0] if units else None
            return (first.text, first) if first else (owner.group() if owner else None, None)
        chosen = _nearest(people or firms, trigger)
        return (chosen.text, chosen) if chosen else (None, None)

    def _anaphor(
        self, text: str, near: Sequence[Mention], trigger: Trigger, memory: Memory
    ) -> Mention | None:
        start = min([m.start for m in near] + [trigger.start])
        end = max([m.end for m in near] + [trigger.end]) + 8
        return memory.company if self.company_anaphor.search(text, start, end) else None

    def relation(self, text: str, clause: Clause, trigger: Trigger, *, kin: bool) -> str:
        """Return the code of the tie between the actor and the counterpart."""
        if kin:
            return "relative"
        for code, pattern in self.relations.items():
            if pattern.search(text, clause.start, clause.end):
                return code
        return "own" if trigger.act in ("hold", "run", "dividend", "shares_gift") else "unknown"


def receiver(text: str, trigger: Trigger, inside: Sequence[Mention]) -> Mention | None:
    """Return the person to whom something is given (吴某送给江某, 吴某向江某行贿), or None."""
    for mention in inside:
        if mention.label == "PERSON":
            left = text[max(0, mention.start - 2) : mention.start]
            to = _TO.search(left) is not None
            if to and (trigger.start <= mention.start or "向" in left or "给" in left):
                return mention
    return None


def amount(act: str, near: Sequence[Mention], trigger: Trigger) -> str | None:
    """Return the sum of an act, else the quota; acts on stakes take the quota first."""
    order = ("SHARE", "MONEY") if act in _QUOTA_ACTS else ("MONEY", "SHARE")
    if act == "dividend":
        order = ("MONEY", "SHARE")
    for label in order:
        chosen = _nearest([m for m in near if m.label == label], trigger)
        if chosen:
            return chosen.text
    return None


def _opens(text: str, clause: Clause, post: Mention) -> bool:
    """Say whether a post opens its clause, so that it stands for the person who holds it."""
    return post.start - clause.start <= 8


def date(sentence: Sentence, mentions: Sequence[Mention], trigger: Trigger) -> str | None:
    """Return the date of an act: the last one before it in the sentence, else the next behind it."""
    dates = [m for m in mentions if m.label == "DATE"]
    before = [m for m in dates if m.start <= trigger.start]
    return before[-1].text if before else (dates[0].text if dates else None)


def redacted(actor: Who | None) -> bool:
    """Say whether the one who acts is masked or not named at all."""
    if actor is None or actor.mention is None or actor.mention.label != "PERSON":
        return True
    return _REDACTED.search(actor.text) is not None


def _nearest(mentions: Sequence[Mention], trigger: Trigger) -> Mention | None:
    """Return the mention nearest to a trigger; of equally near ones the first."""

    def distance(m: Mention) -> int:
        return max(m.start - trigger.end, trigger.start - m.end, 0)

    return min(mentions, key=lambda m: (distance(m), m.start), default=None)


def relative(text: str, inside: Sequence[Mention], trigger: Trigger) -> Mention | None:
    """Return the relative who acts himself in 江某的妻子罗某…: a person, a family word, a person."""
    people = [
        m for m in inside if m.label in ("PERSON", "POST", "KINSHIP") and m.end <= trigger.end
    ]
    for owner, word, person in zip(people, people[1:], people[2:], strict=False):
        labels = (owner.label, word.label, person.label)
        near = text[owner.end : word.start] in ("", "的", "之") and word.end == person.start
        if labels in (("PERSON", "KINSHIP", "PERSON"), ("POST", "KINSHIP", "PERSON")) and near:
            return person
    return None
