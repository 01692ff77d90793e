"""A small area as a finished stage, each store in turn, and a real Neo4j for those who need one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph.embedded import EmbeddedStore
from graph.open import open_store
from graph.project import project
from graph.schema import TABLES
from graph.store import GraphStore
from ingest.stage import Stage, StageStore, StageWriter

ROOT = Path(__file__).resolve().parents[2]
Rows = dict[str, list[dict[str, Any]]]
MakeStage = Callable[[Rows], Stage]


def area_rows() -> Rows:
    """A small area (all names made up): a ring of companies, a stake stated by two sources, nulls."""
    holds = [
        ("person:P2", "company:C2", 0.6, "2019-03-01", "股东.csv#2"),
        ("person:P2", "company:C2", 0.7, "2019", "变更.csv#5"),
        ("person:P3", "company:C3", None, None, "股东.csv#3"),
        ("person:P4", "company:C2", 0.4, "2018", "股东.csv#4"),
    ]
    chained = [
        ("company:C2", "company:C1", 0.8, "2020", "股东.csv#6"),
        ("company:C1", "company:C2", 0.1, None, "股东.csv#7"),
    ]
    return {
        "node_Official": [
            {"id": "official:O1", "name": "赵甲", "sex": "男", "category": "领导干部"},
            {"id": "official:O2", "name": "钱乙", "sex": None, "category": "一般干部"},
        ],
        "node_Relative": [
            {"id": "relative:亲属.csv#2", "name": "赵子", "sex": "男"},
            {"id": "relative:亲属.csv#3", "name": "孙配", "sex": "女"},
        ],
        "node_Person": [
            {"id": "person:P1", "name": "赵甲", "companies": 1},
            {"id": "person:P2", "name": "赵子", "companies": 1},
            {"id": "person:P3", "name": "孙配", "companies": 1},
            {"id": "person:P4", "name": "李丁", "companies": 2},
        ],
        "node_Company": [
            {"id": f"company:C{n}", "uscc": f"C{n}", "name": f"{name}有限公司", "status": "存续"}
            for n, name in enumerate(("甲建设", "乙投资", "丙咨询"), start=1)
        ],
        "node_Unit": [{"id": "unit:住建局", "name": "住建局"}],
        "node_Award": [
            {"id": "award:A1", "title": "道路", "amount": 120.5, "date": "2021-05-06"},
            {"id": "award:A2", "title": "咨询", "amount": None, "date": "2021-06"},
        ],
        "edge_KIN_Official_Relative": [
            {"from": "official:O1", "to": "relative:亲属.csv#2", "kinship": "子女"},
            {"from": "official:O1", "to": "relative:亲属.csv#3", "kinship": "配偶"},
        ],
        "edge_SAME_AS_Official_Person": [
            {"from": "official:O1", "to": "person:P1", "probability": 0.99, "level": "identified"},
        ],
        "edge_SAME_AS_Relative_Person": [
            {
                "from": "relative:亲属.csv#2",
                "to": "person:P2",
                "probability": 0.9,
                "level": "probable",
            },
            {"from": "relative:亲属.csv#3", "to": "person:P3", "probability": 0.5, "level": "hold"},
        ],
        "edge_HOLDS_Person_Company": [
            {"from": a, "to": b, "share": share, "valid_from": since, "source": source}
            for a, b, share, since, source in holds
        ],
        "edge_HOLDS_Company_Company": [
            {"from": a, "to": b, "share": share, "valid_from": since, "source": source}
            for a, b, share, since, source in chained
        ],
        "edge_ROLE_Person_Company": [
            {"from": "person:P1", "to": "company:C3", "role": "监事", "source": "任职.csv#2"},
            {"from": "person:P4", "to": "company:C1", "role": "法定代表人", "source": "任职.csv#3"},
        ],
        "edge_IN_POST_Official_Unit": [
            {"from": "official:O1", "to": "unit:住建局", "title": "局长", "is_leading": True},
            {"from": "official:O2", "to": "unit:住建局", "title": "科员", "is_leading": False},
        ],
        "edge_PROCURED_Unit_Award": [
            {"from": "unit:住建局", "to": "award:A1", "date": "2021-05-06"},
            {"from": "unit:住建局", "to": "award:A2", "date": "2021-06"},
        ],
        "edge_WON_Company_Award": [
            {"from": "company:C1", "to": "award:A1", "date": "2021-05-06"},
            {"from": "company:C3", "to": "award:A2", "date": "2021-06"},
        ],
    }


@pytest.fixture
def area() -> Rows:
    """Rows of the small area, free to be changed."""
    return area_rows()


def write_stage(folder: Path, rows: Rows) -> Stage:
    """Write a finished stage `graph` of rows; tables that are not named are empty."""

    def produce(writer: StageWriter) -> None:
        for name, schema in TABLES.items():
            writer.write(name, pa.Table.from_pylist(rows.get(name, []), schema=schema), schema)

    return StageStore(folder).run("graph", produce, inputs={}, params={}, rooms=())


@pytest.fixture
def make_stage(tmp_path: Path) -> MakeStage:
    """Make stages of rows, each in a folder of its own."""
    numbers = count()
    return lambda rows: write_stage(tmp_path / "stages" / str(next(numbers)), rows)


@pytest.fixture(scope="session")
def area_stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The small area as a finished stage."""
    return write_stage(tmp_path_factory.mktemp("area"), area_rows())


def _neo4j(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tools" / "neo4j_server.py"), *command],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def neo4j_url() -> Iterator[str]:
    """The URL, with its password, of a Neo4j of this test run; in CI it may not be missing."""
    started = _neo4j("start")
    if started.returncode != 0:
        if os.environ.get("CI"):
            pytest.fail(f"no Neo4j in CI: {started.stderr}")
        pytest.skip(f"no Neo4j: {started.stderr}")
    server = json.loads(started.stdout)
    try:
        yield server["url"].replace("//", f"//{server['user']}:{server['password']}@")
    finally:
        stopped = _neo4j("stop", server["home"])
        assert stopped.returncode == 0, stopped.stderr


STORES = ["embedded", pytest.param("server", marks=pytest.mark.neo4j)]


def _open(request: pytest.FixtureRequest, folder: Path) -> GraphStore:
    if request.param == "embedded":
        return EmbeddedStore(folder / "graph")
    return open_store(request.getfixturevalue("neo4j_url"))


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    """Each store in turn, to be loaded: a test that takes this holds for both."""
    with _open(request, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module", params=STORES)
def _area_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GraphStore]:
    with _open(request, tmp_path_factory.mktemp("store")) as opened:
        yield opened


@pytest.fixture
def area_store(_area_store: GraphStore, area_stage: Stage) -> GraphStore:
    """Each store in turn, with the small area in it, to be queried only."""
    project(area_stage, _area_store)  # nothing to do, unless another test replaced the graph
    return _area_store
