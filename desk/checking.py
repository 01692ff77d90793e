"""Rounds of checks (核查轮次) on a finished run: drawn, answered, learnt from. Logic is in `risk.learning`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desk.explain import snapshot as snapshot_of
from desk.results import Access, read_stage
from ingest.dates import day_bounds
from ingest.errors import InputError
from risk.learning.accountability import Sheet, sheet
from risk.learning.card import card
from risk.learning.checks import Check, append
from risk.learning.checks import read as read_checks
from risk.learning.labels import Disposition, Label, label
from risk.learning.model import read as read_model
from risk.learning.model import write as write_model
from risk.learning.pool import as_checks, pool
from risk.learning.returns import Returns, returns
from risk.learning.selection import draw
from risk.learning.settings import settings
from risk.learning.trial import Trial, hold
from risk.pack import shipped

_POSTS = ["official_id", "region", "rank", "valid_from", "valid_to", "source"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The record of checks with what came back."""

    checks: list[Check]
    labels: list[Label]

    @property
    def open(self) -> set[str]:
        """Officials who were drawn and have no answer yet."""
        pairs = zip(self.checks, self.labels, strict=True)
        return {c.official_id for c, found in pairs if not found.outcome}


def draw_round(
    case: Path, out: Path, name: str, capacity: int, day: date, access: Access
) -> list[Check]:
    """Draw a round from a finished run and add it to the record of the case.

    Complaint-derived leads are left out unless the drawer is cleared for them: the record lies
    with the case.

    Raises
    ------
    InputError
        The round was drawn before, or the record cannot be read.
    SetupError
        There is no finished run.
    """
    if capacity < 1 or not name.strip():
        what = "轮次名不能为空，数量至少为 1 · a round needs a name and at least one place"
        raise InputError(what, "如 --round 2025Q3 --capacity 120", file=case)
    snapshot = snapshot_of(out)
    people = pool(
        read_stage(out, "ingest", "officials", ["official_id", "name"]),
        read_stage(out, "ingest", "posts", _POSTS),
        read_stage(out, "resolve", "register_persons", ["name"]),
        ranks={lead.official_id: n for n, lead in enumerate(snapshot.leads(access), 1)},
        busy=answered(case, out).open,
    )
    drawn = draw(people, capacity, name.strip(), settings())
    findings = [f for d in drawn for f in snapshot.findings_of(d.official_id, access)]
    rows = as_checks(drawn, findings, name.strip(), day, shipped().weights)
    append(case, rows)
    return rows


def answered(case: Path, out: Path) -> Answered:
    """Return the record of a case with the labels of its dispositions, as the last run read them."""
    checks = read_checks(case)
    columns = ["lead_id", "official_id", "uscc", "outcome", "date"]
    rows = read_stage(out, "ingest", "dispositions", columns).to_pylist()
    said = [
        Disposition(r["outcome"], _day(r["date"]), *(r[c] or "" for c in columns[:3]))
        for r in rows
        if r["outcome"] and r["date"]
    ]
    return Answered(checks, label(checks, said, settings()))


def came_back(case: Path, out: Path) -> Returns:
    """Return how right the list was, what it missed, how right its numbers are."""
    found = answered(case, out)
    return returns(found.checks, found.labels, settings())


def year_sheet(case: Path, out: Path, year: int) -> list[Sheet]:
    """Return the sheet of a year: leads, unfounded ones, days; no names."""
    found = answered(case, out)
    return sheet(found.checks, found.labels, year)


def learn(case: Path, out: Path) -> tuple[Trial, str, bool]:
    """Fit a candidate, try it on the random slice, take it into use if it wins; return its card.

    Raises
    ------
    InputError
        Nothing was drawn yet.
    """
    found = answered(case, out)
    if not any(c.lead_id for c in found.checks):
        what = "还没有核查记录 · nothing has been drawn yet"
        raise InputError(what, "先运行 qinqing checks draw · draw a round first", file=case)
    trial = hold(found.checks, found.labels, read_model(case), settings())
    if trial.wins:
        write_model(case, trial.model)
    return trial, card(trial, settings(), adopted=trial.wins), trial.wins


def _day(text: str) -> date:
    """Return the last day that a date can mean: an answer known to the month is not put before the draw."""
    return day_bounds(text)[1] - timedelta(days=1)
