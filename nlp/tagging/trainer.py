"""Training of the chain: stochastic gradients with a step for every weight, and feature noise.

Each text gives the gradient of its conditional log-likelihood; AdaGrad scales it. Dropping a part
of the features at random in every pass keeps the model from leaning on single characters, which
matters more than any other choice on small corpora. The weights at the end of the later passes are
averaged. One thread and a generator of our own: equal inputs give equal bytes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nlp.tagging.chain import sums
from nlp.tagging.compiled import Array, compiled
from nlp.tagging.tags import allowed, edges


class Settings(NamedTuple):
    """How a model is trained; a recipe names what differs."""

    passes: int = 12
    rate: float = 0.1
    noise: float = 0.3
    averaged: int = 6
    seed: int = 1


@compiled
def packed(found: Array) -> Array:
    """Return the rows of every character's features moved to the left, -1 behind them."""
    most = 0
    for i in range(found.shape[0]):
        size = 0
        for f in range(found.shape[1]):
            size += found[i, f] >= 0
        most = max(most, size)
    dense = np.full((found.shape[0], most), -1, np.int32)
    for i in range(found.shape[0]):
        size = 0
        for f in range(found.shape[1]):
            if found[i, f] >= 0:
                dense[i, size] = found[i, f]
                size += 1
    return dense


@compiled
def _forward(found: Array, kept: Array, weights: Array, emit: Array) -> None:
    tags = weights.shape[1]
    for i in range(found.shape[0]):
        row = emit[i]
        for t in range(tags):
            row[t] = 0.0
        for f in range(found.shape[1]):
            at = found[i, f]
            if at < 0:
                break
            if kept[i, f]:
                line = weights[at]
                for t in range(tags):
                    row[t] += line[t]


@compiled
def _backward(
    found: Array, kept: Array, slope: Array, weights: Array, squares: Array, rate: float
) -> None:
    tags = weights.shape[1]
    step = np.float32(rate)
    for i in range(found.shape[0]):
        for f in range(found.shape[1]):
            at = found[i, f]
            if at < 0:
                break
            if kept[i, f]:
                line, square = weights[at], squares[at]
                for t in range(tags):
                    g = slope[i, t]
                    square[t] += g * g
                    line[t] += step * g / np.sqrt(square[t])


@compiled
def _step_slope(
    gold: Array, forward: Array, backward: Array, power: Array, scale: Array, step: Array
) -> Array:
    """Return observed minus expected counts of every step from tag to tag."""
    tags = step.shape[0]
    slope = np.zeros((tags, tags), np.float64)
    ahead = np.empty(tags, np.float64)
    for i in range(1, gold.size):
        slope[gold[i - 1], gold[i]] += 1.0
        for t in range(tags):
            ahead[t] = power[i, t] * backward[i, t] / scale[i]
        for s in range(tags):
            weight = forward[i - 1, s]
            if weight > 1e-12:
                for t in range(tags):
                    slope[s, t] -= weight * step[s, t] * ahead[t]
    return slope


@compiled
def _drawn(rows: Array, noise: float, seed: int) -> Array:
    """Return which features stay; xorshift, started anew for every text."""
    state = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
    limit = np.uint64(noise * 65536.0)
    kept = np.zeros(rows.shape, np.bool_)
    for i in range(rows.shape[0]):
        for f in range(rows.shape[1]):
            if rows[i, f] < 0:
                break
            state ^= state << np.uint64(13)
            state ^= state >> np.uint64(7)
            state ^= state << np.uint64(17)
            kept[i, f] = (state >> np.uint64(24)) & np.uint64(65535) >= limit
    return kept


@compiled
def _moved(moved: Array, trans: Array, squares: Array, rate: float) -> None:
    """Move the weights of the steps by their slope; forbidden steps stay forbidden."""
    for s in range(trans.shape[0]):
        for t in range(trans.shape[1]):
            if trans[s, t] > -1e30:
                squares[s, t] += moved[s, t] * moved[s, t]
                trans[s, t] += rate * moved[s, t] / np.sqrt(squares[s, t])


@compiled
def _one_text(
    rows: Array, gold: Array, weights: tuple[Array, Array], steps: tuple[Array, Array],
    edges: tuple[Array, Array], options: tuple[float, float, int],
) -> None:  # fmt: skip
    """Move weights and steps, each given with its summed squares, by the slope of one text."""
    rate, noise, seed = options
    kept = _drawn(rows, noise, seed)
    tags = weights[0].shape[1]
    emit = np.empty((rows.shape[0], tags), np.float32)
    _forward(rows, kept, weights[0], emit)
    forward, backward, power, scale, step = sums(emit, steps[0], edges[0], edges[1])
    slope = np.empty((rows.shape[0], tags), np.float32)
    for i in range(rows.shape[0]):
        for t in range(tags):
            slope[i, t] = -forward[i, t] * backward[i, t]
        slope[i, gold[i]] += 1.0
    _backward(rows, kept, slope, weights[0], weights[1], rate)
    _moved(_step_slope(gold, forward, backward, power, scale, step), steps[0], steps[1], rate)


@compiled
def _one_pass(
    found: Array, gold: Array, bounds: Array, order: Array, state: tuple[Array, ...],
    options: tuple[float, float, int],
) -> None:  # fmt: skip
    """Go once through the texts in the given order."""
    weights, squares, trans, trans_squares, first, last = state
    rate, noise, seed = options
    for number in range(order.size):
        start, stop = bounds[order[number]], bounds[order[number] + 1]
        if stop > start:
            _one_text(
                found[start:stop], gold[start:stop], (weights, squares), (trans, trans_squares),
                (first, last), (rate, noise, seed * 10_000_019 + number),
            )  # fmt: skip


def train(
    found: Array, gold: Array, bounds: Array, rows: int, tags: int, settings: Settings
) -> tuple[Array, Array]:
    """Return the weights of the rows and of the steps for texts given end to end.

    Parameters
    ----------
    found : array
        Rows of every character's features as `packed` leaves them.
    gold : array
        Tag of every character.
    bounds : array
        Where each text begins, and the end of the last.
    """
    weights = np.zeros((rows, tags), np.float32)
    squares = np.full((rows, tags), 0.1, np.float32)
    trans = np.where(allowed(tags), 0.0, -np.inf)
    trans_squares = np.full((tags, tags), 0.1)
    first, last = (np.where(may, 0.0, -np.inf) for may in edges(tags))
    total, total_trans = np.zeros_like(weights), np.zeros_like(trans)
    generator = np.random.default_rng(settings.seed)
    for turn in range(settings.passes):
        order = generator.permutation(bounds.size - 1)
        state = (weights, squares, trans, trans_squares, first, last)
        options = (settings.rate, settings.noise, settings.seed * 1000 + turn)
        _one_pass(found, gold, bounds, order, state, options)
        if turn >= settings.passes - settings.averaged:
            total += weights
            total_trans += trans
    share = np.float32(1.0 / settings.averaged)
    # What noise leaves out on average is missing in the sum: at reading time every feature counts.
    return total * share * np.float32(1.0 - settings.noise), total_trans / settings.averaged
