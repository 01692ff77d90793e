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


def masks_in(
    layout: Layout, mapping: Mapping, known: dict[str, list[int]] | None = None
) -> dict[str, list[int]]:
    """Return the mask signatures of the ID cells and change cells of each table, sorted.

    Parameters
    ----------
    known : mapping of table to signatures
        Tables that need not be read for this: the same files were read before.
    """
    found = dict(known or {})
    for name, source in SOURCES.items():
        fields = [column.field for column in source.columns if column.kind == "id"]
        texts = TEXTS.get(name, ())
        if name not in found and (fields or texts):
            here: set[int] = set()
            for file in layout.tables[name]:
                for field, cells in _cells(layout, mapping, source, file):
                    if field in fields:
                        here |= _masks(cells)
                    elif field in texts:
                        here |= _masks(hidden_numbers(cells))
            found[name] = sorted(here)
    return found


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
