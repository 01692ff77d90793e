"""What the trained deciders see of an act and of what may fill its slots (特征): short strings, no numbers.

Names are taken out: a mention is one token, its label, so that nothing is learnt about a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.gram_table import Bundle, Frame, Run, View, ending, opening, runs, stepwise
from nlp.slots import Document, Filler
from nlp.triggers import Trigger

#: How much of the text between a filler and an act is looked at.
_GAP = 240
_NEAR = 7  # tokens on each side of an act or a filler that are looked at one by one
_SHORT = 10  # so many tokens between a filler and an act are one feature


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
    code, voice = trigger.act, document.voice
    words = tokens(document, trigger.start, trigger.end)
    left = tokens(document, max(sentence.start, trigger.start - 60), trigger.start)
    right = tokens(document, trigger.end, min(sentence.end, trigger.end + 60))
    inside = tokens(document, clause.start, clause.end)
    speaker = speaker_kind(document, act.speaker)
    last = act.number == len(document.layout.sentences) - 1
    head = document.text[sentence.end - 1] not in "。！？!?"
    bundles = [
        Bundle(_of_kind, (code, trigger.strong, voice, act.status, speaker)),
        Bundle(_of_size, (min(act.number, 3), last, head, min(len(inside) // 6, 6))),
        *(Bundle(_of_hint, (hint, speaker, code)) for hint in act.hints),
    ]
    seen = [
        Run(runs("c", (1, 2, 3)), inside), Run(runs(f"{code}:", (1, 2)), inside),
        Run(runs("b", (1, 2, 3)), left[-12:]), Run(runs("f", (1, 2, 3)), right[:12]),
        Run(runs("s", (2,)), f"{left}|{words}|{right}"),
        Run(stepwise("b", _NEAR, leftward=True), left), Run(stepwise("f", _NEAR, leftward=False), right),
    ]  # fmt: skip
    return View([f"t={code}:{words[:6]}"], seen + _neighbours(document, act), bundles)


def _of_kind(code: str, strong: bool, voice: str, status: str, speaker: str) -> Sequence[str]:  # noqa: FBT001
    return (
        f"a={code}", f"a={code} s={strong}", f"v={voice}", f"v={voice} a={code}", f"r={status}",
        f"r={status} v={voice}", f"spk={speaker}", f"spk={speaker} a={code}", f"spk={speaker} r={status}",
    )  # fmt: skip


def _of_size(number: int, last: bool, head: bool, size: int) -> Sequence[str]:  # noqa: FBT001
    return f"n={number}", f"last={last}", f"head={head}", f"len={size}"


def _of_hint(hint: str, speaker: str, code: str) -> Sequence[str]:
    return f"h={hint}", f"h={hint} spk={speaker}", f"h={hint} a={code}"


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
    return View(found, [Run(runs("w", (1, 2, 3)), whole), *_neighbours(document, act)])


def _neighbours(document: Document, act: Act) -> list[Run]:
    """Return what is seen of the sentences before and behind, where findings and refutations stand."""
    found: list[Run] = []
    for name, number in (("p", act.number - 1), ("q", act.number + 1)):
        if 0 <= number < len(document.layout.sentences):
            sentence = document.layout.sentences[number]
            text = tokens(document, sentence.start, min(sentence.end, sentence.start + 60))
            found.append(Run(runs(name, (2,)), text[:30]))
    paragraph = document.text.rfind("\n", max(0, act.clause.start - 1500), act.clause.start) + 1
    heading = tokens(document, paragraph, min(paragraph + 24, act.clause.start))
    return [*found, Run(runs("o", (2, 3)), heading)]


def of_filler(
    document: Document, act: Act, filler: Filler | None, others: Sequence[Filler], chosen: str = ""
) -> list[str]:
    """Return the features of a filler for a slot of an act; None is the empty slot.

    `others` are all fillers of the slot in their order, `chosen` is the actor once he is known.
    """
    own = rivalry(document, act, filler, others, chosen).features()
    return [*own, *place_view(document, act, filler).features()]


def place_view(document: Document, act: Act, filler: Filler | None) -> View:
    """Return what is the same for every slot of an act: of the empty slot, or of a filler."""
    return _of_none(document, act) if filler is None else _of_place(document, act, filler)


def rivalry(
    document: Document, act: Act, filler: Filler | None, others: Sequence[Filler], chosen: str = ""
) -> Bundle:
    """Return the features of a filler that other fillers of its slot make."""
    code = act.trigger.act
    start = act.sentence(document).start
    if filler is None:
        labels = {o.label for o in others if o.start >= start and o.via == "mention"}
        return Bundle(_without, (code, *sorted(labels)))
    where = _where(act, filler, start)
    rank = _rank(act, filler, others)
    name = document.links.name
    same = bool(chosen) and name(filler.text) == name(chosen)
    return Bundle(_among, (rank, filler.label, where, code, filler.text == chosen, same))


def _without(code: str, *labels: str) -> Sequence[str]:
    return [f"null {code} {label}" for label in labels]


def _among(
    rank: str, label: str, where: str, code: str, chosen: bool, same: bool  # noqa: FBT001
) -> Sequence[str]:  # fmt: skip
    found = (
        f"rank={rank} {label}", f"rank={rank} {where} {code}", f"chosen={chosen}",
        f"chosen={chosen} {where}",
    )  # fmt: skip
    return (*found, "same") if same else found


def _of_none(document: Document, act: Act) -> View:
    """Return what the empty slot is seen by."""
    code = act.trigger.act
    clause = tokens(document, act.clause.start, act.clause.end)
    heading = paragraph_opening(document, act.sentence(document).start)
    speaker = speaker_kind(document, act.speaker)
    empty = Bundle(_of_empty, (speaker, heading[:2], code, act.status, document.voice))
    return View((), [Run(runs("null", (2,)), clause)], [empty])


def _of_empty(speaker: str, heading: str, code: str, status: str, voice: str) -> Sequence[str]:
    return (
        "null", f"null spk={speaker}", f"null po={heading}", f"null {code}", f"null st={status}",
        f"null v={voice}",
    )  # fmt: skip


def _of_place(document: Document, act: Act, filler: Filler) -> View:
    """Return what a filler is, where it stands, what stands around it."""
    code = act.trigger.act
    sentence = act.sentence(document)
    where = _where(act, filler, sentence.start)
    left = tokens(document, max(0, filler.start - 24), filler.start)[-4:]
    right = tokens(document, filler.end, min(len(document.text), filler.end + 24))[:4]
    label, via = filler.label, filler.via
    heading = paragraph_opening(document, sentence.start)
    bundles = [
        Bundle(_of_place_kind, (label, via, code, where, act.status, document.voice)),
        Bundle(_of_speech, (filler.text == act.speaker, act.status)),
        Bundle(_of_heading, (heading[:2], label, via)),
        *_standing(document, filler, code),
    ]
    seen = [Run(_before(code), left), Run(_behind(code), right), Run(_between(label), left[-1:] + right[:1])]  # fmt: skip
    path = _path(document, act, filler, where)
    return View(path.words, [*seen, *path.runs], [*bundles, *path.bundles])


def _of_place_kind(
    label: str, via: str, code: str, where: str, status: str, voice: str
) -> Sequence[str]:
    kind = f"{label} {via}"
    return (
        f"k={kind}", f"k={kind} {code}", f"w={where}", f"w={where} {code}", f"w={where} {kind}",
        f"w={where} {kind} {code}", f"st={status} {where} {label}", f"v={voice} {kind}",
    )  # fmt: skip


def _of_speech(speaks: bool, status: str) -> Sequence[str]:  # noqa: FBT001
    return f"sp={speaks} {status}", f"sp={speaks}"


def _of_heading(heading: str, label: str, via: str) -> Sequence[str]:
    return f"po={heading} {label} {via}", f"po={heading[:1]} {via}"


@cache
def _before(code: str) -> Frame:
    """Return what is looked up of the words right before a filler."""
    coded = [ending(f"l{size}=", size, f" {code}") for size in (1, 2)]
    return Frame([*coded, *(ending(f"l{size}=", size) for size in (1, 2, 3))])


@cache
def _behind(code: str) -> Frame:
    """Return what is looked up of the words right behind a filler."""
    coded = [opening(f"r{size}=", size, f" {code}") for size in (1, 2)]
    return Frame([*coded, *(opening(f"r{size}=", size) for size in (1, 2, 3))])


@cache
def _between(label: str) -> Frame:
    """Return what is looked up of the two letters on the sides of a filler."""
    return Frame([opening("lr=", 2, f" {label}")])


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


def _standing(document: Document, filler: Filler, code: str) -> Iterator[Bundle]:
    """Yield what the text says elsewhere of a filler: in office, in business, somebody's relative."""
    if filler.label == "PERSON":
        posts = document.posts(filler.text)
        kinds = tuple(sorted({o.unit.label if o.unit else "none" for o in posts})) or ("no",)
        before = document.layout.between(max(0, filler.start - 12), filler.start)
        after = before[-1].label if before and before[-1].end == filler.start else ""
        yield Bundle(_of_office, (kinds, after, len(filler.text), code))
    if filler.via == "noun":
        yield Bundle(_of_noun, (filler.text, code))


