"""The Neo4j store: what goes wrong before and during a load, and who may see it."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import neo4j
import pytest

from graph import upload
from graph.open import check, open_store
from graph.project import project, project_server, projection
from graph.server import PASSWORD, USER, ServerStore
from graph.store import GraphStore
from ingest.errors import SetupError, UserError
from ingest.stage import Stage

Rows = dict[str, list[dict[str, Any]]]
MakeStage = Any

SECRET = "a-Secret_of-the-office"
PERSONS = "MATCH (p:Person) RETURN count(p) AS n"
SMALLER: Rows = {"node_Person": [{"id": "person:P1", "name": "赵甲"}]}


@pytest.fixture
def driver(neo4j_url: str) -> Iterator[neo4j.Driver]:
    """The bare driver, to do what the store would not do."""
    parts = urlsplit(neo4j_url)
    auth = (parts.username or "", parts.password or "")
    with neo4j.GraphDatabase.driver(f"bolt://127.0.0.1:{parts.port}", auth=auth) as opened:
        yield opened


@pytest.fixture
def loaded(neo4j_url: str, area_stage: Stage) -> Iterator[GraphStore]:
    with open_store(neo4j_url) as store:
        project(area_stage, store)
        yield store


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_not_there_is_a_setup_error_within_seconds(scheme: str) -> None:
    url = f"{scheme}://neo4j:{SECRET}@127.0.0.1:{free_port()}"
    begun = time.monotonic()
    with pytest.raises(SetupError, match="无法连接") as refused:
        check(url)
    assert time.monotonic() - begun < 10
    assert "docs/neo4j.md" in refused.value.fix
    assert SECRET not in str(refused.value)


def test_a_server_that_never_answers_is_a_setup_error_within_seconds() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        begun = time.monotonic()
        with pytest.raises(SetupError, match="无法连接"):
            check(f"bolt://127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "target",
    [
        f"http://neo4j:{SECRET}@127.0.0.1:7474",
        f"postgresql://neo4j:{SECRET}@127.0.0.1",
        f"bolt://neo4j:{SECRET}@127.0.0.1:7687/area",
        f"bolt://neo4j:{SECRET}@127.0.0.1:port",
        f"bolt://neo4j:{SECRET}@nowhere.invalid",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_the_password(target: str) -> None:
    with pytest.raises(UserError) as refused:
        check(target)
    assert SECRET not in str(refused.value)


@pytest.mark.neo4j
def test_a_wrong_password_is_a_setup_error_that_does_not_repeat_it(
    neo4j_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    port = urlsplit(neo4j_url).port
    begun = time.monotonic()
    with pytest.raises(SetupError, match="拒绝登录") as refused:
        check(f"bolt://neo4j:{SECRET}@127.0.0.1:{port}")
    assert time.monotonic() - begun < 10
    assert PASSWORD in refused.value.fix
    assert SECRET not in str(refused.value)
    assert SECRET not in caplog.text


@pytest.mark.neo4j
def test_user_and_password_may_come_from_the_environment(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = urlsplit(neo4j_url)
    bare = f"bolt://127.0.0.1:{parts.port}"
    monkeypatch.delenv(PASSWORD, raising=False)
    with pytest.raises(SetupError, match="拒绝登录"):
        check(bare)
    monkeypatch.setenv(USER, parts.username or "")
    monkeypatch.setenv(PASSWORD, parts.password or "")
    check(bare)


@pytest.mark.neo4j
def test_neither_a_load_nor_a_query_leaves_the_password_or_a_name_in_the_logs(
    neo4j_url: str, make_stage: MakeStage, area_stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    password = urlsplit(neo4j_url).password or ""
    with caplog.at_level(logging.INFO):
        project_server(make_stage(SMALLER), neo4j_url)
        with ServerStore(neo4j_url) as store:
            store.query("MATCH (p:Person {name: $name}) RETURN p.id AS id", name="赵甲")
            assert password not in repr(vars(store))
            assert password not in store.place
    assert password not in caplog.text
    assert "赵甲" not in caplog.text


@pytest.mark.neo4j
def test_a_database_with_other_programs_data_is_refused_and_left_alone(
    neo4j_url: str, driver: neo4j.Driver, make_stage: MakeStage
) -> None:
    driver.execute_query("CREATE (:Person {id: 'theirs'})")
    try:
        with pytest.raises(UserError, match="不属于亲清"):
            check(neo4j_url)
        with pytest.raises(UserError, match="不属于亲清"):
            project_server(make_stage(SMALLER), neo4j_url)
        found, _, _ = driver.execute_query("MATCH (p:Person {id: 'theirs'}) RETURN count(p) AS n")
        assert found[0]["n"] == 1
    finally:
        driver.execute_query("MATCH (p:Person {id: 'theirs'}) DELETE p")
    check(neo4j_url)


@pytest.mark.neo4j
def test_the_old_graph_answers_until_the_new_one_is_complete(
    loaded: GraphStore, neo4j_url: str, make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []

    def ask_then_check(driver: neo4j.Driver, graph: Any) -> None:
        answers.append(loaded.query(PERSONS))  # all rows of the new graph are in by now
        really_check(driver, graph)

    really_check = upload._check_counts
    monkeypatch.setattr(upload, "_check_counts", ask_then_check)
    project_server(make_stage(SMALLER), neo4j_url)
    assert answers == [[{"n": 4}]]
    assert loaded.query(PERSONS) == [{"n": 1}]


@pytest.mark.neo4j
def test_a_load_that_fails_before_the_change_leaves_the_old_graph_and_the_next_one_clears_up(
    loaded: GraphStore, neo4j_url: str, driver: neo4j.Driver, make_stage: MakeStage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    smaller = make_stage(SMALLER)
    with monkeypatch.context() as broken:
        broken.setattr(upload, "row_count", lambda _: 7)
        with pytest.raises(SetupError, match="应为 7 条"):
            project_server(smaller, neo4j_url)
    assert loaded.query(PERSONS) == [{"n": 4}]
    project_server(smaller, neo4j_url)
    assert loaded.query(PERSONS) == [{"n": 1}]
    everything, _, _ = driver.execute_query("MATCH (n) RETURN count(n) AS n")
    assert everything[0]["n"] == 2, "one person and the marker"


@pytest.mark.neo4j
def test_a_load_killed_in_the_change_answers_nothing_until_it_is_run_again(
    loaded: GraphStore, neo4j_url: str, make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(driver: neo4j.Driver, statement: str) -> None:
        if "QinqingIncomingCompany" in statement and "SET" in statement:
            raise KeyboardInterrupt
        really_repeat(driver, statement)

    smaller = make_stage(SMALLER)
    really_repeat = upload._repeat
    with monkeypatch.context() as broken:
        broken.setattr(upload, "_repeat", killed)
        with pytest.raises(KeyboardInterrupt):
            project_server(smaller, neo4j_url)
    between = loaded.digest
    assert between is None
    with pytest.raises(SetupError, match="没有完整的图"):
        loaded.query(PERSONS)
    project_server(smaller, neo4j_url)
    assert loaded.digest == projection(smaller).digest
    assert loaded.query(PERSONS) == [{"n": 1}]


@pytest.mark.neo4j
def test_rows_beyond_one_transaction_all_arrive(
    neo4j_url: str, make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "BATCH", 7)
    rows: Rows = {
        "node_Person": [{"id": f"person:{n}", "name": f"甲{n}"} for n in range(50)],
        "node_Company": [{"id": f"company:{n}", "name": f"乙{n}"} for n in range(50)],
        "edge_HOLDS_Person_Company": [
            {"from": f"person:{n}", "to": f"company:{n % 10}", "share": n / 100} for n in range(50)
        ],
    }
    project_server(make_stage(rows), neo4j_url)
    with ServerStore(neo4j_url) as store:
        held = store.query(
            "MATCH (p:Person)-[h:HOLDS]->(c:Company) RETURN p.id AS p, c.id AS c, h.share AS share"
        )
    assert sorted((row["p"], row["c"], row["share"]) for row in held) == sorted(
        (edge["from"], edge["to"], edge["share"]) for edge in rows["edge_HOLDS_Person_Company"]
    )
