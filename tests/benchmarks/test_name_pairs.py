"""The file of name pairs is whole, and the engine keeps to its goals on it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.name_pairs import KINDS, Pair, Score, ours, pairs, score, together

GOALS = {"person": 0.95, "company": 0.92, "mask": 1.0}


def test_the_file_has_enough_pairs_once_each() -> None:
    every = pairs()
    assert len({(p.kind, p.a, p.b) for p in every}) == len(every) >= 640
    counts = Counter(p.kind for p in every)
    assert counts["person"] >= 340
    assert counts["company"] >= 200
    assert counts["mask"] >= 100
    labels = {"same", "possible", "different"}
    assert {x for p in every for x in (p.label, p.first, p.second)} == labels


def test_a_label_that_both_passes_gave_was_kept_but_for_noted_changes() -> None:
    assert [p for p in pairs() if p.first == p.second != p.label] == []


@pytest.mark.parametrize("kind", KINDS)
def test_goals(kind: str) -> None:
    given = [p for p in pairs() if p.kind == kind]
    assert score(given, [together(p) for p in given]).f1 >= GOALS[kind]


def test_no_mask_is_evidence() -> None:
    masked = [p for p in pairs() if p.kind == "mask"]
    assert masked
    assert all(ours(p).bans <= 0 for p in masked)


def test_a_score_counts_errors_of_both_kinds() -> None:
    given = [Pair(n, "person", "", "", label, label, label) for n, label in enumerate(("same", "possible", "different", "different"))]  # fmt: skip
    assert score(given, [True, False, True, False]) == Score(1, 1, 1, 4)
    assert score(given, [True, False, True, False]).f1 == 0.5