def _of_office(kinds: Sequence[str], after: str, size: int, code: str) -> Sequence[str]:
    found = [f"office={kind}" for kind in kinds] + [f"office={kind} {code}" for kind in kinds]
    found += [f"after={after}", f"after={after} {code}"] if after else []
    return [*found, f"len={size}"]


def _of_noun(noun: str, code: str) -> Sequence[str]:
    return f"noun={noun}", f"noun={noun} {code}"


def _path(document: Document, act: Act, filler: Filler, where: str) -> View:
    """Return the words between a filler and the act, by length and by letter."""
    trigger = act.trigger
    if where == "back":
        return View([f"back {filler.via}"], [])
    gap = (
        (filler.end, trigger.start) if filler.start < trigger.start else (trigger.end, filler.start)
    )
    between = tokens(document, gap[0], min(gap[1], gap[0] + _GAP)) if gap[0] <= gap[1] else ""
    marks = min(sum(map(between.count, "，；：")), 3)
    size = min(len(between) // 3, 6)
    side = where[-6:]
    found = [f"path={side}{between}"] if len(between) <= _SHORT else []
    distance = Bundle(_of_distance, (size, marks, filler.label, trigger.act))
    return View(found, [Run(runs(f"m{side}", (1, 2)), between[:20])], [distance])


def _of_distance(size: int, marks: int, label: str, code: str) -> Sequence[str]:
    return f"d={size}", f"d={size} {label} {code}", f"marks={marks} {label}"
