"""Who shares an act, who takes what another gives, and in which office (分摊与任职): what words settle of its sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from nlp.event_features import Act
from nlp.slots import Document, Filler
from nlp.spans import Mention

#: What stands between coordinated names.
_AND = re.compile(r"(?:、|和|与|及|以及)?")
#: Acts that one takes and another gives, and the words that turn the sentence round.
_GIVEN = frozenset(("gift", "shares_gift", "hospitality"))
#: Acts whose doer is the subject of their verb, and what makes a name before it no subject.
_OWN = frozenset(("misconduct", "embezzle", "shield", "favour", "hold"))
#: What may stand between the doer and his verb.
_ADVERBS = re.compile(r"(?:曾经?|也|还|又|已|均|都|私自|擅自|多次|先后|长期|一直|违规)*")
_OBJECT_OF = frozenset("对向被把将给为与和及、，替由让")
_GIVEN_TO = re.compile(r"(?:送给|送予|贿送|交给|塞给|付给|送给了|给予|给)$")
_GIVEN_BY = re.compile(r"(?:向|给)$")
_TAKES = re.compile(r"(?:接受|收受|索取|索要|收取|收下)")
_BRIBE = re.compile(r"行贿|贿送|送")


def coordinated(document: Document, act: Act, filler: Filler | None) -> list[Filler | None]:
    """Return the fillers that share a slot with a filler (唐某甲、唐某乙所送): each is an event of its own."""
    if filler is None or filler.mention is None or filler.label not in ("PERSON", "COMPANY", "GOV"):
        return [filler]
    sentence = act.sentence(document)
    if not sentence.start <= filler.mention.start < sentence.end:
        return [filler]
    run: list[Mention] = []
    for mention in document.layout.between(sentence.start, sentence.end):
        gap = document.text[run[-1].end : mention.start] if run else ""
        if mention.label != filler.label or not _AND.fullmatch(gap):
            if filler.mention in run:
                break
            run = []
        if mention.label == filler.label:
            run.append(mention)
    if filler.mention not in run:
        return [filler]
    return [Filler(m.text, m.label, *m[:2], filler.via, m) for m in run]


def sums_of(
    document: Document, act: Act, others: Sequence[Filler | None], amount: Filler | None
) -> list[str | None]:
    """Return the sum of each of several other sides: right behind its name (其中汪甲3万元), by order (分别为…), or the one sum."""
    whole = amount.text if amount is not None else None
    if len(others) < 2:
        return [whole] * len(others)
    sentence = act.sentence(document)
    inside = document.layout.between(sentence.start, sentence.end)
    own = {
        one.text: two.text
        for one, two in pairwise(inside)
        if two.label == "MONEY" and two.start - one.end <= 3
    }
    sums = [m.text for m in inside if m.label == "MONEY"]
    if "分别" in document.text[sentence.start : sentence.end] and len(sums) == len(others):
        return list(sums)
    named = [own.get(other.text) if other is not None else None for other in others]
    return named if sum(s is not None for s in named) > 1 else [whole] * len(others)


def receiver(document: Document, act: Act, others: Sequence[Filler]) -> Filler | None:
    """Return to whom something is given in so many words (吴某送给江某, 吴某向江某行贿): he is the actor."""
    if act.trigger.act not in _GIVEN:
        return None
    trigger, text = act.trigger, document.text
    takes = _TAKES.search(text, act.clause.start, trigger.end)
    if takes is not None:  # 江某接受…吴某宴请: who stands before the verb
        before = [o for o in others if o.label == "PERSON" and o.via == "mention" and act.clause.start <= o.start and o.end <= takes.start()]  # fmt: skip
        return before[-1] if before else None
    for filler in others:
        if filler.label != "PERSON" or filler.via != "mention":
            continue
        left = text[max(act.clause.start, filler.start - 3) : filler.start]
        behind = trigger.start <= filler.start <= trigger.end + 2 and _GIVEN_TO.search(left)
        ahead = act.clause.start <= filler.start < trigger.start and _GIVEN_BY.search(left)
        giver = any(o.label == "PERSON" and o.end <= filler.start and o.start >= act.clause.start for o in others if o.via == "mention")  # fmt: skip
        if giver and (behind or (ahead and _BRIBE.search(text, trigger.start, trigger.end + 2))):
            return filler
    return None


def doer(document: Document, act: Act, others: Sequence[Filler]) -> Filler | None:
    """Return who stands right before the verb of an own act (杨某滥用职权): nobody else does it."""
    if act.trigger.act not in _OWN:
        return None
    for filler in others:
        gap = document.text[filler.end : act.trigger.start]
        named = filler.label == "PERSON" and filler.via == "mention"
        if named and filler.end <= act.trigger.start and _ADVERBS.fullmatch(gap):
            before = document.text[max(0, filler.start - 1) : filler.start]
            return None if before in _OBJECT_OF else filler
    return None


def office(document: Document, act: Act, actor: Filler | None) -> tuple[str | None, str | None]:
    """Return the post of the actor and its unit: the last that the text has given him before the act, else the next."""
    if actor is None:
        return None, None
    if actor.label == "POST":
        return actor.text, _unit_before(document, actor)
    if actor.label == "GOV":
        return None, actor.text
    known = document.posts(actor.text)
    end = act.sentence(document).end
    before = [o for o in known if o.post.start < end]
    for one in (*reversed(before), *known):
        if one.unit is not None:
            return one.post.text, one.unit.text
    best = before[-1] if before else known[0] if known else None
    return (best.post.text, None) if best is not None else (None, _unit_before(document, actor))


def _unit_before(document: Document, actor: Filler) -> str | None:
    """Return the unit right before the actor's name (县公安局马某)."""
    if actor.mention is None:
        return None
    for mention in document.layout.between(max(0, actor.mention.start - 40), actor.mention.start):
        if mention.end == actor.mention.start and mention.label in ("GOV", "COMPANY", "LOCATION"):
            return mention.text
    return None
