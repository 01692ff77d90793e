"""Relatives beside each other in companies: what counts, and what is no evidence."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]
Row = dict[str, Any]

GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超斌鹏丽霞"
CROWD = [f"{a}{b}{c}" for a in "王李张刘陈杨赵黄周吴" for b in GIVEN for c in ("", "华", "国")]
#: The register knows no number of theirs, so that names and companies decide.
OFFICIAL, SPOUSE, CHILD = "申屠云帆", "司徒慕白", "申屠知远"


def case(roles: list[Row], relatives: list[Row], **more: list[Row]) -> dict[str, list[Row]]:
    """Return one official, a crowd of strangers and the roles of a test."""
    crowd = [
        {"name": name, "uscc": f"Z{n // 2}", "role": "监事", "source": f"crowd.csv#{n + 2}"}
        for n, name in enumerate(CROWD)
    ]
    mine = [
        {"uscc": "A", "role": "监事", "source": f"roles.csv#{n + 2}"} | row
        for n, row in enumerate(roles)
    ]
    return {
        "officials": [{"official_id": "G1", "name": OFFICIAL, "born": "1970"}],
        "relatives": [{"official_id": "G1"} | row for row in relatives],
        "roles": [*mine, *crowd],
    } | more  # fmt: skip


def family(run: Run, rows: dict[str, list[Row]], subject: str = "self") -> tuple[str, float]:
    """Return agreement and bans of the family field of one subject's only match."""
    found = run(rows)["identities"].to_pylist()
    (match,) = [m for m in found if m["subject"] == subject]
    (field,) = [f for f in match["fields"] if f["field"] == "family"]
    return field["agreement"], field["bans"]


SPOUSE_ROW: Row = {"name": SPOUSE, "kinship": "配偶"}
CHILD_ROW: Row = {"name": CHILD, "kinship": "女儿"}


def test_a_relative_in_a_linked_company_counts_less_than_in_the_same(run: Run) -> None:
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE, "uscc": "B"}]
    apart = family(run, case(roles, [SPOUSE_ROW]))
    stake = {"uscc": "B", "holder_name": "甲有限公司", "holder_type": "企业法人", "share": 0.6}
    firms = [{"uscc": c, "name": f"{n}有限公司"} for c, n in (("A", "甲"), ("B", "乙"))]
    linked = family(run, case(roles, [SPOUSE_ROW], holdings=[stake], companies=firms))
    together = family(run, case([{"name": OFFICIAL}, {"name": SPOUSE}], [SPOUSE_ROW]))
    assert apart == ("missing", 0.0)
    assert linked[0] == "linked"
    assert together[0] == "agree"
    assert 0 < linked[1] < together[1] <= 6


@pytest.mark.parametrize("companies_of_the_third", [2, 30])
def test_a_common_holder_links_unless_he_is_a_hub(run: Run, companies_of_the_third: int) -> None:
    third = [
        {"name": "尉迟丹青", "uscc": c, "person_id_status": "full", "person_id_tokens": ["F:3"]}
        for c in ["A", "B", *(f"Y{n}" for n in range(companies_of_the_third - 2))]
    ]
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE, "uscc": "B"}, *third]
    agreement, bans = family(run, case(roles, [SPOUSE_ROW]))
    assert (agreement, bans > 0) == (
        ("linked", True) if companies_of_the_third == 2 else ("missing", False)
    )


@pytest.mark.parametrize(("firms", "expected"), [(2, "linked"), (8, "missing")])
def test_a_common_telephone_links_unless_it_is_an_agencys(
    run: Run, firms: int, expected: str
) -> None:
    companies = [
        {"uscc": c, "name": f"{c}公司", "phone": "13900000000"} for c in "ABCDEFGH"[:firms]
    ]
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE, "uscc": "B"}]
    assert family(run, case(roles, [SPOUSE_ROW], companies=companies))[0] == expected


def test_a_larger_crowd_weighs_less(run: Run) -> None:
    few: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE}]
    many = [*few, *({"name": name} for name in CROWD[:20])]
    assert family(run, case(many, [SPOUSE_ROW]))[1] < family(run, case(few, [SPOUSE_ROW]))[1] - 1


def test_spouse_and_child_weigh_more_than_either_and_the_cap_holds(run: Run) -> None:
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE}, {"name": CHILD}]
    crowd = [{"name": name} for name in CROWD[:60]]
    one = family(run, case([*roles[:2], *crowd], [SPOUSE_ROW, CHILD_ROW]))[1]
    other = family(run, case([roles[0], roles[2], *crowd], [SPOUSE_ROW, CHILD_ROW]))[1]
    both = family(run, case([*roles, *crowd], [SPOUSE_ROW, CHILD_ROW]))[1]
    assert max(one, other) < both <= one + other
    mother = {"name": "尉迟丹青", "kinship": "母亲"}
    three = case([*roles, {"name": "尉迟丹青"}], [SPOUSE_ROW, CHILD_ROW, mother])
    assert family(run, three)[1] == 6


