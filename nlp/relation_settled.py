"""What words settle of stakes and payments before any decider is asked (定论在先): takebacks, and who lends his name.

The deciders of `relation_choice` weigh; a text that takes something back, or says in so many words for whom a share
is held, leaves nothing to weigh.
"""

from __future__ import annotations

import re
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
    kept = [c for c in chosen if not _taken_back(events, c)]
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


def _taken_back(events: Sequence[Event], one: Chosen) -> bool:
    """Say whether the text tells of it only as denied, negated, planned or asked about."""
    acts = _ACTS.get(one.type)
    if acts is None:
        return False
    if one.type == "paid":
        told = [e for e in events if e.act in acts and e.amount == one.arg3]
    else:
        told = [e for e in events if e.act in acts and _same(e, one)]
    return bool(told) and all(e.status not in _STATED for e in told)


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
