"""Exports hold the same graph that the tables hold, byte for byte the same every time."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow as pa
import pytest

from graph.export import write_admin_csv, write_gexf, write_graphml
from graph.network import whole
from graph.schema import TABLES
from ingest.stage import Stage, StageStore, StageWriter

ROWS: dict[str, list[dict[str, Any]]] = {
    "node_Official": [{"id": "official:O1", "name": '示例"甲", <a>'}],
    "node_Unit": [{"id": "unit:某局", "name": "某局"}],
    "node_Award": [{"id": "award:W1", "amount": 1.5, "date": "2020"}],
    "edge_IN_POST_Official_Unit": [
        {"from": "official:O1", "to": "unit:某局", "is_leading": True, "valid_from": "2019"},
        {"from": "official:O1", "to": "unit:某局", "valid_from": "2021", "source": "p#3"},
    ],
    "edge_PROCURED_Unit_Award": [{"from": "unit:某局", "to": "award:W1", "date": "2020"}],
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    def produce(writer: StageWriter) -> None:
        for name, schema in TABLES.items():
            rows = [{field: row.get(field) for field in schema.names} for row in ROWS.get(name, [])]
            writer.write(name, pa.Table.from_pylist(rows, schema=schema), schema)

    store = StageStore(tmp_path_factory.mktemp("stages"))
    return store.run("graph", produce, inputs={}, params={}, rooms=())


def test_graphml_read_again_is_the_same_graph(graph: Stage, tmp_path: Path) -> None:
    write_graphml(graph, tmp_path / "area.graphml")
    again = nx.read_graphml(tmp_path / "area.graphml", force_multigraph=True)
    truth = whole(graph)
    assert dict(again.nodes(data=True)) == dict(truth.nodes(data=True))
    assert list(again.edges(data=True)) == list(truth.edges(data=True))


def test_gexf_read_again_has_the_same_nodes_and_edges_and_no_date_of_today(
    graph: Stage, tmp_path: Path
) -> None:
    write_gexf(graph, tmp_path / "area.gexf")
    assert "lastmodifieddate" not in (tmp_path / "area.gexf").read_text(encoding="utf-8")
    again, truth = nx.read_gexf(tmp_path / "area.gexf"), whole(graph)
    assert set(again) == set(truth)
    assert sorted(again.edges()) == sorted(truth.edges())
    assert again.nodes["official:O1"]["name"] == '示例"甲", <a>'


def test_the_tables_for_neo4j_admin_have_typed_headers_and_every_row(
    graph: Stage, tmp_path: Path
) -> None:
    arguments = write_admin_csv(graph, tmp_path / "csv")
    named = [part.partition("=")[2].split("=")[-1] for part in arguments.split()]
    assert sorted(named) == sorted(path.name for path in (tmp_path / "csv").iterdir())
    with (tmp_path / "csv" / "node_Award.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["id:ID", "title:string", "method:string", "amount:double", "date:string"],
            ["award:W1", "", "", "1.5", "2020"],
        ]
    with (tmp_path / "csv" / "edge_IN_POST_Official_Unit.csv").open(encoding="utf-8") as file:
        posts = list(csv.DictReader(file))
    assert [(p[":START_ID"], p[":END_ID"], p["is_leading:boolean"]) for p in posts] == [
        ("official:O1", "unit:某局", "true"),
        ("official:O1", "unit:某局", ""),
    ]


def test_two_exports_are_the_same_bytes(graph: Stage, tmp_path: Path) -> None:
    for write in (write_graphml, write_gexf):
        write(graph, tmp_path / "one")
        write(graph, tmp_path / "two")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
