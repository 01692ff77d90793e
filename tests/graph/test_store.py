"""The contract of a graph store: every test here holds for the embedded store and for Neo4j."""

from __future__ import annotations

from typing import Any

import pytest

from graph.project import project, projection
from graph.schema import EDGES, NODES, edge_table
from graph.store import GraphStore
from ingest.errors import SetupError, UserError
from ingest.stage import Stage

# fixtures of conftest.py; the aliases only name their types
Rows = dict[str, list[dict[str, Any]]]
MakeStage = Any


def test_a_graph_has_as_many_nodes_and_edges_of_each_kind_as_the_tables(
    area_store: GraphStore, area_stage: Stage
) -> None:
    for kind in NODES:
        found = area_store.query(f"MATCH (n:{kind}) RETURN count(n) AS n")
        assert found == [{"n": area_stage.read(f"node_{kind}").num_rows}], kind
    for kind, pairs in EDGES.items():
        for start, stop in pairs:
            found = area_store.query(f"MATCH (:{start})-[e:{kind}]->(:{stop}) RETURN count(e) AS n")
            table = area_stage.read(edge_table(kind, start, stop))
            assert found == [{"n": table.num_rows}], (kind, start, stop)


def test_values_keep_their_type_and_null_stays_null(area_store: GraphStore) -> None:
    officials = area_store.query(
        "MATCH (o:Official)-[i:IN_POST]->(:Unit) "
        "RETURN o.id AS id, o.sex AS sex, i.is_leading AS leads, i.valid_to AS until ORDER BY id"
    )
    assert officials == [
        {"id": "official:O1", "sex": "男", "leads": True, "until": None},
        {"id": "official:O2", "sex": None, "leads": False, "until": None},
    ]
    awards = area_store.query(
        "MATCH (a:Award) RETURN a.amount AS amount, a.date AS d ORDER BY a.id"
    )
    assert awards == [{"amount": 120.5, "d": "2021-05-06"}, {"amount": None, "d": "2021-06"}]
    [person] = area_store.query(
        "MATCH (p:Person {id: 'person:P4'}) RETURN p.companies AS companies"
    )
    assert person["companies"] == 2
    assert isinstance(person["companies"], int)


def test_an_edge_is_one_statement_of_one_source(area_store: GraphStore) -> None:
    stated = area_store.query(
        "MATCH (:Person {id: $person})-[h:HOLDS]->(:Company {id: $company}) "
        "RETURN h.share AS share, h.source AS source ORDER BY source",
        person="person:P2",
        company="company:C2",
    )
    assert stated == [
        {"share": 0.7, "source": "变更.csv#5"},
        {"share": 0.6, "source": "股东.csv#2"},
    ]


def test_text_with_quotes_backslashes_and_breaks_comes_back_as_it_was(
    store: GraphStore, area: Rows, make_stage: MakeStage
) -> None:
    text = "甲'乙\"丙\\丁\n戊\t`己` {庚} ,辛;"
    area["node_Unit"].append({"id": "unit:odd", "name": text})
    project(make_stage(area), store)
    assert store.query("MATCH (u:Unit {id: 'unit:odd'}) RETURN u.name AS name") == [{"name": text}]
    assert store.query("MATCH (u:Unit {name: $t}) RETURN u.id AS id", t=text) == [
        {"id": "unit:odd"}
    ]


def test_the_same_graph_is_not_loaded_twice(store: GraphStore, area_stage: Stage) -> None:
    project(area_stage, store)
    assert store.digest == projection(area_stage).digest
    assert project(area_stage, store) is False


def test_a_new_graph_replaces_the_old_one_whole(
    store: GraphStore, area: Rows, area_stage: Stage, make_stage: MakeStage
) -> None:
    project(area_stage, store)
    only_a_unit: Rows = {"node_Unit": [{"id": "unit:新", "name": "新"}]}
    smaller = make_stage(only_a_unit)
    assert project(smaller, store) is True
    assert store.digest == projection(smaller).digest
    assert store.query("MATCH (u:Unit) RETURN u.id AS id") == [{"id": "unit:新"}]
    assert store.query("MATCH (c:Company) RETURN c.id AS id") == []
    assert project(area_stage, store) is True
    assert store.query("MATCH (u:Unit) RETURN u.id AS id") == [{"id": "unit:住建局"}]


