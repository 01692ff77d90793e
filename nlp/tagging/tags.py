"""Tags for characters: flat spans as BIES tags and back (序列标注).

Tag 0 is O; label number k has the tags B = 1 + 4k, I = 2 + 4k, E = 3 + 4k, S = 4 + 4k.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nlp.annotation import Span
from nlp.tagging.compiled import Array

BEGIN, INSIDE, END, SINGLE = 1, 2, 3, 4


def count(labels: Sequence[str]) -> int:
    """Return the number of tags for these labels."""
    return 1 + 4 * len(labels)


def encode(spans: Iterable[Span], length: int, labels: Sequence[str]) -> Array:
    """Return the tag of every character; spans must be flat and inside the text."""
    tags = np.zeros(length, np.int32)
    for start, end, label in spans:
        base = 4 * labels.index(label)
        if end == start + 1:
            tags[start] = base + SINGLE
        else:
            tags[start + 1 : end - 1] = base + INSIDE
            tags[start], tags[end - 1] = base + BEGIN, base + END
    return tags


def decode(tags: Array, labels: Sequence[str]) -> list[Span]:
    """Return the spans of a tag sequence in which every step is allowed."""
    spans: list[Span] = []
    start = 0
    inside = np.flatnonzero(tags)
    for at, tag in zip(inside.tolist(), tags[inside].tolist(), strict=True):
        label, place = divmod(tag - 1, 4)
        if place + 1 in (BEGIN, SINGLE):
            start = at
        if place + 1 in (END, SINGLE):
            spans.append(Span(start, at + 1, labels[label]))
    return spans


def allowed(tags: int) -> Array:
    """Return whether a tag may follow another: inside a span only I and E of its label."""
    number = np.arange(tags)
    place = np.where(number == 0, 0, (number - 1) % 4 + 1)
    label = np.where(number == 0, -1, (number - 1) // 4)
    opened = (place == BEGIN) | (place == INSIDE)
    goes_on = (place == INSIDE) | (place == END)
    same = label[:, None] == label[None, :]
    may: Array = np.where(opened[:, None], goes_on[None, :] & same, ~goes_on[None, :])
    return may


def edges(tags: int) -> tuple[Array, Array]:
    """Return which tags may begin a text and which may end it."""
    place = np.where(np.arange(tags) == 0, 0, (np.arange(tags) - 1) % 4 + 1)
    return ~((place == INSIDE) | (place == END)), ~((place == BEGIN) | (place == INSIDE))
