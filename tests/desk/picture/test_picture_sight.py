"""Which nodes and edges a viewer sees: his area, no children without business, no hearsay, nothing unlikely."""

from __future__ import annotations

import pytest

from desk.picture.index import Index
from desk.picture.search import search
from desk.picture.sight import Sight, sight
from desk.picture.surroundings import Asked, edge_between, picture
from desk.results import Access
from tests.desk.picture.conftest import BEYOND, EDGE_ROWS, NODE_ROWS, OTHER, REGIONS, ROAD

CITY = Access(("420600",))


def look(index: Index, access: Access) -> Sight:
    """Return what somebody with this access sees."""
    return sight(index, REGIONS, access)


def around(index: Index, seen: Sight, node: str) -> set[str]:
    """Return the ids that a node's neighbours have for this viewer."""
    number = index.number(node)
    assert number is not None
    return {index.id_of(other) for other, _ in seen.ties(index, number)}


def test_the_arrays_hold_every_node_and_both_ways_of_every_edge(index: Index) -> None:
    ids = {row["id"] for rows in NODE_ROWS.values() for row in rows}
    edges = [(row["from"], row["to"]) for rows in EDGE_ROWS.values() for row in rows]
    assert len(index.nodes) == len(ids)
    for node in ids:
        number = index.number(node)
        assert number is not None
        assert index.id_of(number) == node
        wanted = sorted([b for a, b in edges if a == node] + [a for a, b in edges if b == node])
        assert sorted(index.id_of(other) for other in index.ties(number)[0]) == wanted
    assert index.number("official:G00") is None
    assert index.number("zzz") is None
    assert {index.id_of(n) for n in index.of_kind("unit")} == {
        row["id"] for row in NODE_ROWS["Unit"]
    }


def test_an_official_of_another_area_is_not_there_at_all(index: Index) -> None:
    seen = look(index, CITY)
    assert picture(index, seen, Asked("official:G002")) is None
    assert picture(index, seen, Asked("relative:亲属关系.csv#5")) is None
    # he once served in the viewer's unit: neither he nor the edge is drawn there
    assert around(index, seen, "unit:东山市交通运输局") == {"official:G001", "award:A-1"}
    whole = look(index, Access(("*",)))
    assert "official:G002" in around(index, whole, "unit:东山市交通运输局")


def test_what_lies_beyond_the_area_is_a_link_that_leads_no_further(index: Index) -> None:
    seen = look(index, CITY)
    assert f"company:{BEYOND}" in around(index, seen, f"company:{ROAD}")
    assert picture(index, seen, Asked(f"company:{BEYOND}")) is None
    shown = picture(index, seen, Asked(f"company:{ROAD}", opened=(f"company:{BEYOND}",)))
    assert shown is not None
    ids = {index.id_of(n) for n in shown.places}
    assert f"company:{BEYOND}" in ids
    assert "person:p4" not in ids  # the holder of the company beyond
    assert index.number(f"company:{BEYOND}") not in shown.open
    assert index.number(f"company:{BEYOND}") not in shown.more


def test_a_child_is_drawn_only_where_he_is_matched_with_somebody_registered(index: Index) -> None:
    near = around(index, look(index, CITY), "official:G001")
    assert "relative:亲属关系.csv#3" not in near
    assert "relative:亲属关系.csv#4" in near
    assert "relative:亲属关系.csv#2" in near


def test_a_tie_known_by_hearsay_needs_the_clearance_for_complaints(index: Index) -> None:
    heard = "relative:亲属关系.csv#6"
    assert heard not in around(index, look(index, CITY), "official:G001")
    assert picture(index, look(index, CITY), Asked(heard)) is None
    cleared = look(index, Access(("420600",), complaints=True))
    assert heard in around(index, cleared, "official:G001")


def test_a_match_below_twenty_in_a_hundred_is_not_drawn(index: Index) -> None:
    assert around(index, look(index, CITY), "relative:亲属关系.csv#2") == {
        "official:G001",
        "person:p1",
    }


def test_nobody_without_an_area_sees_anything(index: Index) -> None:
    seen = look(index, Access(()))
    assert not seen.open.any()
    assert not seen.edge.any()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("江海", ["official:G001"]), ("G001", ["official:G001"]), ("周宁", []), ("路桥", [f"company:{ROAD}"]),
        (ROAD, [f"company:{ROAD}"]), ("宋河", ["person:p1"]), ("宋", []), ("远方", []), ("交通", ["unit:东山市交通运输局"]),
        ("江小", []), ("<b>甲</b>", ["person:p5"]), ("<b>", []), (".*", []), ("西河", []),
    ],
)  # fmt: skip
def test_search_finds_what_lies_in_the_area_and_persons_by_their_whole_name(
    index: Index, text: str, found: list[str]
) -> None:
    assert [index.id_of(n) for n in search(index, look(index, CITY), text)] == found


def test_paths_run_only_along_what_is_seen(index: Index) -> None:
    seen = look(index, CITY)
    asked = Asked("official:G001", to=f"company:{ROAD}", hops=6, most=5)
    found = picture(index, seen, asked)
    assert found is not None
    assert [[index.id_of(n) for n in path] for path in found.paths] == [
        ["official:G001", "person:p5", f"company:{ROAD}"],
        ["official:G001", "relative:亲属关系.csv#2", "person:p1", f"company:{ROAD}"],
    ]
    only = Asked("official:G001", to=f"company:{ROAD}", kinds=("IN_POST", "PROCURED", "WON"))
    round_about = picture(index, seen, only)
    assert round_about is not None
    assert len(round_about.paths) == 1
    early = Asked(
        "official:G001", to=f"company:{ROAD}", day=17000
    )  # 2016-07-18, before any holding
    before = picture(index, seen, early)
    assert before is not None
    assert before.paths == []
    assert len(before.places) == 2
    assert picture(index, seen, Asked("official:G001", to="official:G002")) is None


def test_opening_moves_nobody_and_adds_only_what_is_near(index: Index) -> None:
    seen = look(index, Access(("*",)))
    one = picture(index, seen, Asked("official:G002"))
    unit = "unit:东山市交通运输局"
    two = picture(index, seen, Asked("official:G002", opened=(unit,)))
    assert one is not None
    assert two is not None
    assert {n: two.places[n] for n in one.places} == one.places
    added = {index.id_of(n) for n in two.places.keys() - one.places.keys()}
    assert added == around(index, seen, unit) - {"official:G002"}
    assert {index.number(unit)} & one.more.keys()
    assert index.number(unit) not in two.more


def test_a_row_belongs_to_an_edge_that_is_seen(index: Index) -> None:
    seen = look(index, CITY)
    ends = ("person:p1", f"company:{ROAD}")
    assert edge_between(index, seen, ends, "股东出资.csv#2") is not None
    assert edge_between(index, seen, ends, "股东出资.csv#3") is None
    beyond = ("person:p4", f"company:{BEYOND}")
    assert edge_between(index, seen, beyond, "股东出资.csv#9") is None
    assert (
        edge_between(index, seen, ("official:G002", "unit:东山市交通运输局"), "任职经历.csv#9")
        is None
    )
    assert OTHER not in ends[1]
