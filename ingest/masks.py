"""Which ways of masking ID numbers occur in a case (掩码形式): the tokens of full numbers depend on them."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from ingest.columns import known_headers, match_columns
from ingest.convert import BLANKS
from ingest.events import hidden_numbers
from ingest.layout import Layout
from ingest.mapping import Mapping
from ingest.readers import open_table
from ingest.resident_id import check
from ingest.schema import SOURCES, Source
from ingest.tables import readable
from ingest.tokens import masks_of

#: Free text in which numbers stand as well.
TEXTS = {"changes": ("before", "after")}


def masks_in(layout: Layout, mapping: Mapping) -> frozenset[int]:
    """Return the mask signatures of all ID cells and change cells of the case."""
    found: set[int] = set()
    for name, source in SOURCES.items():
        fields = [column.field for column in source.columns if column.kind == "id"]
        texts = TEXTS.get(name, ())
        for file in layout.tables[name] if fields or texts else []:
            for field, cells in _cells(layout, mapping, source, file):
                if field in fields:
                    found |= _masks(cells)
                elif field in texts:
                    found |= _masks(hidden_numbers(cells))
    return frozenset(found)


def _cells(
    layout: Layout, mapping: Mapping, source: Source, file: str
) -> Iterator[tuple[str, pa.Array]]:
    table = mapping.table(source.name)
    opened = open_table(layout.case / file, file, source, known_headers(source, table))
    plan = match_columns(source, opened.header, table, file)
    for cells in readable(opened):
        for field, place in plan.fields.items():
            yield field, cells.columns[place]


def _masks(cells: pa.Array) -> set[int]:
    distinct = pc.unique(pc.utf8_trim(cells, BLANKS))
    # A cell of digits alone hides nothing.
    hidden = pc.invert(pc.match_substring_regex(distinct, r"^[0-9]*[0-9Xx]?$"))
    return masks_of(check(distinct.filter(hidden)))
