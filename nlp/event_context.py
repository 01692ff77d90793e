"""What stands around an act (上下文特征): other acts in its sentence, what is named there, who of them is in office.

Only the decider of events sees these features (`event_training`): an act is an event where an official or his
family does it, and where the sentence has no better word for what is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from nlp.event_features import Act
from nlp.slots import Document
from nlp.spans import Mention

_LABELS = ("PERSON", "COMPANY", "MONEY", "SHARE", "GOV", "KINSHIP", "POST", "DATE")
#: Texts with more sentences than this many threes are all alike.
_LONG = 6
_OFTEN = 2


def of_context(
    document: Document, acts: Sequence[Act], told: Mapping[str, int]
) -> Iterator[list[str]]:
    """Yield the features of what stands around each act of a sentence; `told` counts the acts of earlier sentences."""
    if not acts:
        return
    sentence = acts[0].sentence(document)
    whole = document.layout.between(sentence.start, sentence.end)
    labels = _labels(whole)
    general = _general(document, whole)
    strong = any(act.trigger.strong for act in acts)
    for act in acts:
        code, sure = act.trigger.act, act.trigger.strong
        inside = document.layout.between(*act.clause)
        found = list(_label_features(code, _labels(inside), labels))
        for other in acts:
            if other is not act:
                where = "c" if other.clause == act.clause else "s"
                kind = f"{other.trigger.act}{other.trigger.strong}"
                found += [f"also{where}={kind}", f"also{where}={code}{sure}<{kind}"]
        times = min(_OFTEN, told.get(code, 0))
        subject = any(m.label == "PERSON" and m.end <= act.trigger.start for m in inside)
        found += [
            f"anystrong={strong}{sure}", f"told={code}:{times}", f"told={times} r={act.status}",
            f"subj={code}:{subject}", *general, *(f"{code}:{feature}" for feature in general[:2]),
        ]  # fmt: skip
        yield found


def _labels(mentions: Sequence[Mention]) -> frozenset[str]:
    return frozenset(m.label for m in mentions)


@cache
def _label_features(code: str, inside: frozenset[str], whole: frozenset[str]) -> tuple[str, ...]:
    """Return what labels stand in the clause of an act and in its sentence; the same for every such place."""
    named = "".join(label[:2] for label in sorted(_LABELS[:-1]) if label in inside)
    found = [f"lab={code}:{named}"]
    for label in _LABELS:
        where = f"{label}:{label in inside:d}{label in whole:d}"
        found += [f"L={code}:{where}", f"L={where}"]
    return tuple(found)


def _general(document: Document, whole: Sequence[Mention]) -> list[str]:
    """Return whether somebody of the sentence, or of the text, is in public office, and how long the text is."""
    here = any(_public(document, m.text) for m in whole if m.label == "PERSON")
    anywhere = any(o.unit is not None and o.unit.label != "COMPANY" for o in document.offices)
    family = "KINSHIP" in document.labels.values()
    around = f"{anywhere:d}{family:d}"
    size = min(_LONG, len(document.layout.sentences) // 3)
    return [f"pub={here}", f"anypub={around}", f"anypub={around} {document.voice}", f"nsent={size}"]


def _public(document: Document, name: str) -> bool:
    return any(o.unit is not None and o.unit.label != "COMPANY" for o in document.posts(name))
