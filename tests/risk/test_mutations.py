"""Mutation of evidence over every case: what is taken away or speaks for a person never makes a lead stronger.

A row that shows the interest may be taken away, a cell may be blanked, a paper that speaks for the person may be
added; hypothesis chooses which. Each changed copy is judged beside the whole case, in one area.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Tables = dict[str, list[dict[str, Any]]]
Findings = dict[tuple[str, str, str], dict[str, Any]]
CASES = sorted(path.stem for path in (Path(__file__).parent / "cases").glob("*.yaml"))
#: Cases that live by a day after the run's: no register of that day has such a row, so blanking it says nothing.
FUTURE = "as_of_future"
#: Rows that show an interest, a deal or what a letter says. Rows of others (a partner's share, another buyer's
#: contract) and the rows that say who a person is are no evidence against him and are left alone.
SHOWING = (
    "holdings",
    "roles",
    "chains",
    "awards",
    "acts",
    "identities",
    "allegations",
    "accused",
    "tie_hypotheses",
)
#: Without these a row speaks of nobody and nothing; an empty end is the statement that it goes on.
KEYS = {
    "official_id", "uscc", "name", "holder_name", "person", "person_key", "complaint_id", "source_id",
    "group_id", "complaint_ids", "unit", "kinship", "award_id", "act_id", "lead_id", "hops", "path", "valid_to",
    "probability", "subject", "span_start", "span_end", "role", "kind", "tie", "basis", "buyer", "agency",
    "holder_uscc", "holder_type", "table", "source", "level",
}  # fmt: skip
#: Papers for one company that speak for the person.
PAPERS = (
    ("approvals", {"kind": "兼职批准", "valid_from": "2012-01-01", "paid": False}),
    ("approvals", {"kind": "单位委派", "valid_from": "2012-01-01"}),
    ("approvals", {"kind": "回避决定", "valid_from": "2012-01-01"}),
    ("dispositions", {"outcome": "合规", "date": "2025-06-29"}),
)
#: Units whose names would tie the officials of one copy to the contracts of another.
UNITS = ("unit", "buyer", "agency")
drawing = settings(
    max_examples=2, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
SEEDS = st.integers(0, 10**6)


def own_units(tables: Tables, mark: int) -> Tables:
    """Return a case in which its units are its own."""
    return {
        name: [
            {k: f"{mark}号{v}" if k in UNITS and v else v for k, v in row.items()} for row in rows
        ]
        for name, rows in tables.items()
    }


def own_rows(tables: Tables) -> list[tuple[str, int]]:
    """Return the rows that show an interest of the officials of a case."""
    units = {row["unit"] for row in tables.get("posts", [])}
    meant = {row.get("person") for row in tables.get("identities", [])}
    found = []
    for name in SHOWING:
        for n, row in enumerate(tables.get(name, [])):
            person = row.get("person", row.get("person_key"))
            party = row.get("buyer", row.get("agency"))
            if (person is None or person in meant) and (party is None or party in units):
                found.append((name, n))
    return found


def less(tables: Tables, name: str, place: int) -> Tables:
    return {**tables, name: [row for n, row in enumerate(tables[name]) if n != place]}


def blank(tables: Tables, name: str, place: int, field: str) -> Tables:
    rows = [
        {k: v for k, v in row.items() if n != place or k != field}
        for n, row in enumerate(tables[name])
    ]
    return {**tables, name: rows}


def judged(
    copies: dict[str, Tables], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> dict[str, Findings]:
    """Judge all copies in one area; return copy → findings by pattern, subject and company."""
    apart = {mark: own_units(tables, n) for n, (mark, tables) in enumerate(copies.items())}
    found: dict[str, Findings] = {mark: {} for mark in copies}
    for finding in judge_area(area(apart)).findings:
        mark = finding["official_id"].rpartition(".")[0]
        uscc = finding["uscc"].removeprefix(f"{mark}.")
        found[mark][finding["pattern"], finding["subject_name"], uscc] = finding
    return found


def stronger(left: Findings, whole: Findings, *, asking: bool) -> list[tuple[str, str, str]]:
    """Return the findings that are stronger than in the whole case; `asking`: a new one of tier 2 is none."""
    found = []
    for key, finding in left.items():
        full = whole.get(key)
        if full is None:
            if not asking or finding["tier"] == 1:
                found.append(key)
        elif (finding["tier"], -finding["probability"]) < (
            full["tier"],
            -full["probability"] - 1e-6,
        ):
            found.append(key)
    return found


@drawing
@given(seed=SEEDS)
def test_without_a_row_that_shows_it_no_lead_is_stronger(
    case: Callable[[str], Any],
    area: Callable[[Any], Any],
    judge_area: Callable[[Any], Any],
    seed: int,
) -> None:
    copies = {}
    for name in CASES:
        draw, tables = random.Random(f"{seed} {name}"), case(name)
        if rows := own_rows(tables):
            copies[f"{name}@"] = tables
            copies[f"{name}@less"] = less(tables, *draw.choice(rows))
    found = judged(copies, area, judge_area)
    assert sum(1 for name in CASES if found.get(f"{name}@")) > 40, "the cases are shown at all"
    # an earlier decision whose row has gone speaks of nobody any more: it may ask to be read, no more
    worse = {
        name: stronger(
            found[f"{name}@less"],
            found[f"{name}@"],
            asking="dispositions" in copies[f"{name}@"],
        )
        for name in CASES
        if f"{name}@less" in copies
    }
    assert {name: keys for name, keys in worse.items() if keys} == {}
    gone = [name for name in worse if len(found[f"{name}@less"]) < len(found[f"{name}@"])]
    assert len(gone) > 20, "a necessary fact less takes leads away"


@drawing
@given(seed=SEEDS)
def test_a_blank_cell_never_makes_a_lead_stronger_nor_a_sure_one_of_nothing(
    case: Callable[[str], Any],
    area: Callable[[Any], Any],
    judge_area: Callable[[Any], Any],
    seed: int,
) -> None:
    copies = {}
    for name in (n for n in CASES if not n.startswith(FUTURE)):
        draw, tables = random.Random(f"{seed} {name}"), case(name)
        cells = [(t, n, k) for t in sorted(tables) if t not in ("dispositions", "complaint_groups")
                 for n, row in enumerate(tables[t]) for k in sorted(set(row) - KEYS)]  # fmt: skip
        copies[f"{name}@"] = tables
        copies[f"{name}@blank"] = blank(tables, *draw.choice(cells))
    found = judged(copies, area, judge_area)
    worse = {
        n: stronger(found[f"{n}@blank"], found[f"{n}@"], asking=True)
        for n in CASES
        if f"{n}@" in copies
    }
    assert {name: keys for name, keys in worse.items() if keys} == {}


@drawing
@given(seed=SEEDS)
def test_a_paper_that_speaks_for_the_person_never_makes_a_lead_stronger(
    case: Callable[[str], Any],
    area: Callable[[Any], Any],
    judge_area: Callable[[Any], Any],
    seed: int,
) -> None:
    copies = {}
    for name in CASES:
        draw, tables = random.Random(f"{seed} {name}"), case(name)
        paper, words = draw.choice(PAPERS)
        added = [{"official_id": o["official_id"], "uscc": c["uscc"], **words}
                 for o in tables.get("officials", []) for c in tables.get("companies", [])]  # fmt: skip
        copies[f"{name}@"] = tables
        copies[f"{name}@paper"] = {**tables, paper: [*tables.get(paper, []), *added]}
    found = judged(copies, area, judge_area)
    worse = {n: stronger(found[f"{n}@paper"], found[f"{n}@"], asking=False) for n in CASES}
    assert {name: keys for name, keys in worse.items() if keys} == {}
