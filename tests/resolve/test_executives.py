"""Real names: executives of listed companies, some 1,070 of whose names several persons share.

The clustering sees names, companies and posts; sex and age are withheld and serve as the truth.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from resolve.clusters import cluster
from resolve.key_table import key_table
from resolve.rows import person_rows

FILE = Path(__file__).resolve().parents[3] / "shared/data/registry/listed_executives.csv"

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not FILE.is_file(), reason=f"not beside the project: {FILE}"),
]

Make = Callable[..., pa.Table]
Row = dict[str, Any]


@pytest.fixture(scope="module")
def executives() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def clustered(ingested: Make, executives: list[Row]) -> tuple[pa.Table, list[int]]:
    roles = [
        {"name": row["name"], "uscc": row["code"], "role": role, "source": f"e.csv#{n}"}
        for n, row in enumerate(executives)
        for role in row["jobs"].split("/")
    ]
    firms = [
        {"uscc": code, "name": code, "company_type": "股份有限公司(上市)"}
        for code in sorted({row["code"] for row in executives})
    ]
    rows = person_rows(ingested("holdings", []), ingested("roles", roles))
    return rows, cluster(rows, ingested("companies", firms)).tolist()


def differ(a: Row, b: Row) -> bool:
    """Say whether sex and age, where both are known, show two persons; a year is for birthdays."""
    if {a["gender"], b["gender"]} == {"男", "女"}:
        return True
    ages = int(a["age"]), int(b["age"])
    return min(ages) > 0 and abs(ages[0] - ages[1]) > 1


def test_shared_names_of_executives_stay_two_persons(ingested: Make, executives: list[Row]) -> None:
    rows, person = clustered(ingested, executives)
    person_of: dict[int, int] = {}
    for source, k in zip(rows["source"].to_pylist(), person, strict=True):
        person_of[int(source.partition("#")[2])] = k
    namesakes: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(executives):
        namesakes[row["name"]].append(n)
    strangers = [
        (a, b)
        for group in namesakes.values()
        for a, b in combinations(group, 2)
        if differ(executives[a], executives[b])
    ]
    merged = [(a, b) for a, b in strangers if person_of.get(a) == person_of.get(b)]
    in_one_company = [p for p in merged if len({executives[n]["code"] for n in p}) == 1]
    same = [
        (a, b)
        for group in namesakes.values()
        for a, b in combinations(group, 2)
        if not differ(executives[a], executives[b])
        and executives[a]["code"] != executives[b]["code"]
    ]
    found = sum(person_of.get(a) == person_of.get(b) for a, b in same)
    assert len(strangers) > 1000
    assert found > len(same) / 10  # boards that share two directors do join them
    # without any number, two of one name in one company cannot be told apart
    assert set(merged) == set(in_one_company)


def test_no_real_name_is_without_a_narrow_key(executives: list[Row]) -> None:
    names = {row["name"] for row in executives}
    found = key_table(names)
    narrow = found.filter(pc.invert(found["wide"]))
    assert set(narrow["name"].to_pylist()) == names
    # and the keys are of use: few names meet under most of them
    counts = narrow["key"].value_counts().field("counts")
    assert pc.quantile(counts, 0.99)[0].as_py() <= 4
