"""A row that lies after the as-of day changes nothing, whichever table it stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OWN: dict[str, Any] = {"official_id": "A", "uscc": "C1"}
#: Case, table and a row of 2026; the run is as of 2025-06-30.
FUTURE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("p01_own_holding", "holdings",
     {"uscc": "C1", "holder_name": "许青禾", "person": "p1", "share": 0.9, "valid_from": "2026-01-05"}),
    ("p02_own_role", "roles",
     {"uscc": "C1", "name": "许青禾", "person": "p1", "role": "法定代表人", "valid_from": "2026-01-05"}),
    ("p07_spouse_in_scope", "posts",
     {"official_id": "A", "unit": "东山县水利局", "title": "局长", "valid_from": "2026-01-05"}),
    ("p08_own_unit_award", "awards",
     {"award_id": "W9", "buyer": "东山县水利局", "uscc": "C1", "method": "单一来源", "bidders": 1, "date": "2026-01-05"}),
    ("p08_own_unit_award", "acts",
     {"act_id": "X9", "agency": "东山县水利局", "uscc": "C1", "kind": "财政补贴", "date": "2026-01-05"}),
    ("p04_undeclared", "declarations",
     {"official_id": "A", "year": 2026, "as_of": "2026-12-31", "subject": "本人", "company_name": "无"}),
    ("p02_own_role", "approvals", {"kind": "兼职批准", "paid": False, "valid_from": "2026-01-05", **OWN}),
)  # fmt: skip
Seen = dict[str, list[tuple[Any, ...]]]


def test_what_lies_after_the_as_of_day_changes_nothing(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> None:
    everything: dict[str, Any] = {}
    for name, table, row in FUTURE:
        tables = case(name)
        everything[f"{name}@"] = tables
        everything[f"{name}@{table}"] = {**tables, table: [*tables.get(table, []), row]}
    found: Seen = {mark: [] for mark in everything}
    for f in judge_area(area(everything)).findings:
        seen = (f["pattern"], f["tier"], f["probability"], len(f["evidence"]))
        found[f["official_id"].rpartition(".")[0]].append(seen)
    for name, table, _ in FUTURE:
        assert found[f"{name}@"]
        assert sorted(found[f"{name}@{table}"]) == sorted(found[f"{name}@"]), (name, table)