@pytest.mark.parametrize(
    ("table", "row", "named"),
    [
        ("node_Person", {"id": "person:P4", "name": "李丁"}, "person:P4"),
        ("node_Person", {"id": None, "name": "无"}, "None"),
        ("edge_ROLE_Person_Company", {"from": "person:P9", "to": "company:C1"}, "person:P9"),
        ("edge_ROLE_Person_Company", {"from": "person:P1", "to": "company:C9"}, "company:C9"),
        ("edge_ROLE_Person_Company", {"from": None, "to": "company:C1"}, "None"),
    ],
    ids=["duplicate id", "null id", "no such start", "no such end", "null start"],
)
def test_tables_that_are_no_graph_are_refused_by_name_and_the_old_graph_stays(
    store: GraphStore, area: Rows, area_stage: Stage, make_stage: MakeStage,
    table: str, row: dict[str, Any], named: str,
) -> None:  # fmt: skip
    project(area_stage, store)
    area[table].append(row)
    with pytest.raises(UserError) as refused:
        project(make_stage(area), store)
    assert f"{table}.parquet" in refused.value.what
    assert named in refused.value.what
    assert store.digest == projection(area_stage).digest
    assert store.query("MATCH (p:Person) RETURN count(p) AS n") == [{"n": 4}]


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Person) RETURN p",
        "MATCH (:Person)-[h:HOLDS]->(:Company) RETURN h",
        "MATCH path = (:Person)-[:HOLDS]->(:Company) RETURN path",
        "MATCH (p:Person) RETURN collect(p) AS people",
    ],
    ids=["node", "relationship", "path", "list of nodes"],
)
def test_a_query_returns_properties_not_elements(area_store: GraphStore, cypher: str) -> None:
    with pytest.raises(UserError, match="属性"):
        area_store.query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Person RETURN p.id AS id",
        "MATCH (p:Persn) RETURN p.id AS id",
        "MATCH (:Person)-[h:HOLD]->(:Company) RETURN h.share AS share",
        "MATCH (p:Person) RETURN p.nmae AS name",
        "CREATE (:Unit {id: 'unit:x'})",
        "MATCH (p:Person) DETACH DELETE p",
        "MATCH (p:Person) SET p.name = 'x' RETURN p.id AS id",
        "MATCH (p:Person) WHERE p.id = $missing RETURN p.id AS id",
        "LOAD FROM '/etc/hostname' (header=false, file_format='csv') RETURN *",
        "LOAD CSV FROM 'file:///etc/hostname' AS line RETURN line",
        "MATCH (p:Person) RETURN p.id AS id; MATCH (u:Unit) RETURN u.id AS id",
    ],
    ids=[
        "syntax",
        "label",
        "type",
        "property",
        "create",
        "delete",
        "set",
        "parameter",
        "file",
        "csv",
        "two",
    ],
)
def test_a_wrong_query_is_refused_with_the_statement_and_changes_nothing(
    area_store: GraphStore, cypher: str
) -> None:
    with pytest.raises(UserError) as refused:
        area_store.query(cypher)
    assert cypher in refused.value.what
    assert refused.value.fix
    assert area_store.query("MATCH (p:Person) RETURN count(p) AS n") == [{"n": 4}]
    assert area_store.query("MATCH (u:Unit) RETURN count(u) AS n") == [{"n": 1}]


def test_a_kind_without_a_single_node_is_known_all_the_same(area_store: GraphStore) -> None:
    assert (
        area_store.query("MATCH (c:Company)-[g:GOT]->(a:Act) RETURN a.kind AS kind, g.date AS d")
        == []
    )


def test_a_parameter_may_be_an_empty_list(area_store: GraphStore) -> None:
    query = "MATCH (p:Person) WHERE p.id IN $ids RETURN p.id AS id"
    assert area_store.query(query, ids=[]) == []
    assert area_store.query(query, ids=["person:P1", "person:none"]) == [{"id": "person:P1"}]


def test_a_closed_store_says_so(store: GraphStore, area_stage: Stage) -> None:
    project(area_stage, store)
    store.close()
    store.close()
    with pytest.raises(SetupError):
        store.query("MATCH (p:Person) RETURN count(p) AS n")
