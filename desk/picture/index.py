"""The property graph of a run as arrays on disk: made once for each run, read through memory maps.

::

    <folder>/<digest>/
      nodes.arrow    every node, sorted by id, so that a kind is one range
      edges.arrow    every edge, its ends as row numbers of the nodes, its days as four numbers
      begins.npy     node → where its neighbours begin
      near.npy       the neighbours
      tie.npy        the edge to each neighbour

A page needs the neighbours of a few nodes among a million: two reads in a file that the system keeps
in memory for all processes. The folder is renamed into its place, so a reader never sees half of it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from desk.picture.times import ALWAYS, EVENTS, TIMELESS, spans
from graph.schema import EDGE_COLUMNS, EDGES, NODES, edge_table

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
#: Kinds of edges in the order in which a node's neighbours are shown: ties of persons first.
KINDS = (
    "KIN",
    "SAME_AS",
    "INFERRED",
    "HOLDS",
    "ROLE",
    "IN_POST",
    "WON",
    "GOT",
    "PROCURED",
    "ACTED",
)
#: How many runs' arrays stay on disk: the one that is shown, and the one before it.
KEPT = 2
_VERSION = "1"
_making = Lock()


@cache
def kin_words() -> dict[str, Any]:
    """Return the words of ``kin.yaml``."""
    text = (Path(__file__).parent / "kin.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words


class Index:
    """The graph of one run; nothing in it asks who is looking (`desk.picture.sight` does)."""

    def __init__(self, folder: Path) -> None:
        self.digest = folder.name
        self.nodes = _mapped(folder / "nodes.arrow")
        self.edges = _mapped(folder / "edges.arrow")
        self.begins: Longs = np.load(folder / "begins.npy")
        self.near: Ints = np.load(folder / "near.npy", mmap_mode="r")
        self.tie: Ints = np.load(folder / "tie.npy", mmap_mode="r")
        self.kind = np.asarray(self.edges["kind"])
        self.start, self.stop = np.asarray(self.edges["a"]), np.asarray(self.edges["b"])
        self._ids = self.nodes["id"]

    def number(self, node: str) -> int | None:
        """Return the row number of a node; None where the graph does not have it."""
        at = bisect_left(range(len(self._ids)), node, key=lambda n: self._ids[n].as_py())
        return at if at < len(self._ids) and self._ids[at].as_py() == node else None

    def id_of(self, number: int) -> str:
        """Return the id of a node."""
        found: str = self._ids[int(number)].as_py()
        return found

    def of_kind(self, kind: str) -> range:
        """Return the row numbers of a kind of node, such as ``company``."""
        ends = (f"{kind}:", f"{kind};")  # the character after the colon
        low, high = (
            bisect_left(range(len(self._ids)), end, key=lambda n: self._ids[n].as_py())
            for end in ends
        )
        return range(low, high)

    def ties(self, number: int) -> tuple[Ints, Ints]:
        """Return the neighbours of a node and the edges to them, kinds in the order of `KINDS`."""
        part = slice(self.begins[number], self.begins[number + 1])
        return np.asarray(self.near[part]), np.asarray(self.tie[part])

    def node(self, number: int) -> dict[str, Any]:
        """Return the columns of a node."""
        row: dict[str, Any] = self.nodes.slice(int(number), 1).to_pylist()[0]
        return row

    def nodes_of(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """Return the columns of nodes."""
        rows: list[dict[str, Any]] = self.nodes.take(pa.array(numbers, pa.int64())).to_pylist()
        return rows

    def edges_of(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """Return the columns of edges, their kinds in words."""
        rows = self.edges.take(pa.array(numbers, pa.int64())).to_pylist()
        return [{**row, "kind": KINDS[row["kind"]]} for row in rows]


def index_of(out: Path, keep: Path) -> Index:
    """Return the graph of the run in `out`; its arrays are made in `keep` where they are not there.

    Raises
    ------
    OSError
        The run has no finished stage `graph`.
    """
    stage = out / "stages" / "graph"
    digest = _digest(stage)
    with _making:
        if not (keep / digest).is_dir():
            _make(out, keep, digest)
    return _opened(keep / digest)


@cache
def _opened(folder: Path) -> Index:
    _opened.cache_clear()  # one run at a time: the arrays of the last one are let go
    return Index(folder)


def _digest(stage: Path) -> str:
    """Return what names these tables: their manifest, and size and age of each."""
    said = [_VERSION, (stage / "manifest.json").read_text(encoding="utf-8")]
    for path in sorted(stage.glob("*.parquet")):
        seen = path.stat()
        said.append(f"{path.name} {seen.st_size} {seen.st_mtime_ns}")
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def _make(out: Path, keep: Path, digest: str) -> None:
    keep.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=keep) as making:
        folder = Path(making) / digest
        folder.mkdir()
        with duckdb.connect() as con:
            nodes = _nodes(con, out)
            edges = _edges(con, out / "stages" / "graph")
        _write(folder / "nodes.arrow", nodes)
        _write(folder / "edges.arrow", edges)
        _write_neighbours(folder, len(nodes), edges)
        del nodes, edges
        pa.default_memory_pool().release_unused()
        try:
            folder.rename(keep / digest)
        except OSError:  # another process was faster, with the same arrays
            if not (keep / digest).is_dir():
                raise
    old = sorted((p for p in keep.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime_ns)
    for path in [p for p in old if p.name != digest and not p.name.startswith(".")][: -KEPT + 1]:
        shutil.rmtree(path, ignore_errors=True)


_COLUMNS = {
    "Official": "id, name, NULL AS region, category AS about, NULL AS day, NULL AS amount",
    "Relative": "id, name, NULL AS region, NULL AS about, NULL AS day, NULL AS amount",
    "Person": "id, name, NULL AS region, NULL AS about, NULL AS day, NULL AS amount",
    "Company": "id, coalesce(name, uscc) AS name, region, status AS about, founded AS day, NULL AS amount",
    "Unit": "id, name, NULL AS region, NULL AS about, NULL AS day, NULL AS amount",
    "Award": "id, coalesce(title, id) AS name, NULL AS region, method AS about, date AS day, amount",
    "Act": "id, coalesce(kind, id) AS name, NULL AS region, NULL AS about, date AS day, amount",
}


def _file(path: Path) -> str:
    return "read_parquet('" + str(path).replace("'", "''") + "')"


def _nodes(con: duckdb.DuckDBPyConnection, out: Path) -> pa.Table:
    """Return all nodes by id; `minor` marks children, who are drawn only where they do business."""
    stage = out / "stages" / "graph"
    every = " UNION ALL ".join(
        f"SELECT {_COLUMNS[kind]} FROM {_file(stage / f'node_{kind}.parquet')}" for kind in NODES
    )
    con.execute("CREATE TABLE minors (id VARCHAR PRIMARY KEY)")
    con.execute(
        f"""INSERT OR IGNORE INTO minors
        SELECT 'relative:' || source FROM {_file(out / "stages" / "ingest" / "relatives.parquet")}
        WHERE list_contains(?, kinship) OR coalesce(born, person_id_born) > ?""",
        [kin_words()["children"], _too_young(out)],
    )
    con.execute(f"""
        CREATE TABLE nodes AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS n, * FROM (
            SELECT e.*, m.id IS NOT NULL AS minor FROM ({every}) e LEFT JOIN minors m USING (id))""")
    return con.sql("SELECT * EXCLUDE n FROM nodes ORDER BY n").to_arrow_table().combine_chunks()


def _too_young(out: Path) -> str:
    """Return the day after which somebody must be born to be too young to be drawn."""
    try:
        said = json.loads((out / "stages" / "graph" / "manifest.json").read_text(encoding="utf-8"))
        day = date.fromisoformat(said["key"]["params"]["as_of"])
    except (ValueError, KeyError):
        day = date.today()
    return (day - timedelta(days=365.25 * kin_words()["adult_from"])).isoformat()


def _edges(con: duckdb.DuckDBPyConnection, stage: Path) -> pa.Table:
    """Return all edges, those of one kind together, their ends as row numbers of the nodes."""
    parts = []
    for kind, pairs in EDGES.items():
        names = EDGE_COLUMNS[kind].names
        own = {name: f'"{name}"' if name in names else "NULL" for name in _SAID}
        own["label"] = next((f'"{n}"' for n in _LABELS if n in names), "NULL")
        if kind in EVENTS:
            own["valid_from"] = '"date"'
        said = ", ".join(f"{text}::{_SAID[name]} AS {name}" for name, text in own.items())
        parts += [
            f'SELECT {KINDS.index(kind)}::TINYINT AS kind, "from", "to", {said} FROM '
            f"{_file(stage / f'{edge_table(kind, start, stop)}.parquet')}"
            for start, stop in pairs
        ]
    table = con.sql(f"""
        SELECT kind, a.n::INTEGER AS a, b.n::INTEGER AS b, {", ".join(f"e.{name}" for name in _SAID)}
        FROM ({" UNION ALL ".join(parts)}) e
        JOIN nodes a ON a.id = e."from" JOIN nodes b ON b.id = e."to"
        ORDER BY kind, e.valid_from DESC NULLS LAST, a.n, b.n, source, label""").to_arrow_table()
    return _with_days(table.combine_chunks())


#: What an edge says of itself, and its type; `label` is the word of its kind: kinship, role, title …
_SAID = {
    "label": "VARCHAR", "share": "DOUBLE", "probability": "DOUBLE", "level": "VARCHAR",
    "basis": "VARCHAR", "standing": "VARCHAR", "alternatives": "VARCHAR", "region": "VARCHAR",
    "valid_from": "VARCHAR", "valid_to": "VARCHAR", "source": "VARCHAR",
}  # fmt: skip
_LABELS = ("kinship", "role", "title", "tie", "level")


def _with_days(table: pa.Table) -> pa.Table:
    """Add the four bounds of each edge's time."""
    bounds = spans(_flat(table["valid_from"]), _flat(table["valid_to"]))
    kind = np.asarray(table["kind"])
    timeless = np.isin(kind, [KINDS.index(name) for name in TIMELESS])
    married = pc.is_in(table["label"], value_set=pa.array(kin_words()["by_marriage"]))
    undated = np.asarray(pc.and_(pc.is_null(table["valid_from"]), pc.is_null(table["valid_to"])))
    timeless |= (kind == KINDS.index("KIN")) & undated & ~np.asarray(married)
    for name, days, always in zip(
        ("from_lo", "from_hi", "to_lo", "to_hi"), bounds, ALWAYS, strict=True
    ):
        found = np.where(timeless, always, days).astype(np.int32)
        table = table.append_column(name, pa.array(found))
    return table


def _flat(column: pa.ChunkedArray) -> pa.Array:
    flat = column.combine_chunks()
    return flat if isinstance(flat, pa.Array) else pa.concat_arrays(flat.chunks)


def _write_neighbours(folder: Path, nodes: int, edges: pa.Table) -> None:
    a, b = np.asarray(edges["a"]), np.asarray(edges["b"])
    ends, others = np.concatenate([a, b]), np.concatenate([b, a])
    # a stable order by (node, edge) keeps the order of kinds among a node's neighbours
    tie = np.concatenate([np.arange(len(a), dtype=np.int32)] * 2)
    order = np.lexsort((tie, ends))
    begins = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=nodes), out=begins[1:])
    np.save(folder / "begins.npy", begins)
    np.save(folder / "near.npy", others[order].astype(np.int32))
    np.save(folder / "tie.npy", tie[order])


def _write(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(1, len(table)))


def _mapped(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        table: pa.Table = pa.ipc.open_file(source).read_all()
    return table
