"""The networkx views show what the tables say, and stop at hubs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph.network import ego, whole
from graph.schema import TABLES
from ingest.stage import Stage, StageStore, StageWriter

FIRM = "company:A"


def edge(begin: str, end: str, **columns: Any) -> dict[str, Any]:
    return {"from": begin, "to": end, **columns}


ROWS: dict[str, list[dict[str, Any]]] = {
    "node_Official": [{"id": "official:O1", "name": "示例甲"}, {"id": "official:O2", "name": "示例乙"}],
    "node_Person": [{"id": "person:k1", "name": "示例甲", "companies": 1}],
    "node_Company": [{"id": FIRM, "uscc": "A", "name": "甲公司"}],
    "node_Unit": [{"id": "unit:某局", "name": "某局"}],
    "node_Award": [{"id": f"award:W{i}", "amount": 1.0} for i in range(5)],
    "edge_SAME_AS_Official_Person": [edge("official:O1", "person:k1", probability=0.9)],
    "edge_HOLDS_Person_Company": [
        edge("person:k1", FIRM, share=0.3, valid_to="2020", source="h#2"),
        edge("person:k1", FIRM, share=0.6, valid_from="2020", source="h#3"),
    ],
    "edge_IN_POST_Official_Unit": [edge("official:O1", "unit:某局"), edge("official:O2", "unit:某局")],
    "edge_PROCURED_Unit_Award": [edge("unit:某局", f"award:W{i}") for i in range(5)],
    "edge_WON_Company_Award": [edge(FIRM, "award:W0")],
}  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    def produce(writer: StageWriter) -> None:
        for name, schema in TABLES.items():
            rows = [{field: row.get(field) for field in schema.names} for row in ROWS.get(name, [])]
            writer.write(name, pa.Table.from_pylist(rows, schema=schema), schema)

    store = StageStore(tmp_path_factory.mktemp("stages"))
    return store.run("graph", produce, inputs={}, params={}, rooms=())


def test_the_whole_graph_has_every_node_and_every_statement(graph: Stage) -> None:
    view = whole(graph)
    assert view.number_of_nodes() == 10
    assert view.number_of_edges() == 11
    assert [data["share"] for data in view["person:k1"][FIRM].values()] == [0.3, 0.6]
    assert view.nodes["award:W0"] == {"kind": "Award", "amount": 1.0}


def test_an_ego_graph_reaches_as_far_as_its_radius(graph: Stage) -> None:
    assert set(ego(graph, "official:O1", radius=1)) == {"official:O1", "person:k1", "unit:某局"}
    assert set(ego(graph, "official:O1", radius=2)) == set(whole(graph))
    assert set(ego(graph, "official:O1", radius=0)) == {"official:O1"}


def test_an_ego_graph_shows_a_hub_and_does_not_pass_through_it(graph: Stage) -> None:
    view = ego(graph, "official:O1", radius=3, widest=4)
    assert set(view) == {"official:O1", "person:k1", "unit:某局", FIRM, "award:W0"}
    assert [node for node, data in view.nodes(data=True) if data.get("hub")] == ["unit:某局"]
    assert view.has_edge("unit:某局", "award:W0")


def test_the_centre_is_passed_through_however_many_edges_it_has(graph: Stage) -> None:
    assert len(ego(graph, "unit:某局", radius=1, widest=2)) == 8


def test_an_unknown_centre_is_an_error(graph: Stage) -> None:
    with pytest.raises(KeyError, match="official:O9"):
        ego(graph, "official:O9")


def test_a_folder_with_a_quote_in_its_name_can_be_read(graph: Stage, tmp_path: Path) -> None:
    odd = tmp_path / "it's"
    odd.symlink_to(graph.folder)
    assert len(ego(Stage(odd, graph.manifest, reused=True), "official:O1", radius=1)) == 3