def test_one_person_is_not_two_relatives(run: Run) -> None:
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE}, *({"name": n} for n in CROWD[:60])]
    once = family(run, case(roles, [SPOUSE_ROW]))
    sister = {"name": SPOUSE, "kinship": "配偶的兄弟姐妹", "born": "1981-02-03"}
    wife = SPOUSE_ROW | {"born": "1972-02-03"}
    assert family(run, case(roles, [wife, sister]))[1] == pytest.approx(once[1], abs=0.02)


def test_a_second_relative_of_the_surname_surprises_less(run: Run) -> None:
    first, second = "申屠伟", "申屠敏"  # given names that many share, so that the surname decides
    stranger = {"name": CROWD[0]}
    son, daughter = ({"name": n, "kinship": k} for n, k in ((first, "儿子"), (second, "女儿")))

    def with_(*children: str) -> float:
        others = [stranger] * (2 - len(children))
        roles: list[Row] = [{"name": OFFICIAL}, *({"name": n} for n in children), *others[:1]]
        return family(run, case(roles, [son, daughter]))[1]

    assert with_(first, second) < with_(first) + with_(second) - 0.2


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2012-01-01", None, "missing"),
        ("2010-05-01", None, "missing"),
        ("2010-04-30", None, "agree"),
        ("2008-01-01", "2009-01-01", "agree"),
        ("2001", "2003", "missing"),
        ("2001", "2005", "agree"),
        (None, None, "agree"),
        ("2010", None, "agree"),
    ],
)
def test_a_former_spouse_counts_for_the_years_of_the_marriage(
    run: Run, start: str | None, end: str | None, expected: str
) -> None:
    divorced = SPOUSE_ROW | {"valid_from": "2004-03-02", "valid_to": "2010-05-01"}
    roles: list[Row] = [
        {"name": OFFICIAL, "valid_from": "2000-01-01"},
        {"name": SPOUSE, "valid_from": start, "valid_to": end},
    ]
    assert family(run, case(roles, [divorced]))[0] == expected
    married = SPOUSE_ROW | {"valid_from": "2004-03-02"}
    assert family(run, case(roles, [married]))[0] == "agree"


def test_a_divorce_does_not_part_mother_and_child(run: Run) -> None:
    divorced = SPOUSE_ROW | {
        "valid_from": "1994", "valid_to": "2010-05-01", "source": "relatives.csv#2",
    }  # fmt: skip
    child = CHILD_ROW | {"source": "relatives.csv#3"}
    roles = [{"name": SPOUSE, "valid_from": "2015"}, {"name": CHILD, "valid_from": "2015"}]
    assert family(run, case(roles, [divorced, child]), "relatives.csv#3")[0] == "agree"


@pytest.mark.parametrize(
    ("kinship", "born", "possible"),
    [
        ("女儿", "1983", False), ("女儿", "1984", True), ("女儿", "1996-01-01", True),
        ("继女", "1983", True), ("母亲", "1957", False), ("母亲", "1956", True),
        ("妹", "1969", True),
    ],
)  # fmt: skip
def test_nobody_is_a_parent_before_fourteen(
    run: Run, kinship: str, born: str, *, possible: bool
) -> None:
    relative = {"name": CHILD, "kinship": kinship}
    role = {"name": CHILD, "person_id_status": "full", "person_id_tokens": ["F:9"],
            "person_id_born": born}  # fmt: skip
    found = run(case([role], [relative]))["identities"].to_pylist()
    assert bool(found) == possible


def test_a_declared_number_stands_against_an_impossible_age(run: Run) -> None:
    number = {"person_id_status": "full", "person_id_tokens": ["F:9"], "person_id_born": "1983"}
    relative = {"name": CHILD, "kinship": "女儿"} | number
    (match,) = run(case([{"name": CHILD} | number], [relative]))["identities"].to_pylist()
    assert match["level"] == "identified"


def test_the_order_of_rows_changes_no_family(run: Run) -> None:
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE}, {"name": CHILD, "uscc": "B"}]
    firms = [{"uscc": c, "name": f"{c}公司", "phone": "13900000000"} for c in "AB"]
    relatives = [
        row | {"source": f"relatives.csv#{n}"} for n, row in enumerate([SPOUSE_ROW, CHILD_ROW], 2)
    ]
    rows = case(roles, relatives, companies=firms)
    first = run(rows)["identities"]
    assert first.num_rows == 3
    for seed in range(2):
        mixed = {k: random.Random(seed).sample(v, len(v)) for k, v in rows.items()}
        assert run(mixed)["identities"].equals(first)


def test_names_in_linked_companies_stay_hold(run: Run) -> None:
    firms = [{"uscc": c, "name": f"{c}公司", "phone": "13900000000"} for c in "AB"]
    roles: list[Row] = [{"name": OFFICIAL}, {"name": SPOUSE, "uscc": "B"}]
    found = run(case(roles, [SPOUSE_ROW], companies=firms))["identities"].to_pylist()
    assert {m["level"] for m in found} == {"hold"}
    together = run(case([{"name": OFFICIAL}, {"name": SPOUSE}], [SPOUSE_ROW]))["identities"]
    assert "probable" in together["level"].to_pylist()
