"""A holding or role that never met the office neither strengthens a lead nor defeats an exemption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Judge = Callable[[Any], Any]
Case = Callable[[str], Any]
BEFORE: dict[str, Any] = {"valid_from": "2008-01-01", "valid_to": "2012-06-30"}
OWN: dict[str, Any] = {"uscc": "C1", "person": "p1"}
#: Case, table, and what was there years before the office.
EARLIER: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("p01_own_holding", "holdings", {"holder_name": "许青禾", "share": 0.9, **OWN, **BEFORE}),
    ("p02_own_role", "roles", {"name": "许青禾", "role": "法定代表人", **OWN, **BEFORE}),
    ("p07_spouse_in_scope", "roles", {"name": "林知夏", "role": "法定代表人", **OWN, **BEFORE}),
    ("p08_own_unit_award", "roles", {"name": "林知夏", "role": "法定代表人", **OWN, **BEFORE}),
    ("p15_two_layers", "chains", {"person_key": "p1", "uscc": "C1", "hops": 3, "share": 0.99, "path": [], **BEFORE}),
    ("e01_listed", "holdings", {"holder_name": "许青禾", "share": 0.2, **OWN, **BEFORE}),
    ("e11_staff", "holdings", {"holder_name": "林知夏", "share": 0.2, **OWN, **BEFORE}),
)  # fmt: skip
#: The case's own interest is the weakest of its kind, so that anything stronger would be seen.
WEAK: dict[str, dict[str, Any]] = {
    "p02_own_role": {"role": "联络员"},
    "p15_two_layers": {"share": None},
}


def old_firm(tables: Any, table: str, name: str) -> Any:
    """Return the case with a company old enough, and with a weak interest of its own."""
    firms = [{**row, "founded": "2005-01-01"} for row in tables["companies"]]
    rows = [{**row, **WEAK.get(name, {})} for row in tables.get(table, [])]
    return {**tables, "companies": firms, table: rows}


def summary(outcome: Any) -> list[tuple[Any, ...]]:
    links = outcome.links.select(["pattern", "subject", "state", "p_benefit", "p_overlap", "bans",
                                  "excluded", "alternatives"]).to_pylist()  # fmt: skip
    rows = [tuple(link.values()) for link in links]
    return sorted((*row, int(t)) for row, t in zip(rows, outcome.tier, strict=True))


@pytest.mark.parametrize(("name", "table", "row"), EARLIER, ids=[e[0] for e in EARLIER])
def test_what_was_over_before_the_office_changes_nothing(
    name: str, table: str, row: dict[str, Any], case: Case, judge: Judge
) -> None:
    whole = old_firm(case(name), table, name)
    patterns = {link[0] for link in summary(judge(whole))}
    more = {**whole, table: [*whole[table], row]}
    after = [link for link in summary(judge(more)) if link[0] in patterns]
    assert after == summary(judge(whole))


def test_state_and_benefit_come_from_one_fact(case: Case, judge: Judge) -> None:
    """A certain but weak role and a strong but only possible one are not added up."""
    tables = case("p02_own_role")
    weak = {**tables["roles"][0], "role": "联络员"}
    strong = {**OWN, "name": "许青禾", "role": "法定代表人", "valid_to": "2018-09-01"}
    firms = [{**tables["companies"][0], "founded": "2005-01-01"}]

    def best(*roles: dict[str, Any]) -> float:
        outcome = judge({**tables, "companies": firms, "roles": list(roles)})
        return float(outcome.parts.prod(axis=1).max())

    assert best(weak, strong) == pytest.approx(max(best(weak), best(strong)))
