"""What words settle of stakes and payments before any decider is asked (定论在先): takebacks, and who lends his name.

The deciders of `relation_choice` weigh; a text that takes something back, or says in so many words for whom a share
is held, leaves nothing to weigh.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from nlp.clauses import Layout
from nlp.events import Event
from nlp.relation_choice import Chosen
from nlp.resources import lexicon

#: The acts that tell of a stake or of a payment.
_ACTS = {
    "holds": frozenset(("hold", "nominee", "shares_gift", "run")),
    "paid": frozenset(("gift", "dividend", "shares_gift")),
}
#: How many events before the end of a stake can reach over it.
_AROUND = 12
_STATED = frozenset(("asserted", "alleged"))
#: How far before and behind a name the words stand that say for whom a share is held.
_NEAR = 6
#: How sure a hidden stake is that an event tells and no decider chose.
_HIDDEN = {"asserted": 0.6, "alleged": 0.4}


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = lexicon("relations")
    return re.compile(data["lent_for"]), re.compile(data["lent"])


def settled(layout: Layout, events: Sequence[Event], chosen: Iterable[Chosen]) -> Iterator[Chosen]:
    """Yield the chosen relations that no word takes back, with the stakes of nominees (代持) as the text has them."""
    told = _Told(events)
    kept = [c for c in chosen if not told.only_open(c)]
    lent = lenders(layout)
    known = {(c.arg1, c.arg2) for c in kept if c.type == "holds"}
    for one in kept:
        if one.type != "holds":
            yield one
        elif one.arg1 in lent:
            yield one._replace(flag="nominal")
            yield one._replace(flag="hidden", arg1=lent[one.arg1])
        elif one.arg1 not in lent.values():
            yield one
    yield from _hidden(layout, events, known)


def _hidden(
    layout: Layout, events: Sequence[Event], known: set[tuple[str | None, str | None]]
) -> Iterator[Chosen]:
    """Yield the stakes that an event tells in another's name and that no decider chose."""
    labels = {m.text: m.label for m in layout.mentions}
    for event in events:
        pair = (event.actor, event.counterpart)
        kinds = tuple(labels.get(name or "") for name in pair)
        if event.act == "nominee" and event.status in _STATED and kinds == ("PERSON", "COMPANY"):
            share = event.amount if labels.get(event.amount or "") == "SHARE" else None
            if pair not in known and share is not None:
                span = (event.span_start, event.span_end)
                yield Chosen(*span, "holds", *pair, share, "hidden", _HIDDEN[event.status])


class _Told:
    """The events of a text, looked up by sum, by names and by place."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self._by: dict[tuple[str, str | None], list[int]] = {}
        for number, event in enumerate(events):
            self._by.setdefault(("sum", event.amount), []).append(number)
            self._by.setdefault(("actor", event.actor), []).append(number)
            self._by.setdefault(("other", event.counterpart), []).append(number)
        order = sorted(range(len(events)), key=lambda n: events[n].span_start)
        self._order, self._starts = order, [events[n].span_start for n in order]

    def only_open(self, one: Chosen) -> bool:
        """Say whether the text tells of it only as denied, negated, planned or asked about."""
        acts = _ACTS.get(one.type)
        if acts is None:
            return False
        if one.type == "paid":
            near = self._by.get(("sum", one.arg3), [])
        else:
            near = [n for n in self._near(one) if _same(self.events[n], one)]
        told = [self.events[n].status for n in near if self.events[n].act in acts]
        return bool(told) and all(status not in _STATED for status in told)

    def _near(self, stake: Chosen) -> set[int]:
        """Return the events that name a side of a stake, and those about its place."""
        last = bisect_left(self._starts, stake.end)
        here = self._order[max(0, last - _AROUND) : last]
        held = self._by.get(("actor", stake.arg1), [])
        return {*here, *held} & {*here, *self._by.get(("other", stake.arg2), [])}


def _same(event: Event, stake: Chosen) -> bool:
    """Say whether an event can be about a stake: its names, or where one is left out, its place."""
    here = event.span_start < stake.end and stake.start < event.span_end
    holder = event.actor in (stake.arg1, None) or here
    return holder and (event.counterpart == stake.arg2 or (event.counterpart is None and here))


def lenders(layout: Layout) -> dict[str, str]:
    """Return who lends his name to whom in so many words (杨某替江某代持, 系代江某持有)."""
    before, behind = _cues()
    found: dict[str, str] = {}
    for owner in layout.mentions:
        left = layout.text[max(0, owner.start - _NEAR) : owner.start]
        if owner.label != "PERSON" or before.search(left) is None:
            continue
        if behind.match(layout.text, owner.end) is None:
            continue
        sentence = layout.sentences[layout.sentence_at(owner.start)]
        ahead = layout.between(sentence.start, owner.start)
        people = [m.text for m in ahead if m.label == "PERSON" and m.text != owner.text]
        if people:
            found[people[-1]] = owner.text
    return found
