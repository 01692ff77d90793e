"""Names that stand again in the same document."""

from __future__ import annotations

from nlp.spans import Candidate
from nlp.tagging.echoes import echoes
from nlp.tagging.model import Found
from nlp.tagging.repeats import repeated

RULE = {"labels": "PERSON COMPANY", "least": 0.5, "length": 2}


def at(text: str, name: str, label: str, chance: float, nth: int = 0) -> Found:
    start = -1
    for _ in range(nth + 1):
        start = text.index(name, start + 1)
    return Found(start, start + len(name), label, chance)


def test_a_name_found_once_is_marked_wherever_it_stands_free() -> None:
    text = "江万里来了。江万里走了，江万里路上。"
    found = [at(text, "江万里", "PERSON", 0.9), at(text, "江万里路", "COMPANY", 0.9)]
    again = repeated(text, found, RULE)
    assert at(text, "江万里", "PERSON", 0.9, 1) in again
    assert len(again) == 3


def test_doubtful_short_and_other_names_are_left() -> None:
    text = "江万里、赵、局长，江万里、赵、局长"
    found = [
        at(text, "江万里", "PERSON", 0.4),
        at(text, "赵", "PERSON", 0.9),
        at(text, "局长", "POST", 0.9),
    ]
    assert repeated(text, found, RULE) == found


def test_the_label_is_that_of_the_greater_probability() -> None:
    text = "宏达、宏达、宏达"
    found = [at(text, "宏达", "PERSON", 0.6), at(text, "宏达", "COMPANY", 0.9, 1)]
    assert repeated(text, found, RULE)[2].label == "COMPANY"


def candidate(text: str, name: str, label: str) -> Candidate:
    start = text.index(name)
    return Candidate(start, start + len(name), label, "rule")


def test_a_trade_name_and_a_given_name_are_seen_elsewhere() -> None:
    text = "宏达建筑有限公司的江建华说，宏达没有钱，建华知道。"
    kept = [candidate(text, "宏达建筑有限公司", "COMPANY"), candidate(text, "江建华", "PERSON")]
    assert [text[s:e] for s, e, _ in echoes(text, kept)] == ["宏达", "建华"]


def test_a_name_that_stands_once_is_no_echo() -> None:
    text = "江建华来了"
    assert echoes(text, [candidate(text, "江建华", "PERSON")]) == []
    twice = text * 2
    found = echoes(twice, [candidate(text, "江建华", "PERSON")])
    assert [twice[s:e] for s, e, _ in found] == ["江建华"] * 2
