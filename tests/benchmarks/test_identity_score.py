"""The measures of the identity benchmark on cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.identity_score import Score, calibration_error, deciles, score

SUBJECTS = pa.table({
    "n": [0, 1, 2, 3], "person": [10, 11, 12, 13], "present": [True, True, True, False],
})  # fmt: skip


def test_precision_counts_distinct_pairs_and_recall_those_who_are_there() -> None:
    links = pa.table({"n": [0, 0, 0, 1, 3], "found": [10, 10, 99, 98, 97]})
    found = score(links, SUBJECTS)
    assert found == Score(4, 1 / 4, 1 / 3)
    assert found.f1 == pytest.approx(2 / 7)


def test_no_links_score_nothing_and_do_not_fail() -> None:
    none = pa.table({"n": pa.array([], pa.int64()), "found": pa.array([], pa.int64())})
    assert score(none, SUBJECTS) == Score(0, 0.0, 0.0)
    assert score(none, SUBJECTS).f1 == 0.0


def test_calibration_error_is_the_mean_gap() -> None:
    right = np.array([True] * 9 + [False])
    assert calibration_error(right, np.full(10, 0.9), bins=1) == pytest.approx(0.0)
    assert calibration_error(right, np.full(10, 0.4), bins=1) == pytest.approx(0.5)


def test_deciles_go_from_rare_to_common_whatever_the_order() -> None:
    key = np.array([5, 1, 4, 2])
    right = np.array([False, True, False, True])
    assert deciles(key, right, groups=2) == [(2, 1.0), (2, 0.0)]
