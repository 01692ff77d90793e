"""From the scores of tags to spans in one compiled call (解码): what reading does for every text.

The results are those of `chain`, which says how and which training uses; of the steps only those are taken that a
sequence of spans allows: outside spans any tag may follow, inside one two of its own label.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nlp.tagging.compiled import Array, compiled


@compiled
def _ending(number: int) -> int:
    """Return a tag behind which a span may begin: none, then E and S of each label."""
    return 0 if number == 0 else 4 * ((number - 1) // 2) + 3 + (number - 1) % 2


@compiled
def _beginning(number: int) -> int:
    """Return a tag before which no span is open: none, then B and S of each label."""
    return 0 if number == 0 else 4 * ((number - 1) // 2) + 1 + 3 * ((number - 1) % 2)


@compiled
def _outer_best(before: Array, outer: Array, fresh: Array) -> None:
    """Write the best scores of the steps between spans."""
    fresh[:] = -np.inf
    for s in range(outer.shape[0]):
        base = before[_ending(s)]
        line = outer[s]
        for t in range(fresh.size):
            value = base + line[t]
            fresh[t] = value if value > fresh[t] else fresh[t]


@compiled
def _from(before: Array, trans: Array, at: int) -> int:
    """Return where the best score of a tag came from: of equal ones the first."""
    best, top = 0, -np.inf
    for s in range(before.size):
        value = before[s] + trans[s, at]
        if value > top:
            best, top = s, value
    return best


@compiled
def _last(score: Array) -> int:
    """Return the best tag that may end a text."""
    at = 0
    for s in range(1 + (score.size - 1) // 2):
        if score[_ending(s)] > score[at]:
            at = _ending(s)
    return at


@compiled
def _best(emit: Array, outer: Array, trans: Array, path: Array) -> None:
    """Write the tag sequence of the highest score; of equal ones the one `chain.best` takes.

    Only scores are kept on the way; where the best one came from is looked up on the way back.
    """
    length, tags = emit.shape
    score = np.full((length, tags), -np.inf, np.float64)
    for t in range(outer.shape[0]):
        score[0, _beginning(t)] = emit[0, _beginning(t)]
    fresh = np.empty(outer.shape[1], np.float64)
    for i in range(1, length):
        before = score[i - 1]
        _outer_best(before, outer, fresh)
        for t in range(outer.shape[0]):
            score[i, _beginning(t)] = fresh[t] + emit[i, _beginning(t)]
        for inside in range(2, tags, 4):
            for tag in (inside, inside + 1):
                one = before[inside - 1] + trans[inside - 1, tag]
                two = before[inside] + trans[inside, tag]
                score[i, tag] = max(two, one) + emit[i, tag]
    at = _last(score[length - 1])
    path[length - 1] = at
    for i in range(length - 1, 0, -1):
        at = _from(score[i - 1], trans, at)
        path[i - 1] = at


@compiled
def _onward(before: Array, step: Array, outer: Array, fresh: Array, row: Array) -> None:
    """Write the forward sums of a character without its own powers."""
    fresh[:] = 0.0
    for s in range(outer.shape[0]):
        weight = before[_ending(s)]
        line = outer[s]
        for t in range(fresh.size):
            fresh[t] += weight * line[t]
    for t in range(outer.shape[0]):
        row[_beginning(t)] = fresh[t]
    for inside in range(2, row.size, 4):
        for tag in (inside, inside + 1):
            row[tag] = (
                before[inside - 1] * step[inside - 1, tag] + before[inside] * step[inside, tag]
            )


@compiled
def _ahead(power: Array, step: Array, outer: Array) -> tuple[Array, Array]:
    """Return forward sums and scales as `chain` does."""
    length, tags = power.shape
    forward = np.zeros((length, tags), np.float64)
    scale = np.empty(length, np.float64)
    fresh = np.empty(outer.shape[1], np.float64)
    for t in range(outer.shape[0]):
        forward[0, _beginning(t)] = 1.0
    for i in range(length):
        row = forward[i]
        if i > 0:
            _onward(forward[i - 1], step, outer, fresh, row)
        total = 0.0
        for t in range(tags):
            row[t] *= power[i, t]
            total += row[t]
        scale[i] = total
        share = 1.0 / total
        for t in range(tags):
            row[t] *= share
    return forward, scale


@compiled
def _backward(ahead: Array, step: Array, turned: Array, fresh: Array, row: Array) -> None:
    """Write the backward sums of a character."""
    fresh[:] = 0.0
    for t in range(turned.shape[0]):
        weight = ahead[_beginning(t)]
        line = turned[t]
        for s in range(fresh.size):
            fresh[s] += line[s] * weight
    for s in range(turned.shape[0]):
        row[_ending(s)] = fresh[s]
    for inside in range(2, row.size, 4):
        for tag in (inside - 1, inside):
            row[tag] = step[tag, inside] * ahead[inside] + step[tag, inside + 1] * ahead[inside + 1]


@compiled
def _behind(power: Array, step: Array, turned: Array, scale: Array, forward: Array) -> Array:
    """Return backward sums as `chain` does."""
    length, tags = power.shape
    backward = np.zeros((length, tags), np.float64)
    total = 0.0
    for s in range(turned.shape[0]):
        total += forward[length - 1, _ending(s)]
    for s in range(turned.shape[0]):
        backward[length - 1, _ending(s)] = 1.0 / total
    ahead = np.empty(tags, np.float64)
    fresh = np.empty(turned.shape[1], np.float64)
    for i in range(length - 2, -1, -1):
        share = 1.0 / scale[i + 1]
        for t in range(tags):
            ahead[t] = power[i + 1, t] * backward[i + 1, t] * share
        _backward(ahead, step, turned, fresh, backward[i])
    return backward


@compiled
def _power(emit: Array) -> Array:
    length, tags = emit.shape
    power = np.empty((length, tags), np.float64)
    for i in range(length):
        top = emit[i, 0]
        for t in range(1, tags):
            top = max(top, emit[i, t])
        for t in range(tags):
            power[i, t] = np.exp(max(emit[i, t] - top, -200.0))
    return power


class Steps(NamedTuple):
    """The scores of steps and those between spans packed, as they are and as powers.

    `outer[s, t]` goes from the s-th tag that ends a span (or is none) to the t-th that may follow;
    `turned` is `outer_power` the other way round.
    """

    trans: Array
    power: Array
    outer: Array
    outer_power: Array
    turned: Array


def steps(trans: Array) -> Steps:
    """Return the steps of a chain in the forms that `read` needs."""
    tags = trans.shape[0]
    width = 1 + (tags - 1) // 2
    lanes = -(-width // 8) * 8
    ends = [_ending(s) for s in range(width)]
    begins = [_beginning(t) for t in range(width)]
    outer = np.full((width, lanes), -np.inf)
    outer[:, :width] = trans[np.ix_(ends, begins)]
    turned = np.zeros((width, lanes))
    turned[:, :width] = np.exp(outer[:, :width]).T
    return Steps(trans, np.exp(trans), outer, np.exp(outer), turned)


@compiled
def _sure(
    path: Array, power: Array, step: Array, scale: Array, both: tuple[Array, Array], sure: Array
) -> None:
    """Write at the last character of every span its probability."""
    forward, backward = both
    running = 0.0
    for i in range(path.size):
        tag = path[i]
        place = (tag - 1) % 4 + 1
        if tag == 0:
            continue
        if place == 1 or place == 4:
            running = forward[i, tag]
        else:
            running *= step[path[i - 1], tag] * power[i, tag] / scale[i]
        if place >= 3:
            sure[i] = min(1.0, running * backward[i, tag])


@compiled
def read(emit: Array, bounds: Array, given: tuple[Array, ...]) -> tuple[Array, Array, Array]:
    """Return the best tags of every paragraph, the probabilities of their spans, and of no span.

    The probability of a span stands at its last character, 0 elsewhere.
    """
    trans, step, outer, outer_power, turned = given
    path = np.zeros(emit.shape[0], np.int32)
    sure = np.zeros(emit.shape[0], np.float64)
    silent = np.ones(emit.shape[0], np.float64)
    for paragraph in range(bounds.size - 1):
        low, high = bounds[paragraph], bounds[paragraph + 1]
        if low == high:
            continue
        part = emit[low:high]
        _best(part, outer, trans, path[low:high])
        power = _power(part)
        forward, scale = _ahead(power, step, outer_power)
        backward = _behind(power, step, turned, scale, forward)
        silent[low:high] = forward[:, 0] * backward[:, 0]
        _sure(path[low:high], power, step, scale, (forward, backward), sure[low:high])
    return path, sure, silent
