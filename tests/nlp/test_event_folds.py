"""Cross-validation: folds of documents, examples put together, leaks told, and a reader given its model."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.annotation import parse
from nlp.event_folds import Measured, Outcome, folds, merged, models, summary, told_leaks
from nlp.event_model import EventModel, shipped
from nlp.event_scores import Pair
from nlp.event_training import Examples, examples, reading
from nlp.events import EventReader
from nlp.gold import GoldDocument, GoldEvent
from nlp.resources import lexicon

READER = EventReader(lexicon("triggers"), lexicon("cues"))


def document(marked: str, *events: GoldEvent) -> GoldDocument:
    text, spans = parse(marked)
    return GoldDocument("x-1", "document", "notice", text, tuple(spans), events)


@given(st.integers(1, 60), st.integers(1, 7))
def test_every_document_has_one_fold_and_the_folds_are_even(documents: int, number: int) -> None:
    fold = folds(documents, number)
    sizes = [fold.count(n) for n in range(number)]
    assert sum(sizes) == documents
    assert max(sizes) - min(sizes) <= 1
    assert fold == folds(documents, number)


def test_the_examples_of_documents_together_are_those_of_all() -> None:
    event = GoldEvent("gift", {"actor": "江某", "amount": "5万元", "status": "asserted", "speaker": "author", "basis": "finding"})  # fmt: skip
    texts = ("经查，[江某]PERSON收受[吴某]PERSON[5万元]MONEY。", "[江某]PERSON任[局长]POST。")
    read = [reading(READER, document(t, event)) for t in texts]
    parts = [examples(READER, [one]) for one in read]
    whole, joined = examples(READER, read), merged(parts)
    assert {k: (e.rows, e.classes) for k, e in joined.items()} == {
        k: (e.rows, e.classes) for k, e in whole.items()
    }


def test_a_model_has_not_seen_its_fold() -> None:
    learnt = [
        {"status": Examples([[f"own{n}", f"c{n % 2}"]] * 2, ["asserted", "denied"])}
        for n in range(8)
    ]
    fold = folds(8, 4)
    found = dict(models(learnt, fold))
    assert sorted(found) == [0, 1, 2, 3]
    for number, model in found.items():
        seen = set(model.deciders["status"].rows)
        assert not seen & {f"own{n}" for n in range(8) if fold[n] == number}


def test_a_reader_uses_the_model_that_it_is_given() -> None:
    gold = document("经查，[江某]PERSON收受[吴某]PERSON[5万元]MONEY。")
    mentions = reading(READER, gold).document.layout.mentions
    never = EventModel(shipped().deciders, {**shipped().thresholds, "event": 99.0, "whole": 99.0, "silent": 2.0})  # fmt: skip
    assert READER.read(gold.text, mentions, [], "document")
    assert not READER.read(gold.text, mentions, [], "document", never)


def test_a_leak_is_told_with_its_words() -> None:
    wanted = {"act": "gift", "actor": "江某", "status": "denied", "basis": "statement"}
    got = {"act": "gift", "actor": "江某", "status": "asserted", "passage": "江某说没有收。"}
    measured = Measured()
    measured.figures.confusion["asserted", "asserted"] += 1
    measured.figures.statuses.gold["asserted"] += 2
    measured.outcomes.append(Outcome(document("江某说没有收。"), [], [Pair(wanted, got)]))
    assert "江某说没有收。" in told_leaks(measured)
    assert "denied → asserted" in told_leaks(measured)
    assert "asserted kept 1/2" in summary(measured)
