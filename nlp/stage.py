"""The stage `nlp`: complaints and documents become mentions, relations, events and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from ingest.stage import Progress, Stage, StageWriter
from nlp.area import read_area
from nlp.cache import open_cache
from nlp.complaints.groups import complaint_tables
from nlp.events import Event
from nlp.mining import Mined, Text, mined
from nlp.pipeline import build
from nlp.schema import ALLEGATIONS, COMPLAINT_GROUPS, COMPLAINT_TRIAGE, MENTIONS, RELATIONS
from nlp.spans import Mention

#: Texts that are fetched, and written as one piece of each table.
_PIECE = 512
_SCHEMAS = {"mentions": MENTIONS, "allegations": ALLEGATIONS, "relations": RELATIONS}


def mine(
    ingest: Stage, writer: StageWriter, *, progress: Progress, cache: Path | None = None
) -> None:
    """Write `mentions`, `allegations`, `relations`, `complaint_groups` and `complaint_triage` of an area.

    A complaint's offsets refer to its column `text`; a document's to `documents.text`. The title of
    a complaint is read only where its body is empty.

    Parameters
    ----------
    cache : Path or None
        A file that keeps what was read between runs; the tables are the same without it.
    """
    progress(0.0, "读入本地名录 names of the area")
    nlp = build(read_area(ingest))
    size = _size(ingest) or 1
    done = 0
    told: dict[
        str, tuple[list[Mention], list[Event]]
    ] = {}  # of the complaints alone: they are compared with one another
    with ExitStack() as stack:
        kept = stack.enter_context(open_cache(cache)) if cache is not None else None
        put = {
            name: stack.enter_context(writer.stream(name, schema))
            for name, schema in _SCHEMAS.items()
        }
        for piece in _pieces(mined(nlp, _texts(ingest), kept)):
            _write(piece, put)
            told |= {i.text.source_id: (i.mentions, i.events) for i in piece if i.text.kind == "complaint"}  # fmt: skip
            done += sum(len(item.text.text) for item in piece)
            progress(0.05 + 0.85 * done / size, "读文本 reading texts")
        if kept is not None:
            kept.forget_unused()
    progress(0.9, "归并重复举报 grouping complaints")
    groups, triage = complaint_tables(ingest.read("complaints"), told)
    writer.write("complaint_groups", groups, COMPLAINT_GROUPS)
    writer.write("complaint_triage", triage, COMPLAINT_TRIAGE)
    progress(1.0, "文本完成 texts done")


def _texts(ingest: Stage) -> Iterator[Text]:
    """Yield every row that has a text: complaints in order of their number, then documents of their path."""
    for table, key, kind in (
        ("complaints", "complaint_id", "complaint"),
        ("documents", "source_id", "document"),
    ):
        rows = _sql(ingest, table, f"SELECT {key}, text FROM t WHERE text <> '' ORDER BY 1, 2")
        for batch in rows.to_arrow_reader(_PIECE):
            for source, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield Text(source, kind, text)


def _size(ingest: Stage) -> int:
    """Return the number of characters of all texts."""
    query = "SELECT coalesce(sum(length(text)), 0) FROM t"
    sizes = [_sql(ingest, table, query).fetchall()[0][0] for table in ("complaints", "documents")]
    return int(sum(sizes))


def _sql(ingest: Stage, table: str, query: str) -> Any:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")  # it streams; the reading of texts is what takes time
    return connection.from_parquet(str(ingest.path(table))).query("t", query)


def _pieces(items: Iterable[Mined]) -> Iterator[list[Mined]]:
    piece: list[Mined] = []
    for item in items:
        piece.append(item)
        if len(piece) == _PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _write(piece: list[Mined], put: dict[str, Callable[[pa.Table], None]]) -> None:
    """Write what was found in some texts to the three tables."""
    rows: dict[str, list[tuple[Any, ...]]] = {
        "mentions": [(item.text.source_id, *row) for item in piece for row in item.mentions],
        "allegations": [(item.text.source_id, *row) for item in piece for row in item.events],
        "relations": [(item.text.source_id, *row) for item in piece for row in item.relations],
    }
    for name, found in rows.items():
        put[name](_table(found, _SCHEMAS[name]))


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Return rows as a table; they come in order of source and place already."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
