"""What ties two places of one name, and what only seems to: agencies, boards by calling, full-time posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from resolve import ties
from resolve.clusters import Clustering, find_persons
from resolve.cuts import tie
from resolve.places import find_places
from resolve.rows import person_rows
from resolve.tenure import weighed

Make = Callable[..., pa.Table]
Row = dict[str, Any]


def found(ingested: Make, roles: list[Row], companies: list[Row]) -> Clustering:
    rows = person_rows(ingested("holdings", []), ingested("roles", roles))
    return find_persons(rows, ingested("companies", companies))


def kinds(result: Clustering) -> set[str]:
    return {ties.KINDS[kind] for kind in result.ties.kind}


def two(role: str = "监事") -> list[Row]:
    return [{"name": "吴晓明", "uscc": u, "role": role} for u in "AB"]


def firms(**more: str) -> list[Row]:
    return [{"uscc": u, "name": f"公司{u}"} | more for u in "AB"]


CROWD = [
    {"name": a + b, "uscc": "Z", "role": "监事"} for a in "王李张" for b in "伟芳娜敏静强磊军洋勇"
]


def test_a_shared_home_address_ties_and_one_that_is_let_does_not(ingested: Make) -> None:
    assert kinds(found(ingested, two() + CROWD, firms(address="汉江路 8 号"))) == {"address"}
    let = firms(address="汉江路8号商务秘书工位12")
    assert kinds(found(ingested, two() + CROWD, let)) == set()


def test_the_telephone_of_a_filing_agent_ties_nobody(ingested: Make) -> None:
    phone = "13900000000"
    assert kinds(found(ingested, two() + CROWD, firms(phone=phone))) == {"phone"}
    assert (
        kinds(found(ingested, two() + CROWD, firms(phone=phone, filing_agent="捷通代办"))) == set()
    )
    agent = {"uscc": "C", "name": "捷通代办", "phone": phone}
    client = {"uscc": "D", "name": "公司D", "filing_agent": "捷通代办"}
    assert kinds(found(ingested, two() + CROWD, [*firms(phone=phone), agent, client])) == set()


@pytest.mark.parametrize(("role", "tied"), [("董事", True), ("独立董事", False)])
def test_a_colleague_by_calling_ties_nobody(ingested: Make, role: str, *, tied: bool) -> None:
    board = [{"name": "郑海波", "uscc": u, "role": role} for u in "AB"]
    result = found(ingested, two() + board, firms())
    index = result.places.names.to_pylist().index("吴晓明")
    assert (index in result.places.name[result.ties.a]) is tied


def test_one_day_of_birth_in_masked_numbers_of_two_kinds_ties(ingested: Make) -> None:
    def born(day: str, mask: str) -> Row:
        return {
            "person_id_status": "masked", "person_id_tokens": [mask],
            "person_id_born": day, "person_id_sex": "男", "person_id_region": "420602",
        }  # fmt: skip

    others = [row | born(f"19{50 + n}-0{1 + n % 9}-11", f"M9:{n}") for n, row in enumerate(CROWD)]
    same = [two()[0] | born("1975-04-05", "M1:a"), two()[1] | born("1975-04-05", "M2:b")]
    other = [same[0], two()[1] | born("1976-04-05", "M2:b")]
    assert kinds(found(ingested, same + others, [])) == {"birth"}
    assert kinds(found(ingested, other + others, [])) == set()


@pytest.mark.parametrize(
    ("posts", "factor"),
    [
        ((("经理", "2010-01-01", ""), ("财务负责人", "2012-05", "")), 2.0),
        ((("经理", "2010-01-01", ""), ("监事", "2012-05", "")), 1.0),
        ((("经理", "2010-01-01", "2012-05-20"), ("经理", "2012-05-21", "")), 0.5),
        ((("经理", "2010-01-01", "2011"), ("经理", "2013", "")), 1.0),
        ((("经理", "", ""), ("经理", "2013", "")), 1.0),  # who knows when the first began
        ((("经理", "2013", ""), ("经理", "2013-02", "2013-07")), 1.0),  # perhaps in December
    ],
)
def test_full_time_posts_at_one_time_are_weak_evidence_against(
    ingested: Make, posts: tuple[tuple[str, str, str], ...], factor: float
) -> None:
    roles = [
        {"name": "吴晓明", "uscc": u, "role": role, "valid_from": start, "valid_to": end}
        for u, (role, start, end) in zip("AB", posts, strict=True)
    ]
    rows = person_rows(ingested("holdings", []), ingested("roles", roles))
    one, other = np.array([0]), np.array([1])
    probable = tie(one, other, ties.PHONE, np.array([0.004]))
    assert weighed(probable, rows, find_places(rows)).chance.tolist() == [0.004 * factor]
    doubtful = tie(one, other, ties.PHONE, np.array([0.012]))
    assert len(weighed(doubtful, rows, find_places(rows)).a) == (factor < 2)
