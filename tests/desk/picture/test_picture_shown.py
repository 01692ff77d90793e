"""What a picture says: words of its edges, a drawing without a script, exports that other programs read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from desk.picture.drawing import draw
from desk.picture.elements import Shown, as_json, shown
from desk.picture.graphml import graphml
from desk.picture.index import Index, index_of
from desk.picture.sight import sight
from desk.picture.surroundings import MOST, Asked, days_of, picture
from desk.picture.times import day_of
from desk.picture.words import picture_words
from desk.results import Access
from tests.desk.picture.conftest import REGIONS, ROAD, write_graph, write_relatives

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def seen(index: Index) -> Shown:
    """The surroundings of the company, as one who may see all of it."""
    found = picture(index, sight(index, REGIONS, Access(("*",))), Asked("official:G001"))
    assert found is not None
    return shown(index, found, "official:G001", picture_words())


def test_an_edge_says_what_it_rests_on(seen: Shown) -> None:
    said = {(edge.kind, edge.start): edge for edge in seen.edges}
    holds = said["HOLDS", "person:p1"]
    assert (holds.label, holds.dates, holds.share, holds.source) == (
        "持股 40%",
        "2018-03 – 至今",
        0.4,
        "股东出资.csv#2",
    )
    assert holds.precision == "始：月，止：至今"
    assert (holds.status, holds.inferred) == ("登记资料", False)
    same = said["SAME_AS", "relative:亲属关系.csv#2"]
    assert (same.label, same.status, same.inferred) == (
        "同一人（已识别） 99.9%",
        "比对结果，待核实",
        True,
    )
    tie = said["INFERRED", "official:G001"]
    assert (tie.label, tie.status, tie.alternatives) == ("或为亲属 49%", "推断，待核实", "同姓巧合")
    assert said["KIN", "official:G001"].status == "登记（已证实）"


def test_the_drawing_is_well_formed_escapes_names_and_has_no_style_of_its_own(seen: Shown) -> None:
    text = draw(seen, title='a "title" & more', href=lambda node: f"/graph/?node={node.id}&x=1")
    root = ElementTree.fromstring(text)
    assert "<b>" not in text
    assert {" ".join("".join(g.itertext()).split()) for g in root.iter(f"{SVG}title")} >= {
        'a "title" & more'
    }
    assert "style=" not in text
    assert "<script" not in text
    nodes = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("node ")]
    assert len(nodes) == len(seen.nodes)
    assert len(list(root.iter(f"{SVG}path"))) == len(seen.edges) + 1  # and the arrow's head


def test_a_day_leaves_out_what_does_not_hold_and_dashes_what_may(seen: Shown) -> None:
    def states(text: str) -> dict[str, str]:
        root = ElementTree.fromstring(draw(seen, title="x", day=day_of(text)))
        groups = [g for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("edge ")]
        return {
            (g[0].text or "").split(" ")[0]: g.get("class", "").removeprefix("edge ")
            for g in groups
        }

    assert states("2018-03-15")["持股"] == "possible"  # within the month of its start
    assert states("2018-04-01")["持股"] == "registered"
    assert "持股" not in states("2018-02-28")
    assert states("2010-06-01")["配偶"] == "possible"
    assert states("2018-02-28")["同一人（已识别）"] == "inferred"


def test_graphml_is_read_again_with_all_that_was_shown(seen: Shown, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    path.write_text(graphml(seen), encoding="utf-8")
    graph = nx.read_graphml(path, force_multigraph=True)
    assert set(graph) == {node.id for node in seen.nodes}
    assert graph.number_of_edges() == len(seen.edges)
    assert graph.nodes["person:p5"]["name"] == "<b>甲</b>"
    told = graph.get_edge_data("person:p1", f"company:{ROAD}")
    assert [edge["share"] for edge in told.values()] == [0.4]


def test_a_name_with_characters_that_xml_cannot_hold_leaves_all_the_same(seen: Shown) -> None:
    odd = Shown(
        [type(n)(**{**as_json(n), "name": n.name + "\x00\x0b\ud800"}) for n in seen.nodes], []
    )
    ElementTree.fromstring(graphml(odd).encode())


def test_masked_names_keep_the_surname_and_no_id_of_a_person(seen: Shown) -> None:
    masked = seen.masked()
    text = (
        graphml(masked)
        + draw(masked, title="x")
        + json.dumps([as_json(n) for n in masked.nodes], ensure_ascii=False)
    )
    for secret in ("江海", "宋河", "江大", "G001", "person:p1"):
        assert secret not in text
    assert "东山市交通运输局" in text
    assert "江某1" in text
    assert len(masked.edges) == len(seen.edges)
    assert {e.start for e in masked.edges} <= {n.id for n in masked.nodes}


def test_a_hub_opens_page_by_page_until_the_picture_is_full(tmp_path: Path) -> None:
    count = 3000
    persons = [{"id": f"person:{n:05d}", "name": f"某{n}"} for n in range(count)]
    company = {"id": "company:C", "uscc": "C", "name": "大厂", "region": "420600"}
    holds = [
        {"from": p["id"], "to": "company:C", "valid_from": "2001", "source": f"股东出资.csv#{n}"}
        for n, p in enumerate(persons)
    ]
    write_relatives(tmp_path, [])
    write_graph(
        tmp_path, {"Person": persons, "Company": [company]}, {("HOLDS", "Person", "Company"): holds}
    )
    index = index_of(tmp_path, tmp_path / "kept")
    view = sight(index, {}, Access(("420600",)))
    one = picture(index, view, Asked("company:C"))
    two = picture(index, view, Asked("company:C", opened=("company:C",)))
    full = picture(index, view, Asked("company:C", opened=("company:C",) * 120))
    assert one is not None
    assert two is not None
    assert full is not None
    assert [len(p.places) for p in (one, two)] == [41, 81]
    assert {n: two.places[n] for n in one.places} == one.places
    assert full.full
    assert len(full.places) + len(full.edges) <= MOST
    assert list(full.more.values()) == [count + 1 - len(full.places)]
    assert days_of(index, one.edges) is not None


def test_the_arrays_are_made_once_for_a_run_and_anew_for_another(tmp_path: Path) -> None:
    write_relatives(tmp_path, [])
    write_graph(tmp_path, {"Unit": [{"id": "unit:甲", "name": "甲"}]}, {})
    first = index_of(tmp_path, tmp_path / "kept")
    assert index_of(tmp_path, tmp_path / "kept") is first
    for name in "乙丙丁":
        write_graph(tmp_path, {"Unit": [{"id": f"unit:{name}", "name": name * 3}]}, {})
        found = index_of(tmp_path, tmp_path / "kept")
        assert found.number(f"unit:{name}") == 0
        assert found.number("unit:甲") is None
    assert first.number("unit:甲") == 0  # who still reads the old arrays keeps them
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_arrays_that_were_being_made_when_the_desk_was_killed_are_not_taken_for_whole(
    tmp_path: Path,
) -> None:
    write_relatives(tmp_path, [])
    write_graph(tmp_path, {"Unit": [{"id": "unit:甲", "name": "甲"}]}, {})
    (tmp_path / "kept" / ".making-x" / "abc").mkdir(parents=True)
    assert index_of(tmp_path, tmp_path / "kept").number("unit:甲") == 0
