"""The measure: pairs by a best assignment, slots, statuses, leaks, relations; and the model's file."""

from __future__ import annotations

import numpy as np

from nlp.event_model import Decider, EventModel, pack, shipped, unpack
from nlp.event_scores import Alternatives, Figures, align, count, count_relations, is_check
from nlp.events import Event
from nlp.gold import GoldDocument, GoldEvent
from nlp.relations import Relation

NONE = Alternatives(())
TEXT = "江某持有A公司30%股份，收受吴某5万元。"


def found(**slots: str) -> Event:
    row = {"actor": "江某", "act": "gift", "status": "asserted", "speaker": "author", **slots}
    return Event(
        0, len(TEXT), row["actor"], True, row.get("post"), row.get("unit"), row.get("counterpart"), None,
        "unknown", row["act"], row.get("amount"), row.get("date"), row["status"], row["speaker"], "finding",
    )  # fmt: skip


def gold(
    *events: dict[str, str], relations: tuple[tuple[str | None, ...], ...] = ()
) -> GoldDocument:
    made = tuple(
        GoldEvent(e.pop("act", "gift"), {"actor": "江某", "status": "asserted", "speaker": "author", "basis": "finding"} | e)
        for e in events
    )  # fmt: skip
    return GoldDocument("x-1", "document", "notice", TEXT, (), made, relations)


def figures(document: GoldDocument, *events: Event) -> Figures:
    result = Figures()
    count(result, document, events)
    return result


def test_the_same_events_score_one() -> None:
    result = figures(
        gold({"counterpart": "吴某", "amount": "5万元"}), found(counterpart="吴某", amount="5万元")
    )
    assert result.slots.score("actor").f1 == 1
    assert result.slots.score("counterpart").f1 == 1
    assert result.confusion == {("asserted", "asserted"): 1}


def test_nothing_found_scores_nothing() -> None:
    result = figures(gold({"counterpart": "吴某"}))
    assert result.slots.score("act") == (0, 0, 0, 1)


def test_the_assignment_is_the_one_that_is_worth_most() -> None:
    one = {"act": "gift", "actor": "江某", "counterpart": "吴某", "status": "asserted"}
    two = {"act": "gift", "actor": "江某", "counterpart": "钱某", "status": "asserted"}
    pairs = align([one, two], [dict(two), dict(one)], NONE)
    assert all(pair.gold == pair.found for pair in pairs)


def test_events_that_share_only_the_act_are_not_the_same() -> None:
    pairs = align(
        [{"act": "gift", "actor": "江某", "status": "asserted"}],
        [{"act": "gift", "actor": "钱某", "status": "asserted"}], NONE,
    )  # fmt: skip
    assert sorted(pair.gold is None for pair in pairs) == [False, True]


def test_another_post_of_the_same_actor_counts_as_right() -> None:
    also = Alternatives(
        [("office", "江某", "局长", "水利局"), ("office", "江某", "党组书记", "水利局")]
    )
    wanted = {"actor": "江某", "post": "局长"}
    assert also.fit("post", wanted, {"actor": "江某", "post": "党组书记"})
    assert not also.fit("post", wanted, {"actor": "江某", "post": "科长"})


def test_a_firm_and_its_owner_stand_for_each_other_as_counterpart() -> None:
    also = Alternatives([("holds", "吴某", "A公司", None, "own")])
    assert also.fit("counterpart", {"counterpart": "A公司"}, {"counterpart": "吴某"})
    assert not also.fit("counterpart", {"counterpart": "A公司"}, {"counterpart": "钱某"})


def test_a_denied_event_that_comes_out_as_asserted_is_a_leak() -> None:
    denied = {"counterpart": "吴某", "status": "denied", "speaker": "江某", "basis": "statement"}
    result = figures(gold(denied), found(counterpart="吴某"))
    assert (result.weak, result.leaked, result.unexplained) == (1, 1, 1)


def test_a_hearsay_event_that_stays_alleged_is_none() -> None:
    heard = {"counterpart": "吴某", "status": "alleged", "basis": "hearsay"}
    result = figures(gold(heard), found(counterpart="吴某", status="alleged"))
    assert (result.weak, result.leaked) == (1, 0)


def test_relations_are_compared_as_they_stand() -> None:
    document = gold(
        relations=(("paid", "吴某", "江某", "5万元"), ("holds", "江某", "A公司", "30%", "own"))
    )
    result = Figures()
    rows = [
        Relation(0, 1, "paid", "吴某", "江某", "5万元", None, 0.7),
        Relation(0, 1, "holds", "江某", "A公司", "30%", "hidden", 0.7),
    ]
    loose = count_relations(result, document, rows)
    assert result.relations.score("paid").f1 == 1
    assert result.relations.score("holds").f1 == 0
    assert len(loose) == 2


def test_one_document_in_four_is_kept_for_checking() -> None:
    kept = [
        n for n in range(8) if is_check(GoldDocument(f"a-{n:03}", "document", "notice", "", ()))
    ]
    assert kept == [3, 7]


def test_a_model_comes_back_from_its_file_and_has_one_form() -> None:
    decider = Decider(("a", "b"), np.array([0.5, -0.5]), {"y": 0, "x": 1}, np.array([[1.0, 2.0], [3.0, 4.0]]))  # fmt: skip
    model = EventModel({"status": decider}, {"event": -1.0})
    back = unpack(pack(model))
    assert back.deciders["status"].scores(["x", "z"]) == [3.5, 3.5]
    assert back.deciders["status"].scores(["x", "y"]) == [4.5, 5.5]
    assert back.thresholds == {"event": -1.0}
    assert pack(model) == pack(back)


def test_the_shipped_model_has_every_decider_and_threshold() -> None:
    model = shipped()
    assert set(model.deciders) == {
        "event", "silent", "status", "relation", "basis", "actor", "counterpart", "amount", "date", "speaker",
    }  # fmt: skip
    assert set(model.thresholds) == {
        "event", "whole", "silent", "asserted", "plain", "found", "rule", "opening_date",
    }  # fmt: skip
    assert set(model.deciders["status"].classes) == {
        "denied", "negated", "hypothetical", "unknown", "alleged", "asserted",
    }  # fmt: skip
