"""The chain against every tag sequence, one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.tagging import chain
from nlp.tagging.compiled import Array
from nlp.tagging.tags import allowed, decode, edges

LABELS = ("A", "B")
TAGS = 9


def problem(seed: int, length: int) -> tuple[Array, Array, Array, Array]:
    generator = np.random.default_rng(seed)
    trans = np.where(allowed(TAGS), generator.normal(size=(TAGS, TAGS)), -np.inf)
    first, last = (np.where(may, 0.0, -np.inf) for may in edges(TAGS))
    return generator.normal(scale=2.0, size=(length, TAGS)).astype(np.float32), trans, first, last


def every(emit: Array, trans: Array, first: Array, last: Array) -> dict[tuple[int, ...], float]:
    """Return the weight of each sequence that is allowed."""
    found = {}
    for path in product(range(TAGS), repeat=len(emit)):
        score = first[path[0]] + last[path[-1]] + sum(emit[i, t] for i, t in enumerate(path))
        score += sum(trans[s, t] for s, t in pairwise(path))
        if np.isfinite(score):
            found[path] = float(np.exp(score))
    return found


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_best_path_is_the_heaviest_of_all(seed: int, length: int) -> None:
    parts = problem(seed, length)
    weights = every(*parts)
    path = tuple(chain.best(*parts).tolist())
    assert weights[path] == pytest.approx(max(weights.values()), rel=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_probabilities_of_tags_are_shares_of_the_whole(seed: int, length: int) -> None:
    parts = problem(seed, length)
    weights = every(*parts)
    total = sum(weights.values())
    forward, backward, *_ = chain.sums(*parts)
    for i in range(length):
        for tag in range(TAGS):
            share = sum(w for path, w in weights.items() if path[i] == tag) / total
            assert forward[i, tag] * backward[i, tag] == pytest.approx(share, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_probability_of_a_span_is_the_share_of_sequences_that_hold_it(
    seed: int, length: int
) -> None:
    parts = problem(seed, length)
    weights = every(*parts)
    total = sum(weights.values())
    path = chain.best(*parts)
    sure, _ = chain.span_probabilities(path, *parts)
    for span in decode(path, LABELS):
        holding = sum(w for other, w in weights.items() if span in decode(np.array(other), LABELS))
        assert sure[span.end - 1] == pytest.approx(holding / total, abs=1e-6)


def test_paragraphs_are_read_apart() -> None:
    emit, trans, first, last = problem(5, 7)
    path, sure, silent = chain.read(emit, np.array([0, 3, 3, 7]), trans, first, last)
    for low, high in ((0, 3), (3, 7)):
        part = chain.best(emit[low:high], trans, first, last)
        assert path[low:high].tolist() == part.tolist()
        alone, none = chain.span_probabilities(part, emit[low:high], trans, first, last)
        assert sure[low:high].tolist() == alone.tolist()
        assert silent[low:high].tolist() == none.tolist()


def test_very_unlike_scores_do_not_overflow() -> None:
    emit, trans, first, last = problem(1, 5)
    forward, backward, *_ = chain.sums(emit * 60, trans, first, last)
    assert np.allclose((forward * backward).sum(axis=1), 1.0)
