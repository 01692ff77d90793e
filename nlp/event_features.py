"""What the trained deciders see of an act and of what may fill its slots (特征): short strings, no numbers.

Names are taken out: a mention is one token, its label, so that nothing is learnt about a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.gram_table import Run, View
from nlp.slots import Document, Filler
from nlp.triggers import Trigger

#: How much of the text between a filler and an act is looked at.
_GAP = 240
_NEAR = 7  # tokens on each side of an act or a filler that are looked at one by one


class Act(NamedTuple):
    """A trigger where it stands, with what the rules say of it."""

    trigger: Trigger
    clause: Clause
    number: int  # of the sentence
    status: str  # by the rules
    hints: tuple[str, ...]  # cues in reach, state of the section, voice
    speaker: str = ""  # by the rules

    def sentence(self, document: Document) -> Sentence:
        """Return the sentence in which the act stands."""
        return document.layout.sentences[self.number]


def tokens(document: Document, start: int, end: int) -> str:
    """Return the text between two offsets with every mention as one letter; one that is cut stays as it is."""
    return document.folded.part(start, end)


def of_act(document: Document, act: Act) -> list[str]:
    """Return the features of an act as strings."""
    return act_view(document, act).features()


def act_view(document: Document, act: Act) -> View:
    """Return what is seen of an act: its words, its clause and sentence, what the rules say."""
    trigger, clause = act.trigger, act.clause
    sentence = act.sentence(document)
    code = trigger.act
    words = tokens(document, trigger.start, trigger.end)
    left = tokens(document, max(sentence.start, trigger.start - 60), trigger.start)
    right = tokens(document, trigger.end, min(sentence.end, trigger.end + 60))
    inside = tokens(document, clause.start, clause.end)
    found = [
        f"a={code}", f"a={code} s={trigger.strong}", f"t={code}:{words[:6]}", f"v={document.voice}",
        f"v={document.voice} a={code}", f"r={act.status}", f"r={act.status} v={document.voice}",
        f"n={min(act.number, 3)}", f"last={act.number == len(document.layout.sentences) - 1}",
        f"head={document.text[sentence.end - 1] not in '。！？!?'}", f"len={min(len(inside) // 6, 6)}",
    ]  # fmt: skip
    voice = speaker_kind(document, act.speaker)
    found += [f"spk={voice}", f"spk={voice} a={code}", f"spk={voice} r={act.status}"]
    found += [f"h={hint}" for hint in act.hints]
    found += [f"h={hint} spk={voice}" for hint in act.hints]
    found += [f"h={hint} a={code}" for hint in act.hints]
    found += [f"b{i}{c}" for i, c in enumerate(left[: -_NEAR - 1 : -1])]
    found += [f"f{i}{c}" for i, c in enumerate(right[:_NEAR])]
    runs = [
        Run("c", inside, (1, 2, 3)), Run(f"{code}:", inside, (1, 2)), Run("b", left[-12:], (1, 2, 3)),
        Run("f", right[:12], (1, 2, 3)), Run("s", f"{left}|{words}|{right}", (2,)),
    ]  # fmt: skip
    return View(found, runs + _neighbours(document, act))


def speaker_kind(document: Document, speaker: str) -> str:
    """Return what kind of source speaks: the voice of the text, somebody in office, somebody else, a unit."""
    if speaker in ("", "author", "complainant", "respondent"):
        return speaker or "author"
    if document.posts(speaker):
        return "official"
    return document.labels.get(speaker, "noun")


def paragraph_opening(document: Document, offset: int) -> str:
    """Return how the paragraph begins in which an offset stands (答：…, 3.证人…)."""
    start = document.text.rfind("\n", max(0, offset - 1500), offset) + 1
    return tokens(document, start, min(start + 12, len(document.text)))


def of_sentence(
    document: Document, number: int, hints: Sequence[str], echoes: Sequence[str]
) -> list[str]:
    """Return the features of a sentence whose own words carry no act, as strings."""
    return sentence_view(document, number, hints, echoes).features()


def sentence_view(
    document: Document, number: int, hints: Sequence[str], echoes: Sequence[str]
) -> View:
    """Return what is seen of a sentence whose own words carry no act: its letters, and the acts told before it."""
    sentence = document.layout.sentences[number]
    whole = tokens(document, *sentence[:2])
    found = [f"v={document.voice}", f"n={min(number, 3)}", f"len={min(len(whole) // 10, 6)}"]
    found += [f"h={hint}" for hint in hints]
    found += [f"e{i}={act}" for i, act in enumerate(echoes)]
    found += [f"e={act} h={hint}" for act in echoes for hint in hints]
    act = Act(Trigger("none", sentence.start, sentence.end), sentence.clauses[0], number, "", ())
    return View(found, [Run("w", whole, (1, 2, 3)), *_neighbours(document, act)])


def _neighbours(document: Document, act: Act) -> list[Run]:
    """Return what is seen of the sentences before and behind, where findings and refutations stand."""
    found: list[Run] = []
    for name, number in (("p", act.number - 1), ("q", act.number + 1)):
        if 0 <= number < len(document.layout.sentences):
            sentence = document.layout.sentences[number]
            text = tokens(document, sentence.start, min(sentence.end, sentence.start + 60))
            found.append(Run(name, text[:30], (2,)))
    paragraph = document.text.rfind("\n", max(0, act.clause.start - 1500), act.clause.start) + 1
    opening = tokens(document, paragraph, min(paragraph + 24, act.clause.start))
    return [*found, Run("o", opening, (2, 3))]


def of_filler(
    document: Document, act: Act, filler: Filler | None, others: Sequence[Filler], chosen: str = ""
) -> list[str]:
    """Return the features of a filler for a slot of an act; None is the empty slot.

    `others` are all fillers of the slot in their order, `chosen` is the actor once he is known.
    """
    own = of_rival(document, act, filler, others, chosen)
    return own + place_view(document, act, filler).features()


def place_view(document: Document, act: Act, filler: Filler | None) -> View:
    """Return what is the same for every slot of an act: of the empty slot, or of a filler."""
    return _of_none(document, act) if filler is None else _of_place(document, act, filler)


def of_rival(
    document: Document, act: Act, filler: Filler | None, others: Sequence[Filler], chosen: str = ""
) -> list[str]:
    """Return the features of a filler that other fillers of its slot make."""
    code = act.trigger.act
    start = act.sentence(document).start
    if filler is None:
        labels = sorted({o.label for o in others if o.start >= start and o.via == "mention"})
        return [f"null {code} {label}" for label in labels]
    where = _where(act, filler, start)
    rank = _rank(act, filler, others)
    found = [
        f"rank={rank} {filler.label}", f"rank={rank} {where} {code}",
        f"chosen={filler.text == chosen}", f"chosen={filler.text == chosen} {where}",
    ]  # fmt: skip
    if chosen and document.links.name(filler.text) == document.links.name(chosen):
        found.append("same")
    return found


def _of_none(document: Document, act: Act) -> View:
    """Return what the empty slot is seen by."""
    code = act.trigger.act
    clause = tokens(document, act.clause.start, act.clause.end)
    opening = paragraph_opening(document, act.sentence(document).start)
    words = [
        "null", f"null spk={speaker_kind(document, act.speaker)}", f"null po={opening[:2]}", f"null {code}",
        f"null st={act.status}", f"null v={document.voice}",
    ]  # fmt: skip
    return View(words, [Run("null", clause, (2,))])


def _of_place(document: Document, act: Act, filler: Filler) -> View:
    """Return what a filler is, where it stands, what stands around it."""
    code = act.trigger.act
    sentence = act.sentence(document)
    where = _where(act, filler, sentence.start)
    left = tokens(document, max(0, filler.start - 24), filler.start)[-4:]
    right = tokens(document, filler.end, min(len(document.text), filler.end + 24))[:4]
    kind = f"{filler.label} {filler.via}"
    opening = paragraph_opening(document, sentence.start)
    words = [
        f"k={kind}", f"k={kind} {code}", f"w={where}", f"w={where} {code}", f"w={where} {kind}", f"w={where} {kind} {code}",
        f"st={act.status} {where} {filler.label}",
        f"l1={left[-1:]} {code}", f"l1={left[-1:]}", f"l2={left[-2:]}", f"l2={left[-2:]} {code}", f"l3={left[-3:]}",
        f"r1={right[:1]} {code}", f"r1={right[:1]}", f"r2={right[:2]}", f"r2={right[:2]} {code}", f"r3={right[:3]}",
        f"lr={left[-1:]}{right[:1]} {filler.label}", f"v={document.voice} {kind}",
        f"sp={filler.text == act.speaker} {act.status}", f"sp={filler.text == act.speaker}",
        f"po={opening[:2]} {kind}", f"po={opening[:1]} {filler.via}",
        *_standing(document, filler, code),
    ]  # fmt: skip
    path = _path(document, act, filler, where)
    return View(words + path.words, path.runs)


def _where(act: Act, filler: Filler, opening: int) -> str:
    """Return where a filler stands, seen from the act."""
    trigger, clause = act.trigger, act.clause
    if filler.start < opening:
        return "back"
    if trigger.start <= filler.start and filler.end <= trigger.end:
        return "in"
    side = "before" if filler.start < trigger.start else "behind"
    near = clause.start <= filler.start < clause.end
    return f"{'clause' if near else 'sentence'} {side}"


def _rank(act: Act, filler: Filler, others: Sequence[Filler]) -> str:
    """Return how many fillers of the same label stand nearer to the act on the same side."""
    at, opening, label, via = act.trigger.start, filler.start, filler.label, filler.via
    before = opening < at
    nearer, first = 0, "1"
    for other in others:
        if other.label != label:
            continue
        start = other.start
        if start < opening and other.via == via:
            first = ""
        if (start < at) == before:
            nearer += start > opening if before else start < opening
    return f"{min(nearer, 3)}{'b' if before else 'f'}{first}"


def _standing(document: Document, filler: Filler, code: str) -> Iterator[str]:
    """Yield what the text says elsewhere of a filler: in office, in business, somebody's relative."""
    if filler.label == "PERSON":
        posts = document.posts(filler.text)
        kinds = sorted({o.unit.label if o.unit else "none" for o in posts}) or ["no"]
        yield from (f"office={k}" for k in kinds)
        yield from (f"office={k} {code}" for k in kinds)
        before = document.layout.between(max(0, filler.start - 12), filler.start)
        if before and before[-1].end == filler.start:
            yield f"after={before[-1].label}"
            yield f"after={before[-1].label} {code}"
        yield f"len={len(filler.text)}"
    if filler.via == "noun":
        yield f"noun={filler.text}"
        yield f"noun={filler.text} {code}"


def _path(document: Document, act: Act, filler: Filler, where: str) -> View:
    """Return the words between a filler and the act, by length and by letter."""
    trigger = act.trigger
    if where == "back":
        return View([f"back {filler.via}"], [])
    gap = (
        (filler.end, trigger.start) if filler.start < trigger.start else (trigger.end, filler.start)
    )
    between = tokens(document, gap[0], min(gap[1], gap[0] + _GAP)) if gap[0] <= gap[1] else ""
    size = min(len(between) // 3, 6)
    found = [f"d={size}", f"d={size} {filler.label} {act.trigger.act}"]
    if len(between) <= 10:
        found.append(f"path={where[-6:]}{between}")
    found.append(f"marks={min(sum(c in '，；：' for c in between), 3)} {filler.label}")
    return View(found, [Run(f"m{where[-6:]}", between[:20], (1, 2))])
