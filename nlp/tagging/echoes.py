"""What a text names in one place and says again in another (同名、简称复现): evidence for the model.

A firm that the rules find by its form (广源路业有限公司) makes its trade name (广源) likely to be a firm
wherever it stands, a full name makes the same name a person. The model learns how likely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from nlp.automaton import longest_of
from nlp.linking.company_names import parse
from nlp.spans import Candidate

_KINDS = {"PERSON": 1, "COMPANY": 2, "GOV": 3, "LOCATION": 4}
_TRADE, _GIVEN = 5, 6


def echoes(text: str, kept: Sequence[Candidate]) -> list[tuple[int, int, int]]:
    """Return flat (start, end, kind) where a name of `kept`, or a part of one, stands again."""
    known: dict[str, int] = {}
    for start, end, label, *_ in kept:
        for name, kind in _forms(text[start:end], label):
            known.setdefault(name, kind)
    hits = longest_of(known, text)
    times = Counter(text[hit.start : hit.end] for hit in hits)
    own = {(c.start, c.end) for c in kept}
    return [
        (hit.start, hit.end, hit.value)
        for hit in hits
        if times[text[hit.start : hit.end]] > 1 or (hit.start, hit.end) not in own
    ]


def _forms(name: str, label: str) -> Iterator[tuple[str, int]]:
    """Yield a name and what may stand for it: a firm's trade name, the given name of a person."""
    if label in _KINDS and len(name) > 1:
        yield name, _KINDS[label]
    if label == "COMPANY":
        trade = parse(name).trade
        if 1 < len(trade) < len(name):
            yield trade, _TRADE
    if label == "PERSON" and len(name) == 3 and "某" not in name:
        yield name[1:], _GIVEN
