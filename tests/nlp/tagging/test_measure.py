"""Figures with intervals, and probabilities that mean what they say."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.annotation import LABELS, Span, score
from nlp.tagging.measure import calibration, counts, report
from nlp.tagging.model import Found


def cases(seed: int, texts: int) -> list[tuple[set[Span], set[Span]]]:
    generator = np.random.default_rng(seed)
    pairs = []
    for _ in range(texts):
        gold = {Span(i * 3, i * 3 + 2, LABELS[int(generator.integers(3))]) for i in range(5)}
        found = {s if generator.random() < 0.8 else s._replace(end=s.end + 1) for s in gold}
        pairs.append((gold, found))
    return pairs


def test_the_figures_are_those_of_the_strict_score() -> None:
    pairs = cases(1, 40)
    figures = report([counts(g, f, LABELS) for g, f in pairs], LABELS, 1)
    strict = score(pairs)
    assert figures.micro.value == pytest.approx(strict["micro"].f1, abs=1e-4)
    assert set(figures.labels) == set(LABELS[:3])
    for name, figure in figures.labels.items():
        assert figure.value == pytest.approx(strict[name].f1, abs=1e-4)
        assert figure.low <= figure.value <= figure.high
    mean = sum(strict[name].f1 for name in LABELS[:3]) / 3
    assert figures.macro.value == pytest.approx(mean, abs=1e-4)


def test_more_texts_make_the_interval_narrower() -> None:
    small, large = (
        report([counts(g, f, LABELS) for g, f in cases(2, n)], LABELS, 1).micro for n in (20, 2000)
    )
    assert large.high - large.low < small.high - small.low


def test_calibration_turns_overconfidence_into_shares() -> None:
    generator = np.random.default_rng(4)
    pairs: list[tuple[list[Found], set[Span]]] = []
    for _ in range(2000):
        true = generator.random() * 0.6 + 0.2
        odds = 3.0 * np.log(true / (1 - true))  # three times too sure
        found = Found(0, 2, LABELS[0], float(1 / (1 + np.exp(-odds))))
        pairs.append(([found], {Span(0, 2, LABELS[0])} if generator.random() < true else set()))
    slope, shift = calibration(pairs, LABELS)[LABELS[0]]
    assert slope == pytest.approx(1 / 3, abs=0.05)
    assert shift == pytest.approx(0.0, abs=0.15)


def test_without_any_span_there_is_nothing_to_calibrate() -> None:
    assert calibration([([], set())], LABELS) == {}
