"""The linear chain (线性链条件随机场): the best tag sequence and the probability of its spans.

Forward and backward run on probabilities scaled at each position, not on logarithms: with forty-five
tags that is one small matrix product a character. `trans` holds the scores of steps, forbidden ones
minus infinity; `first` and `last` are 0 or minus infinity.
"""

from __future__ import annotations

import numpy as np

from nlp.tagging.compiled import Array, compiled


@compiled
def best(emit: Array, trans: Array, first: Array, last: Array) -> Array:
    """Return the tag sequence of the highest score (Viterbi)."""
    length, tags = emit.shape
    back = np.zeros((length, tags), np.int32)
    score = first + emit[0]
    for i in range(1, length):
        fresh = np.full(tags, -np.inf, np.float64)
        arg = back[i]
        for s in range(tags):
            base = score[s]
            for t in range(tags):
                value = base + trans[s, t]
                better = value > fresh[t]
                fresh[t] = value if better else fresh[t]
                arg[t] = s if better else arg[t]
        for t in range(tags):
            score[t] = fresh[t] + emit[i, t]
    path = np.zeros(length, np.int32)
    at = 0
    for t in range(tags):
        if score[t] + last[t] > score[at] + last[at]:
            at = t
    for i in range(length - 1, -1, -1):
        path[i] = at
        at = back[i, at]
    return path


@compiled
def _forward(power: Array, step: Array, first: Array) -> tuple[Array, Array]:
    """Return forward sums that add up to one at each position, and by what they were divided."""
    length, tags = power.shape
    forward = np.zeros((length, tags), np.float64)
    scale = np.empty(length, np.float64)
    for i in range(length):
        row = forward[i]
        if i == 0:
            row[:] = np.exp(first)
        else:
            for s in range(tags):
                weight = forward[i - 1, s]
                for t in range(tags):
                    row[t] += weight * step[s, t]
        total = 0.0
        for t in range(tags):
            row[t] *= power[i, t]
            total += row[t]
        scale[i] = total
        for t in range(tags):
            row[t] /= total
    return forward, scale


@compiled
def _backward(power: Array, step: Array, scale: Array, ending: Array) -> Array:
    """Return backward sums on the scale of the forward ones; `ending` is their last row."""
    length, tags = power.shape
    backward = np.zeros((length, tags), np.float64)
    backward[length - 1] = ending
    ahead = np.empty(tags, np.float64)
    for i in range(length - 2, -1, -1):
        for t in range(tags):
            ahead[t] = power[i + 1, t] * backward[i + 1, t] / scale[i + 1]
        for s in range(tags):
            total = 0.0
            for t in range(tags):
                total += step[s, t] * ahead[t]
            backward[i, s] = total
    return backward


@compiled
def sums(
    emit: Array, trans: Array, first: Array, last: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Return scaled forward and backward sums, the potentials, the scales and exp(`trans`).

    `forward[i] * backward[i]` are the probabilities of the tags at i.
    """
    length, tags = emit.shape
    step = np.exp(trans)
    power = np.empty((length, tags), np.float64)
    for i in range(length):
        top = emit[i].max()
        for t in range(tags):
            # The floor keeps every sum above zero; it is far below what a score can bring.
            power[i, t] = np.exp(max(emit[i, t] - top, -200.0))
    forward, scale = _forward(power, step, first)
    ending = np.exp(last)
    ending /= (forward[length - 1] * ending).sum()
    return forward, _backward(power, step, scale, ending), power, scale, step


@compiled
def span_probabilities(
    path: Array, emit: Array, trans: Array, first: Array, last: Array
) -> tuple[Array, Array]:
    """Return at the last character of every span of `path` its probability as a whole, else 0.

    The second result is at every character the probability that it is in no span.
    """
    forward, backward, power, scale, step = sums(emit, trans, first, last)
    found = np.zeros(path.size, np.float64)
    silent = forward[:, 0] * backward[:, 0]
    running = 0.0
    for i in range(path.size):
        tag = path[i]
        if tag == 0:
            continue
        place = (tag - 1) % 4 + 1
        if place == 1 or place == 4:
            running = forward[i, tag]
        else:
            running *= step[path[i - 1], tag] * power[i, tag] / scale[i]
        if place >= 3:
            found[i] = min(1.0, running * backward[i, tag])
    return found, silent


@compiled
def read(
    emit: Array, bounds: Array, trans: Array, first: Array, last: Array
) -> tuple[Array, Array, Array]:
    """Return the best tags of every paragraph, and the two results of `span_probabilities`."""
    path = np.zeros(emit.shape[0], np.int32)
    sure = np.zeros(emit.shape[0], np.float64)
    silent = np.ones(emit.shape[0], np.float64)
    for paragraph in range(bounds.size - 1):
        low, high = bounds[paragraph], bounds[paragraph + 1]
        if low == high:
            continue
        part = best(emit[low:high], trans, first, last)
        path[low:high] = part
        found, none = span_probabilities(part, emit[low:high], trans, first, last)
        sure[low:high], silent[low:high] = found, none
    return path, sure, silent
