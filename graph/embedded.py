"""The embedded graph (内嵌图): a Ladybug file, written once, read only, replaced whole.

::

    <folder>/
      current.json                  names the file that answers, its size, its digest, the engine
      graph-<digest>.lbug           the graph
      .building-…/                  a load that is not finished; the next load clears it away

A load builds a new file in a child process, moves it beside the old one and then replaces
`current.json`, which is the moment of change: whoever is killed before it leaves the old graph,
after it the new one. Handles that are open keep the version that they opened.

The rows are the same for the same tables; the file's bytes are not quite, as Ladybug writes a random
database id into each (measured on 0.22.0: 18 bytes of 45 million).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Self

import ladybug

from graph.copying import Copy, Job
from graph.cypher import check_query, refuse_elements, refused
from graph.projection import EdgeTable, NodeTable, Projection, row_count
from graph.schema import EDGES
from graph.store import Row
from ingest.errors import SetupError
from ingest.stage import swap_in

#: Bytes; Ladybug's own default is a large share of the machine's memory.
READ_POOL, LOAD_POOL = 512 << 20, 2 << 30
_CURRENT = "current.json"
_PLACE = "内嵌图 the embedded graph"
_TYPES = {"string": "STRING", "double": "DOUBLE", "int64": "INT64", "bool": "BOOL"}


class EmbeddedStore:
    """The graph in a folder; see `graph.store.GraphStore`.

    It may be queried from several threads: there is one connection for each.

    Parameters
    ----------
    folder : Path
        Where the graph lies, or will lie once it is loaded.
    buffer_pool_size : int, bytes
        How much memory reading may take.
    """

    def __init__(self, folder: Path, *, buffer_pool_size: int = READ_POOL) -> None:
        self.folder = folder
        self._buffer_pool_size = buffer_pool_size
        self._database: Any = None
        self._digest: str | None = None
        self._local = threading.local()
        self._connections: list[Any] = []
        self._open()

    @property
    def digest(self) -> str | None:
        """The digest of the projection that this handle reads; None where there is none."""
        return self._digest

    def load(self, projection: Projection) -> None:
        """Replace the graph and read the new one; no other thread may be in a query meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(".building-*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=self.folder) as building:
            built = Path(building) / "graph.lbug"
            _build(projection, built)
            file = self.folder / f"graph-{projection.digest[:16]}.lbug"
            current = {
                "file": file.name, "bytes": built.stat().st_size,
                "digest": projection.digest, "engine": ladybug.__version__,
            }  # fmt: skip
            note = Path(building) / _CURRENT
            note.write_text(json.dumps(current, indent=1, sort_keys=True), encoding="utf-8")
            swap_in(built, file)
            swap_in(note, self.folder / _CURRENT)
        self.close()
        for old in set(self.folder.glob("graph-*.lbug*")) - {file}:
            old.unlink(missing_ok=True)
        self._open()

    def query(self, cypher: str, **params: Any) -> list[Row]:
        """Return the rows of a query; raises UserError with the statement where it is refused."""
        check_query(cypher, params)
        try:
            with self._connection().execute(cypher, params) as result:
                rows: list[Row] = list(result.rows_as_dict())
        except RuntimeError as error:  # Ladybug raises nothing finer
            raise refused(_PLACE, error, cypher) from error
        refuse_elements(rows, _is_element, cypher)
        return rows

    def close(self) -> None:
        """Close the connections, then the file."""
        for connection in self._connections:
            connection.close()
        self._connections = []
        self._local = threading.local()
        if self._database is not None:
            self._database.close()
        self._database, self._digest = None, None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _open(self) -> None:
        """Open what `current.json` names; twice, as a load may replace it in between."""
        for attempt in (1, 2):
            current = _current(self.folder)
            if current is None:
                return
            try:
                self._database = ladybug.Database(
                    self.folder / current["file"],
                    buffer_pool_size=self._buffer_pool_size,
                    read_only=True,
                )
            except RuntimeError as error:
                if attempt == 2:
                    what = (
                        f"内嵌图打不开 the embedded graph cannot be opened: {self.folder}: {error}"
                    )
                    fix = "删除该文件夹后重新运行。 Delete that folder and run again."
                    raise SetupError(what, fix) from error
            else:
                self._digest = current["digest"]
                return

    def _connection(self) -> Any:
        """Return this thread's connection."""
        if self._database is None:
            what = f"这里没有载入的图 no graph is loaded here: {self.folder}"
            raise SetupError(what, "先运行 qinqing run。 Run `qinqing run` first.")
        if not hasattr(self._local, "connection"):
            self._local.connection = ladybug.Connection(self._database)
            self._connections.append(self._local.connection)
        return self._local.connection


def _current(folder: Path) -> dict[str, Any] | None:
    """Return what `current.json` says, if the file that it names is whole and of this engine."""
    try:
        current: dict[str, Any] = json.loads((folder / _CURRENT).read_text(encoding="utf-8"))
        size = (folder / current["file"]).stat().st_size
    except (OSError, ValueError, KeyError):
        return None
    # the file format changes with the engine, and a graph is quickly made anew
    whole = size == current.get("bytes") and current.get("engine") == ladybug.__version__
    return current if whole else None


def _build(projection: Projection, file: Path) -> None:
    """Fill a new file in a child process. Raises SetupError with the statement that failed."""
    job: Job = {
        "database": str(file.resolve()),
        "buffer_pool_size": LOAD_POOL,
        "create": _tables(projection),
        "copy": [_copy(table) for table in projection.tables],
    }
    child = subprocess.run(
        # -P: the folder it runs in holds data, not modules
        [sys.executable, "-P", "-m", "graph.copying"],
        cwd=projection.folder, input=json.dumps(job), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if child.returncode == 0:
        return
    try:
        answer = json.loads(child.stdout)
        reason = f"{answer['error']}\n  {answer['statement']}"
    except ValueError:  # it crashed before it could answer
        reason = f"exit {child.returncode}: {child.stderr.strip()[-500:]}"
    what = f"内嵌图载入失败，原有的图未受影响 loading the embedded graph failed, the old one stands: {reason}"
    fix = (
        "检查磁盘空间与内存后重新运行；若再次出现请上报这条语句。 "
        "Check disk space and memory and run again; if it comes back, report this statement."
    )
    raise SetupError(what, fix)


def _tables(projection: Projection) -> list[str]:
    """Return the statements that declare the node tables, then one table a kind of edge."""
    statements = [
        f"CREATE NODE TABLE `{node.kind}` ({_columns(node)}, PRIMARY KEY (`id`))"
        for node in projection.nodes
    ]
    for kind, pairs in EDGES.items():
        edges = [edge for edge in projection.edges if edge.kind == kind]
        ends = ", ".join(f"FROM `{start}` TO `{stop}`" for start, stop in pairs)
        statements.append(f"CREATE REL TABLE `{kind}` ({ends}, {_columns(edges[0])})")
    return statements


def _columns(table: NodeTable | EdgeTable) -> str:
    ends = ("from", "to") if isinstance(table, EdgeTable) else ()
    return ", ".join(
        f"`{field.name}` {_TYPES[str(field.type)]}"
        for field in table.schema
        if field.name not in ends
    )


def _copy(table: NodeTable | EdgeTable) -> Copy:
    """Return the COPY of one table; only ever from Parquet (data frames crash, stack.md 1.2)."""
    if isinstance(table, NodeTable):
        target, options = table.kind, ""
        pattern = f"(n:`{table.kind}`)"
    else:
        target, options = table.kind, f" (from='{table.start}', to='{table.stop}')"
        pattern = f"(:`{table.start}`)-[:`{table.kind}`]->(:`{table.stop}`)"
    return {
        "statement": f"COPY `{target}` FROM '{table.path.name}'{options}",
        "count": f"MATCH {pattern} RETURN count(*)",
        "rows": row_count(table),
    }


def _is_element(value: Any) -> bool:
    return isinstance(value, dict) and ("_ID" in value or "_NODES" in value)
