"""The table of ties says where a judgement joined register persons, and nothing of what it parted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from resolve.judgements import Anchor, Judgement, Verdict

Run = Callable[..., dict[str, pa.Table]]
Row = dict[str, Any]
WHEN = "2025-01-01T00:00:00+00:00"


def said(verdict: Verdict, one: str, other: str) -> Judgement:
    return Judgement(
        "1", WHEN, "甲", verdict, other=(Anchor("申屠云帆", one),), person=(Anchor("申屠云帆", other),),
        reason="查档", evidence="档案",
    )  # fmt: skip


def ties(tables: dict[str, pa.Table]) -> set[tuple[str, str, str]]:
    rows = tables["person_ties"].to_pylist()
    return {(r["kind"], *sorted((r["a_uscc"], r["b_uscc"]))) for r in rows}


def persons(tables: dict[str, pa.Table]) -> list[list[str]]:
    return sorted(r["uscc_list"] for r in tables["register_persons"].to_pylist())


def case(*tokens: str | None) -> dict[str, list[Row]]:
    """Return a register: the same name in companies A, B, …, each with its ID number or none."""
    roles: list[Row] = []
    for company, token in zip("ABCD", tokens, strict=False):
        role: Row = {"name": "申屠云帆", "uscc": company, "role": "监事"}
        if token:
            role |= {"person_id_status": "full", "person_id_tokens": [f"F:{token}"]}
        roles.append(role)
    return {"roles": roles}


def test_a_judged_join_is_a_tie_of_its_own(run: Run) -> None:
    rows = case(None, None)
    assert ties(run(rows)) == set()
    joined = run(rows, [said("same", "A", "B")])
    assert ties(joined) == {("judged", "A", "B")}
    assert persons(joined) == [["A", "B"]]


def test_a_tie_across_a_judged_parting_is_gone(run: Run) -> None:
    rows = case("1", "1", "1")
    assert len(ties(run(rows))) == 2
    parted = run(rows, [said("different", "A", "B")])
    assert not {t for t in ties(parted) if t[1:] == ("A", "B")}
    keys = {r["person_key"] for r in parted["person_ties"].to_pylist()}
    homes = {r["person_key"]: set(r["uscc_list"]) for r in parted["register_persons"].to_pylist()}
    assert all(
        {r["a_uscc"], r["b_uscc"]} <= homes[r["person_key"]]
        for r in parted["person_ties"].to_pylist()
    )
    assert keys <= homes.keys()


def test_what_ties_join_already_needs_no_judged_one(run: Run) -> None:
    rows = case("1", "1")
    assert ties(run(rows, [said("same", "A", "B")])) == ties(run(rows))
