"""What the triage looks at in a complaint (分类特征): words, kinds of mentions and acts; never who is named or who writes.

Names of persons, firms and places and all numbers are masked before anything is counted; of a unit only its kind is left
(水利局). Greeting and thanks are off (`normal`), so politeness tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

from nlp.automaton import Automaton
from nlp.complaints.normal import normal_form
from nlp.complaints.sounds import sounds
from nlp.resources import lexicon, words

#: A mention becomes one character that no text holds.
_MASKS = {
    "PERSON": "\ue000", "COMPANY": "\ue001", "LOCATION": "\ue002", "DATE": "\ue003", "MONEY": "\ue004",
    "SHARE": "\ue005", "ID": "\ue006", "PHONE": "\ue007",
}  # fmt: skip
_KIND = 3
_LONGEST = 3
_DIGITS = re.compile(r"\d+")


def masked(text: str, mentions: Iterable[Mapping[str, Any]]) -> str:
    """Return the normal form of a text with a sign for each name, sum and date; of a unit its last characters stay."""
    parts, at = [], 0
    for row in sorted(mentions, key=lambda m: m["start"]):
        label = row["label"]
        if label not in _MASKS and label != "GOV":
            continue
        parts.append(text[at : row["start"]])
        parts.append(text[row["start"] : row["end"]][-_KIND:] if label == "GOV" else f"甓{list(_MASKS).index(label)}甓")  # fmt: skip
        at = row["end"]
    form = normal_form("".join(parts) + text[at:])
    form = re.sub(r"甓(\d)甓", lambda m: list(_MASKS.values())[int(m[1])], form)
    return _DIGITS.sub("0", form)


@cache
def _cues() -> Automaton:
    return Automaton(
        (word, f"{task}:{code}")
        for task, codes in lexicon("categories").items()
        for code, block in codes.items()
        for word in words(block)
    )


def features(
    text: str, mentions: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return (runs of characters and sounds, marks) of a complaint.

    Parameters
    ----------
    text : the complaint
    mentions, events : its rows of the tables `mentions` and `allegations`
    """
    mentions = list(mentions)
    form = masked(text, mentions)
    runs = {form[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(form) - n + 1)}
    heard = [format(s, "x") for s in sounds(form).tolist()]
    runs |= {f"~{a} {b}" for a, b in pairwise(heard)}
    marks = {f"label {row['label']}" for row in mentions}
    marks |= {f"act {event['act']}" for event in events} | {f"said {e['status']}" for e in events}
    seen: dict[str, set[str]] = {}
    for hit in _cues().every(form):
        seen.setdefault(str(hit.value), set()).add(form[hit.start : hit.end])
    marks |= {f"cue {cue} {n}" for cue, found in seen.items() for n in range(1, min(len(found), 4) + 1)}  # fmt: skip
    marks |= {"asks"} if re.search(r"请问|想问|咨询|[?？]\s*$", text) else set()
    return frozenset(runs), frozenset(marks)
