"""Priority and legal terms of a group of complaints (优先级与办理时限), from `lexicons/clock.yaml`.

Only the channel, whether a real name was given, and the dates of receipt count: never the words of a complaint, never who
wrote it, never how many copies came. A term starts once for a group; repeats start none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from nlp.complaints.working_days import (
    Due,
    Year,
    add_days,
    add_months,
    add_working_days,
    calendar,
)
from nlp.resources import lexicon, words

_ADD: dict[str, Callable[[date, int, Mapping[int, Year]], Due]] = {
    "working_days": add_working_days, "days": add_days, "months": add_months,
}  # fmt: skip
_NOT_COVERED = "（该年度节假日安排未核实，请核对 · holidays of the year not confirmed, check）"


class Receipt(NamedTuple):
    """When and how a complaint came in; `named` is the column 实名, never the name itself."""

    received: str | None
    channel: str | None
    named: bool


class Term(NamedTuple):
    """A legal term of a group, with its last day and where it is written."""

    code: str
    due: str
    sure: bool
    source: str
    tag: str
    text: str


class Clock(NamedTuple):
    """The priority of a group with its reason, its terms, and the first of them."""

    priority: str
    reason: str
    terms: tuple[Term, ...]
    deadline: str | None


def clock(
    receipts: Sequence[Receipt],
    rules: Mapping[str, Any] | None = None,
    years: Mapping[int, Year] | None = None,
) -> Clock:
    """Return the clock of a group.

    Parameters
    ----------
    receipts : the group's complaints
    rules, years : the office's own rules and calendar; else those that ship with the package
    """
    rules = lexicon("clock") if rules is None else rules
    years = calendar() if years is None else years
    dated = sorted((r for r in receipts if _day(r.received)), key=lambda r: (r.received or "", r.channel or "", not r.named))  # fmt: skip
    first = dated[0] if dated else min(receipts, key=lambda r: (r.channel or "", not r.named))
    route = route_of(first.channel, rules)
    named = any(r.named for r in receipts)
    starts = {
        "first": next((_day(r.received) for r in dated), None),
        "first_named": next((_day(r.received) for r in dated if r.named), None),
    }
    terms = tuple(
        term
        for rule in rules["terms"]
        if rule["in_force"] and route in rule["route"] and (named or rule["applies"] == "all")
        if (term := _term(rule, starts[rule["from"]], years)) is not None
    )
    chosen = next(p for p in rules["priorities"] if route in p["route"] and p["named"] in ("any", named))  # fmt: skip
    reason = f"{chosen['zh']} · {chosen['en']} [{chosen['tag']}: {chosen['source']}]"
    return Clock(chosen["code"], reason, terms, min((t.due for t in terms), default=None))


def route_of(channel: str | None, rules: Mapping[str, Any]) -> str:
    """Return the way a channel leads: discipline, assigned or hotline."""
    for route, block in rules["channels"].items():
        if channel in words(block):
            return str(route)
    return str(rules["otherwise"])


def _term(rule: Mapping[str, Any], start: date | None, years: Mapping[int, Year]) -> Term | None:
    if start is None:
        return None
    due = _ADD[rule["unit"]](start, int(rule["days"]), years)
    text = f"{rule['zh']} · {rule['en']}" + ("" if due.sure else _NOT_COVERED)
    return Term(rule["code"], due.day.isoformat(), due.sure, rule["source"], rule["tag"], text)


def _day(received: str | None) -> date | None:
    """Return a full date; a complaint dated by month or year alone starts no term."""
    try:
        return date.fromisoformat(received or "")
    except ValueError:
        return None
