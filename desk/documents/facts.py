"""What a document is filled from (文书依据的事实): a clue and the run's registered facts, as one plain record.

The facts are those of a viewer without clearance for complaints, whoever drafts: what the run holds
only because of a complaint never enters a document by itself (law.md DP-13, DP-16).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import translation

from desk.results import Access, Finding, Snapshot
from desk.web import words
from risk.explain import explain_official


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as its documents tell it.

    Parameters
    ----------
    item : str
        The clue's item number.
    explanation : str
        What the person explained, as the handler put it down (DP-09).
    """

    item: str
    official_id: str
    name: str = ""
    unit: str = ""
    title: str = ""
    explanation: str = ""
    as_of: str = ""
    run: str = ""
    facts: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    weakest: str = ""
    would_clear: str = ""
    next_checks: tuple[str, ...] = ()


def facts_of(snapshot: Snapshot, case: CaseFacts) -> CaseFacts:
    """Return a case with the registered facts of the run, in Chinese, as a document is written."""
    everywhere = Access(("*",), complaints=False)
    lead = snapshot.lead(case.official_id, everywhere)
    found = snapshot.findings_of(case.official_id, everywhere)
    if lead is None or not found:
        return case
    with translation.override("zh-hans"):
        told = explain_official(found, snapshot.pack)
        return replace(
            case,
            name=case.name or lead.name,
            unit=case.unit or lead.unit,
            title=case.title or lead.title,
            as_of=str(snapshot.report.get("as_of", "")),
            run=snapshot.digest[:16],
            facts=_once(_fact(item) for one in found for item in one["evidence"] or []),
            companies=_once(_company(one) for one in found),
            rules=_once(
                words.rule(code, one["overlap_to"]) for one in found for code in one["rules"]
            ),
            alternatives=_once(text for one in found for text in _alternatives(one)),
            weakest=re.sub(r"[：:]\s*[\d.]+$", "", told.weakest_link.zh),  # a plan carries no score
            would_clear=told.would_clear.zh,
            next_checks=(told.next_check.zh,),
        )


def _fact(item: dict[str, object]) -> str:
    """Return a registered fact with the row or page that it stands on."""
    place = (
        f"第 {item['row']} 行" if item["row"] else f"第 {item['page']} 页" if item["page"] else ""
    )
    return f"{item['fact']}（{item['file']}{f' {place}' if place else ''}）"


def _company(finding: Finding) -> str:
    return f"{finding['company']}（{finding['uscc']}）" if finding["company"] else ""


def _alternatives(finding: Finding) -> Iterable[str]:
    """Yield the innocent explanations that were tried, each with how it came out."""
    for tried in finding["exemptions_tried"] or []:
        outcome = words.of(words.OUTCOMES, tried["outcome"])
        yield f"{words.exemption_with_code(tried['code'])}：{outcome}"
    for weight in finding["bans"] or []:
        known = words.circumstance(weight["item"])
        yield known[1] if known else weight["alternative"]


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
