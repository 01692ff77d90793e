"""Denials: told as denied, as events of their own, of him who denies; findings in notices stay asserted."""

from __future__ import annotations

import pytest

from nlp.annotation import parse
from nlp.clauses import Layout
from nlp.event_features import Act
from nlp.event_fill import Filled
from nlp.resources import lexicon
from nlp.slots import Document, Filler
from nlp.spans import Mention
from nlp.triggers import Trigger
from nlp.voices import Denial, Voices

VOICES = Voices(lexicon("cues")["voices"])
FOUND = "经查，[江某]PERSON收受[吴某]PERSON[5万元]MONEY。"


def read(marked: str) -> Document:
    text, spans = parse(marked)
    mentions = [Mention(s.start, s.end, text[s.start : s.end], s.label, 1.0, None) for s in spans]
    return Document(Layout(text, mentions), [], "author")


def told(document: Document, status: str, *hints: str, number: int = 0) -> Filled:
    """Return 江某 receiving 5万元 from 吴某 as told by the whole of a sentence."""
    sentence = document.layout.sentences[number]
    act = Act(Trigger("gift", sentence.start, sentence.end), sentence.clauses[-1], number, status, hints)  # fmt: skip
    actor, other = (_filler(document, name) for name in ("江某", "吴某"))
    return Filled(
        act, actor, other, None, None, "unknown", "5万元", None, status, "author", "finding"
    )


def _filler(document: Document, name: str) -> Filler:
    mention = next(m for m in document.layout.mentions if m.text == name)
    return Filler(name, "PERSON", mention.start, mention.end, "mention", mention)


def denials(marked: str) -> list[Denial]:
    return list(VOICES.denials(read(marked)))


@pytest.mark.parametrize(
    "denial",
    [
        "[江某]PERSON辩称，该款是借款。",
        "[江某]PERSON说，他一分钱没拿。",
        "被告人[江某]PERSON对上述事实均不认可。",
        "[江某]PERSON的辩护人提出，该[5万元]MONEY系借款。",
        "其本人坚称与己无关。",
    ],
)
def test_a_denial_without_words_of_the_act_means_what_was_told(denial: str) -> None:
    document = read(FOUND + denial)
    event = told(document, "asserted", "basis.finding")
    first, second = VOICES.rebutted(document, [event])
    assert first == event
    assert (second.status, second.basis, second.act.trigger.act) == ("denied", "statement", "gift")
    assert second.actor is not None
    assert second.actor.text == "江某"
    assert second.speaker in ("江某", "辩护人")
    assert second.act.number == 1


def test_a_giver_who_denies_negates() -> None:
    document = read(FOUND + "[吴某]PERSON否认此事。")
    *_, last = VOICES.rebutted(document, [told(document, "asserted", "basis.finding")])
    assert (last.status, last.speaker, last.basis) == ("negated", "吴某", "witness")


@pytest.mark.parametrize(
    "sentence",
    [
        "[江某]PERSON承认收了钱。",
        "[江某]PERSON没有否认。",
        "[江某]PERSON起初否认，后承认收受。",
        "[江某]PERSON说，他下午开会。",
        "[钱某]PERSON辩称，自己不知情。",
        "经查，该款未入账。",
    ],
)
def test_nothing_is_denied_here(sentence: str) -> None:
    document = read(FOUND + sentence)
    event = told(document, "asserted", "basis.finding")
    assert VOICES.rebutted(document, [event]) == [event]


def test_an_act_that_a_denial_tells_itself_is_denied_once() -> None:
    document = read("[江某]PERSON否认收受[吴某]PERSON[5万元]MONEY。")
    sentence = document.layout.sentences[0]
    event = told(document, "negated")
    at = document.text.index("收受")
    event = event._replace(act=event.act._replace(trigger=Trigger("gift", at, sentence.end)))
    (only,) = VOICES.rebutted(document, [event])
    assert (only.status, only.speaker, only.basis) == ("denied", "江某", "statement")


@pytest.mark.parametrize(("hints", "status"), [((), "alleged"), (("basis.finding",), "asserted")])
def test_what_the_same_text_negates_stands_only_as_a_finding(hints: tuple[str, ...], status: str) -> None:  # fmt: skip
    document = read("[江某]PERSON收受[吴某]PERSON[5万元]MONEY。未发现其收受财物。")
    events = [told(document, "asserted", *hints), told(document, "negated", number=1)]
    assert [one.status for one in VOICES.rebutted(document, events)] == [status, "negated"]


def test_a_plain_notice_stays_as_it_is() -> None:
    document = read(FOUND + "[江某]PERSON受到开除党籍处分。")
    events = [told(document, "asserted")]
    assert VOICES.rebutted(document, events) == events


def test_a_denial_names_him_who_speaks_and_where_it_ends() -> None:
    (denial,) = denials("[江某]PERSON辩称该款是借款，经查与事实不符。")
    assert denial.speaker == "江某"
    assert denial.strong
    assert "经查" not in read("[江某]PERSON辩称该款是借款，经查与事实不符。").text[denial.start : denial.end]  # fmt: skip
