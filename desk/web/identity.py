"""The match behind a finding made ready for the page: the sentence, the waterfall, the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from desk.identity_rows import identities_of, question_of, rivals_of
from desk.results import Finding
from desk.waterfall import Words, draw, rows
from resolve.explain import explain


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the waterfall as a row of the table beside it."""

    name: str
    words: str
    bans: str
    total: str
    last: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """A match as the dossier shows it."""

    sentence: str
    question: str
    picture: SafeString
    steps: list[StepRow]


def identities(out: Path, findings: list[Finding]) -> dict[str, Identity]:
    """Return for the id of each finding the match that its chain rests on; those without one are left out."""
    found: dict[str, Identity] = {}
    known = {official: identities_of(out, official)
             for official in sorted({finding["official_id"] for finding in findings})}  # fmt: skip
    for finding in findings:
        candidates = known[finding["official_id"]]
        row = match_of(finding, candidates)
        if row is not None:
            found[finding["finding_id"]] = _shown(
                row, rivals_of(row, candidates), question_of(out, row)
            )
    return found


def match_of(finding: Finding, candidates: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return which of an official's matches the chain of a finding rests on, None where it rests on none."""
    people = _people(finding)
    wanted = (
        row
        for row in candidates
        if row["subject"] == finding["subject"] and row["person_key"] in people
    )
    return next(wanted, None)


def _people(finding: Finding) -> set[str]:
    """Return the keys of the register persons whom the chain takes for the subject."""
    hops = [hop for hop in finding["path"] or [] if hop["kind"] == "SAME_AS"]
    ends = (hop[end].partition(":") for hop in hops for end in ("from", "to"))
    return {key for kind, _, key in ends if kind == "person"}


def _shown(
    row: dict[str, Any], others: list[dict[str, Any]], asked: tuple[str, str] | None
) -> Identity:
    lang: Literal["zh", "en"] = "en" if get_language() == "en" else "zh"
    told = explain(row, others)
    words = Words(
        title=gettext("证据如何合成这一匹配的可能性"),
        rivals=gettext("其他候选"),
        limit=gettext("上限"),
        result=gettext("合计"),
        even=gettext("一半对一半"),
    )
    listed = rows(told, words, lang)
    return Identity(
        sentence=told.sentence.get(lang),
        question=asked[lang == "en"] if asked else "",
        # every text in the drawing was escaped by waterfall
        picture=mark_safe(draw(told, words, lang)),
        steps=[
            StepRow(step.name, step.words, bans, total, step.kind == "result")
            for step, bans, total in listed
        ],
    )
