"""The stage `nlp`: complaints and documents become mentions, relations, events and groups."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ingest.stage import Progress, Stage, StageWriter
from nlp.area import read_area
from nlp.complaint_groups import complaint_groups
from nlp.events import events_of
from nlp.pipeline import build, read
from nlp.relations import relations_of
from nlp.schema import ALLEGATIONS, COMPLAINT_GROUPS, MENTIONS, RELATIONS
from nlp.spans import mentions_of


def mine(ingest: Stage, writer: StageWriter, *, progress: Progress) -> None:
    """Write `mentions`, `allegations`, `relations` and `complaint_groups` of an area.

    A complaint's offsets refer to its column `text`; a document's to `documents.text`. The title of
    a complaint is read only where its body is empty.
    """
    progress(0.0, "读入本地名录 names of the area")
    nlp = build(read_area(ingest))
    complaints = ingest.read("complaints")
    texts = [
        *_texts(complaints, "complaint_id", "complaint"),
        *_texts(ingest.read("documents"), "source_id", "document"),
    ]
    size = sum(len(text) for _, _, text in texts) or 1
    columns: dict[str, list[tuple[Any, ...]]] = {"mentions": [], "allegations": [], "relations": []}
    done = 0
    for source, doc in read(nlp, texts):
        columns["mentions"] += [(source, *mention) for mention in mentions_of(doc)]
        columns["relations"] += [(source, *relation) for relation in relations_of(doc)]
        columns["allegations"] += [(source, *event) for event in events_of(doc)]
        done += len(doc.user_data["text"])
        progress(0.05 + 0.85 * done / size, "读文本 reading texts")
    progress(0.9, "归并重复举报 grouping complaints")
    writer.write("mentions", _table(columns["mentions"], MENTIONS), MENTIONS)
    writer.write("allegations", _table(columns["allegations"], ALLEGATIONS), ALLEGATIONS)
    writer.write("relations", _table(columns["relations"], RELATIONS), RELATIONS)
    writer.write("complaint_groups", complaint_groups(complaints), COMPLAINT_GROUPS)
    progress(1.0, "文本完成 texts done")


def _texts(table: pa.Table, key: str, kind: str) -> list[tuple[str, str, str]]:
    """Return (source_id, kind, text) of every row that has a text, in order of its key."""
    columns = (table[name].to_pylist() for name in (key, "text"))
    return sorted((source, kind, text) for source, text in zip(*columns, strict=True) if text)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Return rows as a table; they come in order of source and place already."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
