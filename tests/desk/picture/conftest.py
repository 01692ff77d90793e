"""A finished run with a property graph of invented persons: two areas, relatives, a match, awards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from desk.picture.index import Index, index_of
from graph.schema import EDGE_COLUMNS, EDGES, NODES, edge_table

Row = dict[str, Any]
ROAD, BEYOND, OTHER = "91420600000000001X", "91330100000000009A", "91421100000000005B"
NODE_ROWS: dict[str, list[Row]] = {
    "Official": [
        {"id": "official:G001", "name": "江海", "category": "公务员"},
        {"id": "official:G002", "name": "周宁"},
        {"id": "official:G004", "name": "郑平"},
    ],
    "Relative": [
        {"id": "relative:亲属关系.csv#2", "name": "宋河"},
        {"id": "relative:亲属关系.csv#3", "name": "江小"},
        {"id": "relative:亲属关系.csv#4", "name": "江大"},
        {"id": "relative:亲属关系.csv#5", "name": "周母"},
        {"id": "relative:亲属关系.csv#6", "name": "耳闻"},
    ],
    "Person": [
        {"id": "person:p1", "name": "宋河"},
        {"id": "person:p2", "name": "江大"},
        {"id": "person:p3", "name": "何川"},
        {"id": "person:p4", "name": "远方"},
        {"id": "person:p5", "name": "<b>甲</b>"},
    ],
    "Company": [
        {"id": f"company:{ROAD}", "uscc": ROAD, "name": "东山路桥有限公司", "region": "420600", "status": "存续"},
        {"id": f"company:{BEYOND}", "uscc": BEYOND, "name": "远方控股", "region": "330100"},
        {"id": f"company:{OTHER}", "uscc": OTHER, "name": "西河建材", "region": "421125"},
    ],
    "Unit": [
        {"id": "unit:东山市交通运输局", "name": "东山市交通运输局"},
        {"id": "unit:西河县财政局", "name": "西河县财政局"},
    ],
    "Award": [{"id": "award:A-1", "title": "道路养护", "method": "公开招标", "amount": 260.5, "date": "2021-05-06"}],
    "Act": [],
}  # fmt: skip
EDGE_ROWS: dict[tuple[str, str, str], list[Row]] = {
    ("KIN", "Official", "Relative"): [
        {"from": "official:G001", "to": "relative:亲属关系.csv#2", "kinship": "配偶", "basis": "婚姻登记", "standing": "confirmed", "valid_from": "2010", "source": "亲属关系.csv#2"},
        {"from": "official:G001", "to": "relative:亲属关系.csv#3", "kinship": "儿子", "basis": "户籍", "standing": "confirmed", "source": "亲属关系.csv#3"},
        {"from": "official:G001", "to": "relative:亲属关系.csv#4", "kinship": "女儿", "basis": "户籍", "standing": "confirmed", "source": "亲属关系.csv#4"},
        {"from": "official:G002", "to": "relative:亲属关系.csv#5", "kinship": "母亲", "basis": "本人报告", "standing": "declared", "source": "亲属关系.csv#5"},
        {"from": "official:G001", "to": "relative:亲属关系.csv#6", "kinship": "表弟", "basis": "群众反映", "standing": "declared", "source": "亲属关系.csv#6"},
    ],
    ("SAME_AS", "Relative", "Person"): [
        {"from": "relative:亲属关系.csv#2", "to": "person:p1", "probability": 0.9991, "level": "identified"},
        {"from": "relative:亲属关系.csv#2", "to": "person:p3", "probability": 0.19, "level": "hold"},
        {"from": "relative:亲属关系.csv#4", "to": "person:p2", "probability": 0.85, "level": "probable"},
    ],
    ("SAME_AS", "Official", "Person"): [],
    ("INFERRED", "Official", "Person"): [
        {"from": "official:G001", "to": "person:p5", "tie": "kin", "probability": 0.49, "alternatives": "同姓巧合"},
    ],
    ("HOLDS", "Person", "Company"): [
        {"from": "person:p1", "to": f"company:{ROAD}", "share": 0.4, "valid_from": "2018-03", "source": "股东出资.csv#2"},
        {"from": "person:p3", "to": f"company:{ROAD}", "share": 0.6, "valid_from": "2017-01-05", "valid_to": "2020-06", "source": "股东出资.csv#3"},
        {"from": "person:p4", "to": f"company:{BEYOND}", "share": 1.0, "source": "股东出资.csv#9"},
        {"from": "person:p2", "to": f"company:{OTHER}", "share": 0.2, "valid_from": "2019", "source": "股东出资.csv#4"},
    ],
    ("HOLDS", "Company", "Company"): [
        {"from": f"company:{BEYOND}", "to": f"company:{ROAD}", "share": 0.1, "valid_from": "2021-01-01", "source": "股东出资.csv#8"},
    ],
    ("ROLE", "Person", "Company"): [
        {"from": "person:p5", "to": f"company:{ROAD}", "role": "监事", "valid_from": "2019-02-03", "source": "主要人员.csv#2"},
    ],
    ("IN_POST", "Official", "Unit"): [
        {"from": "official:G001", "to": "unit:东山市交通运输局", "title": "副局长", "region": "420600", "valid_from": "2016-01-01", "source": "任职经历.csv#2"},
        {"from": "official:G002", "to": "unit:西河县财政局", "title": "局长", "region": "421125", "valid_from": "2015", "source": "任职经历.csv#3"},
        {"from": "official:G002", "to": "unit:东山市交通运输局", "title": "科长", "region": "420600", "valid_from": "2010", "valid_to": "2015", "source": "任职经历.csv#9"},
    ],
    ("WON", "Company", "Award"): [{"from": f"company:{ROAD}", "to": "award:A-1", "date": "2021-05-06", "source": "中标合同.csv#2"}],
    ("PROCURED", "Unit", "Award"): [{"from": "unit:东山市交通运输局", "to": "award:A-1", "date": "2021-05-06", "source": "中标合同.csv#2"}],
    ("ACTED", "Unit", "Act"): [],
    ("GOT", "Company", "Act"): [],
}  # fmt: skip
#: Whom the run's roster names; the picture reads the children's words from here.
RELATIVES = [
    {"official_id": "G001", "kinship": "配偶", "name": "宋河", "source": "亲属关系.csv#2"},
    {
        "official_id": "G001",
        "kinship": "儿子",
        "name": "江小",
        "born": "2015-01-01",
        "source": "亲属关系.csv#3",
    },
    {
        "official_id": "G001",
        "kinship": "女儿",
        "name": "江大",
        "born": "1995-01-01",
        "source": "亲属关系.csv#4",
    },
    {"official_id": "G002", "kinship": "母亲", "name": "周母", "source": "亲属关系.csv#5"},
    {"official_id": "G001", "kinship": "表弟", "name": "耳闻", "source": "亲属关系.csv#6"},
]
#: Where the officials serve, as `desk.results.Snapshot.regions` has it.
REGIONS = {"G001": ("420600",), "G002": ("421125",), "G004": ("420600",)}


def write_graph(
    out: Path, nodes: dict[str, list[Row]], edges: dict[tuple[str, str, str], list[Row]]
) -> Path:
    """Put a property graph into a run's folder."""
    stage = out / "stages" / "graph"
    stage.mkdir(parents=True, exist_ok=True)
    (stage / "manifest.json").write_text("{}")
    for kind, schema in NODES.items():
        _put(stage / f"node_{kind}.parquet", schema, nodes.get(kind, []))
    for kind, pairs in EDGES.items():
        for start, stop in pairs:
            rows = edges.get((kind, start, stop), [])
            _put(stage / f"{edge_table(kind, start, stop)}.parquet", EDGE_COLUMNS[kind], rows)
    return out


def _put(path: Path, schema: pa.Schema, rows: list[Row]) -> None:
    filled = [{name: row.get(name) for name in schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(filled, schema), path)


def write_relatives(out: Path, rows: list[Row]) -> None:
    """Replace the roster's relatives of a run."""
    from ingest.schema import TABLES

    folder = out / "stages" / "ingest"
    folder.mkdir(parents=True, exist_ok=True)
    _put(folder / "relatives.parquet", TABLES["relatives"], rows)


@pytest.fixture
def picture_run(make_run: Callable[..., Path]) -> Path:
    """The run of the desk's tests with a property graph."""
    out = make_run()
    write_relatives(out, RELATIVES)
    return write_graph(out, NODE_ROWS, EDGE_ROWS)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The graph of the run as arrays."""
    out = tmp_path_factory.mktemp("picture")
    write_relatives(out, RELATIVES)
    return index_of(write_graph(out, NODE_ROWS, EDGE_ROWS), out / "kept")
