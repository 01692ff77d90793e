"""The same name again in the same document (同名复现): every occurrence is marked (annotation.md 1.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nlp.automaton import longest_of
from nlp.resources import words
from nlp.tagging.model import Found


def repeated(text: str, found: Sequence[Found], rule: Mapping[str, Any]) -> list[Found]:
    """Return the spans and, where nothing else was found, the other places of their texts.

    A text that was found under several labels takes the one of the greatest summed probability.
    """
    labels = frozenset(words(rule["labels"]))
    names: dict[str, Counter[str]] = {}
    surest: dict[str, float] = {}
    for span in found:
        name = text[span.start : span.end]
        if (
            span.label in labels
            and span.probability >= rule["least"]
            and len(name) >= rule["length"]
        ):
            names.setdefault(name, Counter())[span.label] += span.probability  # type: ignore[assignment]
            surest[name] = max(surest.get(name, 0.0), span.probability)
    if not names:
        return list(found)
    taken = bytearray(len(text))
    for span in found:
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
    fresh = [
        Found(hit.start, hit.end, names[hit.value].most_common(1)[0][0], surest[hit.value])
        for hit in longest_of({name: name for name in names}, text)
        if taken.find(1, hit.start, hit.end) < 0
    ]
    return sorted([*found, *fresh])
