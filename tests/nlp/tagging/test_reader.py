"""Scores and reading in one call each, against the features, the sums and the chain that say what it does."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.tagging import chain, emit, reader, templates
from nlp.tagging.tags import allowed, edges

TAGS = 9
COLUMNS, SPARSE = ["char", "list", "rule"], ["list", "rule"]
LINES = ["char[0]", "char[-1] char[0]", "list[0]", "list[-1] list[0]", "rule[1]", "list[0] rule[0] char[1]"]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12))
def test_the_scores_are_those_of_the_features_one_by_one(seed: int, length: int) -> None:
    generator = np.random.default_rng(seed)
    cells = generator.integers(0, 3, (length, 3))
    bounds = np.array([0, length // 2, length])
    table = templates.parse(LINES, COLUMNS, SPARSE)
    wanted = templates.keys(cells, bounds, table)
    names = np.unique(wanted[wanted > 0])[::2]
    known = templates.table_of(names)
    weights = generator.integers(-127, 128, (names.size, TAGS)).astype(np.int8)
    scale = generator.random(TAGS).astype(np.float32)
    expected = templates.emissions(templates.find(wanted, *known), weights, scale)
    for place in (1, 4):
        expected[:, place::4] += np.float32(0.8)
    given_features = tuple(emit.known(names, weights))
    found = emit.scores(cells, bounds, tuple(emit.plan(table)), given_features, scale, 0.8)
    assert found.tolist() == expected.tolist()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.sampled_from([0.0, 1.0]))
def test_spans_and_probabilities_are_those_of_the_chain(
    seed: int, length: int, uneven: float
) -> None:
    generator = np.random.default_rng(seed)
    trans = np.where(allowed(TAGS), generator.integers(-2, 3, (TAGS, TAGS)), -np.inf)
    first, last = (np.where(may, 0.0, -np.inf) for may in edges(TAGS))
    emit = generator.integers(-3, 4, (length, TAGS)).astype(np.float32)  # whole numbers: many ties
    emit += np.float32(uneven) * generator.random((length, TAGS)).astype(np.float32)
    bounds = np.array([0, length // 2, length])
    expected = chain.read(emit, bounds, trans, first, last)
    path, sure, silent = reader.read(emit, bounds, tuple(reader.steps(trans)))
    assert path.tolist() == expected[0].tolist()
    assert np.allclose(sure, expected[1], atol=1e-12)
    assert np.allclose(silent, expected[2], atol=1e-12)
