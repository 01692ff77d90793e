"""Why did this appear today (今日变化): two finished runs compared finding by finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from risk.pack import LINKS

Finding = Mapping[str, Any]
Kind = Literal["new", "gone", "stronger", "weaker"]
#: A probability that moved by less did not move: rounding, a namesake more or less in the registers.
LEAST_MOVE = 0.01


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is there or not, or stands otherwise, and what is behind it.

    Attributes
    ----------
    rows : evidence that was in no earlier run, as (file, row, what it says)
    links : links of the chain that moved, as (name, before, after)
    because : what else differs between the runs, where no new row explains it
    """

    kind: Kind
    finding_id: str
    official_id: str
    pattern: str
    company: str
    tier_before: int | None
    tier: int | None
    probability_before: float | None
    probability: float | None
    rows: list[tuple[str, int | None, str]] = field(default_factory=list)
    links: list[tuple[str, float, float]] = field(default_factory=list)
    because: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return JSON values."""
        return asdict(self)


def difference(
    before: Sequence[Finding],
    after: Sequence[Finding],
    *,
    new_rows: Callable[[Finding], list[tuple[str, int | None, str]]],
    spoken: Callable[[str], list[tuple[str, int | None, str]]],
    causes: Sequence[str],
) -> list[Change]:
    """Return what changed, new ones first, then gone, stronger, weaker; inside a kind by strength.

    Parameters
    ----------
    new_rows : evidence of a finding that no earlier run had
    spoken : rows about an official that no earlier run had and that may have settled something
    causes : what else differs between the runs (date, rules, judgements, model, program)
    """
    old = {f["finding_id"]: f for f in before}
    new = {f["finding_id"]: f for f in after}
    found: list[Change] = []
    for number, f in new.items():
        earlier = old.get(number)
        kind: Kind | None = "new" if earlier is None else _moved(earlier, f)
        if kind:
            rows = new_rows(f) or (spoken(f["official_id"]) if earlier else [])
            found.append(_change(kind, earlier, f, rows, [] if rows else list(causes)))
    for number, f in old.items():
        if number not in new:
            rows = spoken(f["official_id"])
            found.append(_change("gone", f, None, rows, [] if rows else list(causes)))
    order: dict[Kind, int] = {"new": 0, "gone": 1, "stronger": 2, "weaker": 3}
    found.sort(key=lambda c: (order[c.kind], c.tier or 9, -(c.probability or 0.0), c.finding_id))
    return found


def _moved(before: Finding, after: Finding) -> Kind | None:
    if before["tier"] != after["tier"]:
        return "stronger" if after["tier"] < before["tier"] else "weaker"
    by = after["probability"] - before["probability"]
    if abs(by) < LEAST_MOVE:
        return None
    return "stronger" if by > 0 else "weaker"


def _change(
    kind: Kind,
    before: Finding | None,
    after: Finding | None,
    rows: list[tuple[str, int | None, str]],
    because: list[str],
) -> Change:
    one = after or before
    assert one is not None
    links = []
    if before and after:
        pairs = [(str(name), before[f"p_{name}"], after[f"p_{name}"]) for name in LINKS]
        links = [pair for pair in pairs if abs(pair[1] - pair[2]) >= LEAST_MOVE]
    return Change(
        kind=kind,
        finding_id=one["finding_id"],
        official_id=one["official_id"],
        pattern=one["pattern"],
        company=one["company"],
        tier_before=before["tier"] if before else None,
        tier=after["tier"] if after else None,
        probability_before=before["probability"] if before else None,
        probability=after["probability"] if after else None,
        rows=rows,
        links=links,
        because=because,
    )
