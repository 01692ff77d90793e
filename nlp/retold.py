"""Events after the deciders (补正): what the words settle, who only pretends, and who else tells the same act."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.event_fill import Filled
from nlp.event_sides import office
from nlp.slots import Document, Filler
from nlp.takebacks import Takebacks

#: Of what is settled, the bases that do not go with a status, and what stands instead.
_BASES = {
    "asserted": {"hearsay": "finding", "inference": "finding", "none": "finding", "statement": "finding"},
    "alleged": {"finding": "none"},
    "negated": {"statement": "finding"},
}  # fmt: skip
#: Cues of a refusal at the act itself.
_REFUSED = tuple(f"negated.refused.{zone}" for zone in ("left", "in", "right"))


def retold(document: Document, takebacks: Takebacks, filled: Filled) -> Iterator[Filled]:
    """Yield an event as its words settle it, and what its sentence says of the same act besides."""
    one = _unmasked(document, takebacks, filled)
    if one is None:
        return
    one = _settled(document, one)
    yield one
    act = one.act
    sentence = act.sentence(document)
    for counter in takebacks.counters(document.text, act.trigger, sentence, one.status):
        if counter.own:
            speaker = one.actor.text if one.actor is not None else one.speaker
        else:
            speaker = document.voice
        weak = document.voice == "complainant" or "charged" in act.hints
        status = "alleged" if weak and counter.status == "asserted" else counter.status
        yield one._replace(status=status, basis=counter.basis, speaker=speaker)


def _settled(document: Document, filled: Filled) -> Filled:
    """Return an event with the status that its words settle; a denial belongs to somebody who denies."""
    act, status = filled.act, filled.status
    if "settled" in act.hints:
        status = act.status
    elif status == "denied" and filled.speaker == "author" and not _any(act.hints, ("denied.",)):
        status = "negated" if _any(act.hints, _REFUSED) else "alleged"
    else:
        return filled
    name = filled.actor.text if filled.actor is not None else ""
    if status in ("denied", "negated") and name and act.speaker == name:
        return filled._replace(status="denied", basis="statement", speaker=name)
    if status == "denied":
        own = filled.speaker == document.voice and name
        return filled._replace(status=status, basis="statement", speaker=name if own else filled.speaker)  # fmt: skip
    basis = _BASES.get(status, {}).get(filled.basis, filled.basis)
    return filled._replace(status=status, basis=basis)


def _any(hints: tuple[str, ...], starts: tuple[str, ...]) -> bool:
    return any(hint.startswith(starts) for hint in hints)


def _unmasked(document: Document, takebacks: Takebacks, filled: Filled) -> Filled | None:
    """Return an event without an actor whose name is only pretended; None where nobody else is named."""
    actor, act = filled.actor, filled.act
    if actor is None:
        return filled
    names = takebacks.impostors(document.layout, act.sentence(document))
    if actor.mention is not None and actor.text not in names:
        number = document.layout.sentence_at(actor.mention.start)
        there = takebacks.impostors(document.layout, document.layout.sentences[number])
        alone = document.counts[actor.text] == 1
        names = there if alone or actor.via.startswith("carried") else {}
    if actor.text not in names:
        return filled
    real = names[actor.text]
    if real is None:
        return None
    person = Filler(real.text, real.label, *real[:2], "mention", real)
    post, unit = office(document, act, person)
    return filled._replace(actor=person, post=post, unit=unit)
