"""Register persons: joined by good reasons, never against their ID facts."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolve.clusters import cluster, person_keys
from resolve.components import components
from resolve.cuts import contradictory
from resolve.rows import person_rows

Make = Callable[..., pa.Table]
Row = dict[str, Any]


def number(code: str, *, born: str = "1970-01-01", sex: str = "男") -> Row:
    """Return the columns of a full ID number; the mask of these tests shows its last character."""
    return {
        "person_id_status": "full",
        "person_id_tokens": [f"F:{code}{born}{sex}", f"M00001:{code[-1]}"],
        "person_id_born": born,
        "person_id_sex": sex,
    }


def masked(code: str) -> Row:
    return {"person_id_status": "masked", "person_id_tokens": [f"M00001:{code[-1]}"]}


def role(name: str, uscc: str, **more: Any) -> Row:
    return {"name": name, "uscc": uscc, "role": "监事", **more}


def people(ingested: Make, roles: list[Row], companies: list[Row] | None = None) -> list[set[int]]:
    """Return the clusters as sets of the row numbers of `roles`."""
    rows = person_rows(ingested("holdings", []), ingested("roles", roles))
    labels = cluster(rows, ingested("companies", companies or []))
    index = [int(s.rpartition("#")[2]) - 2 for s in rows["source"].to_pylist()]
    found: dict[int, set[int]] = {}
    for n, label in zip(index, labels.tolist(), strict=True):
        found.setdefault(label, set()).add(n)
    return sorted(found.values(), key=min)


def test_one_name_and_one_full_number_are_one_person(ingested: Make) -> None:
    rows = [role("吴晓明", "A", **number("1")), role("吴晓明", "B", **number("1"))]
    assert people(ingested, rows) == [{0, 1}]


def test_one_name_in_two_companies_is_two_persons(ingested: Make) -> None:
    assert people(ingested, [role("吴晓明", "A"), role("吴晓明", "B")]) == [{0}, {1}]


def test_one_name_in_one_company_is_one_person(ingested: Make) -> None:
    assert people(ingested, [role("吴晓明", "A"), role("吴晓明", "A", **masked("1"))]) == [{0, 1}]


def test_two_numbers_in_one_company_are_two_persons(ingested: Make) -> None:
    rows = [role("吴晓明", "A", **number("1")), role("吴晓明", "A", **number("2"))]
    assert people(ingested, rows) == [{0}, {1}]


def test_a_masked_row_goes_to_the_only_number_that_it_fits(ingested: Make) -> None:
    rows = [
        role("吴晓明", "A", **number("1")),
        role("吴晓明", "A", **number("2")),
        role("吴晓明", "A", **masked("2")),
        role("吴晓明", "A"),
    ]
    assert people(ingested, rows) == [{0}, {1, 2}, {3}]


def test_a_shared_co_holder_joins_and_a_contradiction_parts(ingested: Make) -> None:
    shared = [role("吴晓明", "A"), role("吴晓明", "B"), role("郑海波", "A"), role("郑海波", "B")]
    assert people(ingested, shared) == [{0, 1}, {2, 3}]
    shared[0] |= number("1")
    shared[1] |= number("2")
    assert people(ingested, shared) == [{0}, {1}, {2, 3}]


def test_an_agent_in_many_companies_joins_nobody(ingested: Make) -> None:
    agent = [role("郑海波", f"C{n}") for n in range(40)]
    rows = [role("吴晓明", "C0"), role("吴晓明", "C1"), *agent]
    assert {0} in people(ingested, rows)


def test_a_telephone_joins_unless_it_is_an_agencys(ingested: Make) -> None:
    rows = [role("吴晓明", "C0"), role("吴晓明", "C1")]
    # The name must be rare for a telephone to say anything.
    crowd = [role(f"{a}{b}", "Z") for a in "王李张刘陈" for b in "伟芳娜敏静强磊军洋勇艳杰娟涛明超"]
    two = [{"uscc": f"C{n}", "name": f"公司{n}", "phone": "13900000000"} for n in range(2)]
    many = [{"uscc": f"C{n}", "name": f"公司{n}", "phone": "13900000000"} for n in range(9)]
    assert {0, 1} in people(ingested, rows + crowd, two)
    assert {0} in people(ingested, rows + crowd, many)


def test_masked_names_are_never_one_person(ingested: Make) -> None:
    rows = [role("杨某某", "A"), role("杨某某", "A"), role("杨某某", "B"), role("李*", "B")]
    assert people(ingested, rows) == [{0}, {1}, {2}, {3}]


def test_different_names_are_never_joined(ingested: Make) -> None:
    rows = [role("吴晓明", "A", **number("1")), role("吴小明", "A", **number("1"))]
    assert people(ingested, rows) == [{0}, {1}]


NUMBERS = [
    {},
    number("1"),
    number("2"),
    number("31", born="1981-02-03"),
    masked("1"),
    masked("2"),
    {"person_id_status": "masked", "person_id_tokens": ["M00009:x"], "person_id_born": "1981"},
    {"person_id_status": "masked", "person_id_tokens": ["M00009:y"], "person_id_sex": "女"},
]


def facts_of(row: Row) -> set[tuple[str, str]]:
    born = row.get("person_id_born") or ""
    facts = {(t.split(":")[0], t) for t in row.get("person_id_tokens", [])}
    facts |= {(f"born{n}", born[:n]) for n in (4, 7, 10) if len(born) >= n}
    return facts | ({("sex", row["person_id_sex"])} if "person_id_sex" in row else set())


def disagree(a: Row, b: Row) -> bool:
    """Say, pair by pair, whether two rows cannot be one person."""
    return any(k == m and v != w for k, v in facts_of(a) for m, w in facts_of(b))


#: Two names that no other area of an example has; every area has companies of its own, too.
AREAS = [
    ("吴晓明", "郑海波"),
    ("林文静", "司徒慕白"),
    ("申屠云帆", "尉迟丹青"),
    ("欧阳明远", "夏侯青山"),
]
AREA = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.sampled_from("ABC"), st.sampled_from(range(8))),
    min_size=1,
    max_size=14,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.tuples(*[AREA] * len(AREAS)))
def test_no_cluster_joins_contradicting_ids(
    ingested: Make, drawn: tuple[list[tuple[int, str, int]], ...]
) -> None:
    rows = [
        role(AREAS[area][who], f"{uscc}{area}", **NUMBERS[n])
        for area, people_ in enumerate(drawn)
        for who, uscc, n in people_
    ]
    companies = [
        {"uscc": f"{c}{area}", "name": f"{c}{area}", "phone": f"1390000000{area}"}
        for area in range(len(AREAS))
        for c in "ABC"
    ]
    for group in people(ingested, rows, companies):
        for a, b in combinations(sorted(group), 2):
            assert not disagree(rows[a], rows[b])
            assert rows[a]["name"] == rows[b]["name"]


def test_the_order_of_rows_changes_neither_persons_nor_keys(ingested: Make) -> None:
    rng = random.Random(3)
    names = ["吴晓明", "郑海波", "林文静"]
    rows = [
        role(rng.choice(names), rng.choice("ABCDE"), **rng.choice(NUMBERS), source=f"r.csv#{n}")
        for n in range(60)
    ]

    def keyed(order: list[Row]) -> set[tuple[str, str]]:
        table = person_rows(ingested("holdings", []), ingested("roles", order))
        labels = cluster(table, ingested("companies", []))
        keys = person_keys(table, labels)
        sources = table["source"].to_pylist()
        return {(s, keys[k]) for s, k in zip(sources, labels.tolist(), strict=True)}

    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert keyed(rows) == keyed(shuffled)


def test_keys_do_not_depend_on_the_tokens(ingested: Make) -> None:
    def keys(salt: str) -> list[str]:
        rows = [role("吴晓明", "A", **number("1")), role("吴晓明", "A", **number("2"))]
        for row in rows:
            row["person_id_tokens"] = [f"F:{salt}{row['person_id_tokens'][0]}"]
        rows[0]["person_id_tokens"] = [rows[0]["person_id_tokens"][0][::-1].replace(":F", "")]
        rows[0]["person_id_tokens"] = ["F:" + rows[0]["person_id_tokens"][0]]
        table = person_rows(ingested("holdings", []), ingested("roles", rows))
        labels = cluster(table, ingested("companies", []))
        made = person_keys(table, labels)
        return [made[k] for _, k in sorted(zip(table["source"].to_pylist(), labels, strict=True))]

    assert keys("a") == keys("z")


def test_every_person_has_a_key_of_its_own(ingested: Make) -> None:
    rows = [role("吴晓明", u, **n) for u in "ABC" for n in NUMBERS]
    table = person_rows(ingested("holdings", []), ingested("roles", rows))
    labels = cluster(table, ingested("companies", []))
    keys = person_keys(table, labels)
    assert len(set(keys)) == len(keys) == len(set(labels.tolist()))


def test_a_contradiction_is_two_values_of_one_kind() -> None:
    labels = components(np.array([[0, 1, 0]]), 3)
    same = np.array([[0, 0, 5], [1, 0, 5], [2, 0, 6]])
    other = np.array([[0, 0, 5], [1, 0, 6]])
    assert contradictory(labels, same).tolist() == [False, False]
    assert contradictory(labels, other).tolist() == [True, False]


@pytest.mark.parametrize(
    ("kind", "name", "counted"),
    [
        ("自然人", "吴晓明", True),
        (None, "吴晓明", True),
        (None, "江海建材公司", False),
        (None, "江海集团", False),
        ("企业法人", "吴晓明", False),
        (None, "买买提·艾力", True),
    ],
)
def test_holders_without_a_type_count_where_the_name_is_a_persons(
    ingested: Make, kind: str | None, name: str, *, counted: bool
) -> None:
    rows = [{"uscc": "A", "holder_name": name, "holder_type": kind}]
    assert person_rows(ingested("holdings", rows), ingested("roles", [])).num_rows == counted
