"""Which unit a name means: full, inner organ, or a short form that can mean but one."""

from __future__ import annotations

import pytest

from resolve.units import link_units

UNITS = [
    "江海市东山县水利局",
    "东山县人民政府",
    "东山县住房和城乡建设局",
    "西河县教育局",
    "东山县教育局",
]


def link(text: str, named: list[str] | None = None) -> tuple[str, str] | None:
    rows = link_units(UNITS, named or [], [text]).to_pylist()
    return next(((r["unit"], r["basis"]) for r in rows if r["name"] == text), None)


@pytest.mark.parametrize(
    ("text", "unit", "basis"),
    [
        ("江海市东山县水利局", 0, "exact"),
        ("东山县人民政府办公室", 1, "inner"),
        ("东山县教育局基建股", 4, "inner"),
        ("东山县水利局", 0, "short"),
        ("县水利局", 0, "short"),
        ("水利局", 0, "short"),
        ("东山县住建局", 2, "short"),
        ("住建局", 2, "short"),
        ("县政府", 1, "short"),
    ],
)
def test_a_name_links_to_its_unit(text: str, unit: int, basis: str) -> None:
    assert link(text) == (UNITS[unit], basis)


@pytest.mark.parametrize("text", ["教育局", "县教育局", "财政局", "东山县", "东山县水利局长", ""])
def test_a_name_that_means_several_or_none_links_to_nothing(text: str) -> None:
    assert link(text) is None


def test_a_short_form_that_a_buyer_elsewhere_shares_links_to_nothing() -> None:
    assert link("水利局") is not None
    assert link("水利局", ["西河县水利局"]) is None


def test_a_company_that_begins_with_a_units_name_is_no_unit_of_it() -> None:
    assert link("东山县教育局路五金商行") is None


def test_every_unit_links_to_itself() -> None:
    found = {(r["name"], r["unit"]) for r in link_units(UNITS, [], []).to_pylist()}
    assert found == {(unit, unit) for unit in UNITS}
