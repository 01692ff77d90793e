"""The lexicons are what the code takes them for."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from spacy.language import Language

from nlp.pipeline import COMPONENTS
from nlp.resources import alternation, lexicon, words

ACTS = {
    "hold", "nominee", "run", "shares_gift", "dividend", "gift", "hospitality", "favour",
    "embezzle", "shield", "misconduct",
}  # fmt: skip


def test_every_lexicon_says_where_it_comes_from() -> None:
    for item in files("nlp").joinpath("lexicons").iterdir():
        head = item.read_text(encoding="utf-8").split("\n", 3)[:3]
        assert item.name == "probabilities.yaml" or "Source" in "".join(head), item.name


def test_probabilities_are_probabilities_and_say_how_they_were_set() -> None:
    for rule, facts in lexicon("probabilities").items():
        assert 0 < facts["p"] <= 1, rule
        assert facts["set"], rule


def test_every_act_of_the_guidelines_has_triggers() -> None:
    data = lexicon("triggers")
    assert {facts.get("act", name) for name, facts in data.items()} == ACTS
    for facts in data.values():
        assert set(facts["covers"]) <= ACTS
        for pattern in facts["patterns"]:
            re.compile(pattern)


def test_there_are_surnames_enough() -> None:
    data = lexicon("persons")
    assert len(set(data["surnames"]) - {" "}) >= 400
    assert len(words(data["compound"])) >= 80


def test_an_alternation_prefers_the_longest() -> None:
    pattern = re.compile(alternation(["局", "局长", "c+"]))
    assert [pattern.match(word)[0] for word in ("局长们", "局里", "c+")] == ["局长", "局", "c+"]  # type: ignore[index]


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_a_registered_factory(bare: Language, name: str) -> None:
    assert bare.has_factory(name)
    assert name in bare.pipe_names
