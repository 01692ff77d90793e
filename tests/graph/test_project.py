"""From a stage to a store: which tables, which digest, what is refused before anything is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.cypher import check_query
from graph.open import open_store
from graph.project import project_embedded, projection
from graph.projection import check_tables
from graph.schema import EDGES, NODES
from ingest.errors import UserError
from ingest.stage import Stage

Rows = dict[str, list[dict[str, Any]]]
MakeStage = Any


def test_a_projection_names_every_node_and_edge_table_of_the_schema(area_stage: Stage) -> None:
    graph = projection(area_stage)
    assert [node.kind for node in graph.nodes] == list(NODES)
    assert [(edge.kind, edge.start, edge.stop) for edge in graph.edges] == [
        (kind, start, stop) for kind, pairs in EDGES.items() for start, stop in pairs
    ]
    assert all(table.path.is_file() for table in graph.tables)
    check_tables(graph)


def test_the_digest_follows_nodes_and_edges_and_not_the_measures(
    area: Rows, area_stage: Stage, make_stage: MakeStage
) -> None:
    digest = projection(area_stage).digest
    area["ownership"] = [{"person_key": "P1", "uscc": "C1", "own": 0.5, "as_of": "2024-01-01"}]
    assert projection(make_stage(area)).digest == digest
    area["edge_HOLDS_Person_Company"][0]["share"] = 0.61
    assert projection(make_stage(area)).digest != digest


@pytest.mark.parametrize("damage", ["gone", "no Parquet", "other columns"])
def test_a_damaged_table_is_refused_by_name_before_anything_is_loaded(
    tmp_path: Path, area: Rows, make_stage: MakeStage, damage: str
) -> None:
    stage: Stage = make_stage(area)
    file = stage.path("edge_KIN_Official_Relative")
    if damage == "gone":
        file.unlink()
    elif damage == "no Parquet":
        file.write_bytes(file.read_bytes()[:-20])
    else:
        pq.write_table(pa.table({"from": ["official:O1"], "to": ["relative:亲属.csv#2"]}), file)
    with pytest.raises(UserError, match="edge_KIN_Official_Relative") as refused:
        project_embedded(stage, tmp_path / "graph")
    assert "stages/graph" in refused.value.fix
    assert not (tmp_path / "graph").exists()


def test_a_refusal_names_the_first_few_and_counts_the_rest(
    area: Rows, make_stage: MakeStage
) -> None:
    area["node_Person"] += [{"id": f"person:D{n}"} for n in range(9) for _ in range(2)]
    with pytest.raises(UserError, match=r"person:D0, person:D1, person:D2 \(共 9 个 in all\)"):
        check_tables(projection(make_stage(area)))


def test_a_path_opens_the_embedded_graph(tmp_path: Path, area_stage: Stage) -> None:
    project_embedded(area_stage, tmp_path / "graph")
    for target in (tmp_path / "graph", str(tmp_path / "graph")):
        with open_store(target) as store:
            assert store.digest == projection(area_stage).digest


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Person) WHERE p.name = 'DELETE; $x' RETURN p.id AS id",
        'MATCH (p:Person) WHERE p.name = "it\'s CREATE" RETURN p.id AS id // MERGE ; $y',
        "MATCH (p:Person) /* SET ; */ RETURN p.id AS `CALL`;",
        "MATCH (p:Person) WHERE p.set = 1 AND p.name = 'a\\'; DROP' RETURN p.id AS created",
    ],
)
def test_words_inside_quotes_names_and_comments_are_no_clauses(cypher: str) -> None:
    check_query(cypher, {})


@pytest.mark.parametrize(
    ("cypher", "named"),
    [
        ("MATCH (p) set p.name = 'x'", "set"),
        ("MATCH (p) DETACH DELETE p", "DELETE"),
        ("LOAD FROM 'x.csv' RETURN *", "LOAD"),
        ("CALL db.labels()", "CALL"),
        ("RETURN 1; RETURN 2", ";"),
        ("RETURN '\\\\' ; MATCH (p) DELETE p", ";"),
        ("MATCH (p {id: $a, name: $b}) RETURN $c", "b, c"),
    ],
)
def test_what_a_query_may_not_do_is_named(cypher: str, named: str) -> None:
    with pytest.raises(UserError) as refused:
        check_query(cypher, {"a": 1})
    assert named in refused.value.what.splitlines()[0]
