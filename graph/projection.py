"""The tables of a property graph, checked before any store sees them.

A duplicate key or a dangling edge is found here, by DuckDB over the Parquet files: Neo4j would
drop a dangling edge without a word, and a duplicate key is among the things that crash Ladybug.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from graph.schema import EDGE_COLUMNS, EDGES, NODES, edge_table
from ingest.errors import UserError

_SHOWN = 3
_REPORT = (
    "删除该批次的 stages/graph 文件夹后重新运行；若再次出现，是程序错误，请上报。 "
    "Delete the run's folder stages/graph and run again; if it comes back, it is a bug: report it."
)


@dataclass(frozen=True, slots=True)
class NodeTable:
    """The Parquet table of one kind of node, keyed by its column `id`."""

    kind: str
    path: Path
    schema: pa.Schema


@dataclass(frozen=True, slots=True)
class EdgeTable:
    """The Parquet table of the edges of one kind between two kinds of nodes."""

    kind: str
    start: str
    stop: str
    path: Path
    schema: pa.Schema


@dataclass(frozen=True, slots=True)
class Projection:
    """All node and edge tables of a graph, in one folder, with one digest over their bytes."""

    folder: Path
    nodes: tuple[NodeTable, ...]
    edges: tuple[EdgeTable, ...]
    digest: str

    @property
    def tables(self) -> tuple[NodeTable | EdgeTable, ...]:
        """The node tables, then the edge tables."""
        return (*self.nodes, *self.edges)


def projection_of(folder: Path, digest: str) -> Projection:
    """Return the projection whose tables lie in `folder`, named as `graph.schema` says."""
    nodes = [
        NodeTable(kind, folder / f"node_{kind}.parquet", schema) for kind, schema in NODES.items()
    ]
    edges = [
        EdgeTable(
            kind, start, stop, folder / f"{edge_table(kind, start, stop)}.parquet",
            EDGE_COLUMNS[kind],
        )
        for kind, pairs in EDGES.items()
        for start, stop in pairs
    ]  # fmt: skip
    return Projection(folder, tuple(nodes), tuple(edges), digest)


def row_count(table: NodeTable | EdgeTable) -> int:
    """Return the number of rows that the table's file declares."""
    count: int = pq.read_metadata(table.path).num_rows
    return count


def check_tables(projection: Projection) -> None:
    """Refuse tables that are missing, of another shape, or not a graph.

    Raises
    ------
    UserError
        With the first few rows at fault: a file is missing or has other columns, an id is null or
        stands twice, an edge has an end that is no node.
    """
    with duckdb.connect() as con:
        for problem in _problems(con, projection):
            raise UserError(problem, _REPORT)


def _problems(con: duckdb.DuckDBPyConnection, projection: Projection) -> Iterator[str]:
    """Yield what is wrong, files first: the later checks can only read whole files."""
    for table in projection.tables:
        yield from _misshapen(table)
    path_of = {node.kind: node.path for node in projection.nodes}
    for node in projection.nodes:
        bad = "SELECT id FROM read_parquet($p) GROUP BY id HAVING count(*) > 1 OR id IS NULL"
        yield from _rows(
            con, bad, {"p": str(node.path)}, f"{node.path.name}: id 重复或为空 id twice or null"
        )
    for edge in projection.edges:
        for column, kind in (("from", edge.start), ("to", edge.stop)):
            bad = (
                f'SELECT DISTINCT e."{column}" AS id FROM read_parquet($p) AS e '
                f'ANTI JOIN read_parquet($n) AS n ON e."{column}" = n.id'
            )
            yield from _rows(
                con, bad, {"p": str(edge.path), "n": str(path_of[kind])},
                f"{edge.path.name}: {column} 不是 {kind} 的 id is no id of a {kind}",
            )  # fmt: skip


def _misshapen(table: NodeTable | EdgeTable) -> Iterator[str]:
    try:
        found = pq.read_schema(table.path)
    except (OSError, pa.ArrowInvalid) as error:
        yield f"{table.path.name}: 缺失或不可读 missing or unreadable ({type(error).__name__})"
        return
    if not found.equals(table.schema):
        yield (
            f"{table.path.name}: 列与 graph/schema.py 不符 columns differ from graph/schema.py:"
            f" {', '.join(f'{field.name} {field.type}' for field in found)}"
        )


def _rows(
    con: duckdb.DuckDBPyConnection, bad: str, files: dict[str, str], what: str
) -> Iterator[str]:
    """Yield one sentence with the smallest ids at fault, and how many there are."""
    literal = {name: glob.escape(path) for name, path in files.items()}
    query = f"SELECT id, count(*) OVER () FROM ({bad}) ORDER BY id NULLS FIRST LIMIT {_SHOWN}"
    if rows := con.execute(query, literal).fetchall():
        shown = ", ".join(str(row[0]) for row in rows)
        yield f"{what}: {shown} (共 {rows[0][1]} 个 in all)"
