from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.automaton import Automaton, Hit, longest_of

NAMES = st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=4), unique=True, max_size=8)


def brute(names: list[str], text: str) -> list[Hit]:
    found, at = [], 0
    while at < len(text):
        fits = [name for name in names if text.startswith(name, at)]
        if fits:
            best = max(fits, key=len)
            found.append(Hit(at, at + len(best), names.index(best)))
            at += len(best)
        else:
            at += 1
    return found


@given(NAMES, st.text(alphabet="甲乙丙丁", max_size=30))
def test_longest_is_leftmost_longest_as_by_hand(names: list[str], text: str) -> None:
    automaton = Automaton((name, i) for i, name in enumerate(names))
    assert automaton.longest(text) == brute(names, text)
    assert len(automaton) == len(names)


def test_of_a_name_given_twice_the_first_value_stands() -> None:
    assert Automaton([("甲公司", 1), ("甲公司", 2)]).longest("甲公司") == [Hit(0, 3, 1)]


@given(NAMES, st.text(alphabet="甲乙丙丁", max_size=30))
def test_every_finds_all_occurrences_as_by_hand(names: list[str], text: str) -> None:
    by_hand = {
        Hit(at, at + len(name), i % 2)
        for i, name in enumerate(names)
        for at in range(len(text))
        if text.startswith(name, at)
    }
    automaton = Automaton((name, i % 2) for i, name in enumerate(names))
    hits = list(automaton.every(text))
    assert set(hits) == by_hand
    assert len(hits) == len(by_hand)
    assert [hit.end for hit in hits] == sorted(hit.end for hit in hits)


def test_a_name_too_long_to_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="4096 characters"):
        Automaton([("甲" * 4096, 1)])


@pytest.mark.parametrize("times", [1, 4000])
@given(NAMES, st.text(alphabet="甲乙丙丁", max_size=30))
def test_names_asked_for_once_are_found_alike(times: int, names: list[str], text: str) -> None:
    long = text + "丁" * times
    assert longest_of({name: i for i, name in enumerate(names)}, long) == brute(names, long)
