"""Which column of a file is which field of its table (列名)."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingest.errors import InputError
from ingest.mapping import TableMapping
from ingest.schema import Source

_RE2_NUMBER = r"\b([1-9]\d{5})(?:18|19|20)\d{2}[01]\d[0-3]\d(\d{3}[\dXx])\b"
#: A unit that a header may carry and that is the table's own unit anyway.
_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?!\d)")
_UNIT = re.compile(r"[(（](万元|人民币万元|%|％)[)）]$")


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a table's fields stand in a file: field → index of the column; the rest is unknown."""

    fields: dict[str, int]
    unknown: dict[str, int]  # header → index


def fold(header: str) -> str:
    """Return a header as it is compared: NFKC, without blanks, byte-order mark and the table's own unit."""
    folded = re.sub(r"[\s\ufeff*]", "", unicodedata.normalize("NFKC", header))
    return _UNIT.sub("", folded).lower()


def known_headers(source: Source, mapping: TableMapping) -> frozenset[str]:
    """Return every header by which a column of the table may be found, as written."""
    names = {name for c in source.columns for name in (c.field, c.zh)}
    return frozenset(names | set(mapping.columns.values()))


def match_columns(source: Source, header: list[str], mapping: TableMapping, file: str) -> Plan:
    """Find the fields of a table in a file's header; the mapping goes before the usual names.

    Raises
    ------
    InputError
        A required column is missing, or two columns are the same field. The message names headers of the file
        only where the table has nothing sealed, because a file without a header shows its first row there.
    """
    wanted = {fold(name): c.field for c in source.columns for name in (c.field, c.zh)}
    wanted |= {fold(name): field for field, name in mapping.columns.items()}
    mapped = set(mapping.columns)
    fields: dict[str, int] = {}
    unknown: dict[str, int] = {}
    for index, name in enumerate(header):
        field = wanted.get(fold(name))
        if field in mapped and fold(name) != fold(mapping.columns[field or ""]):
            field = None
        if field is None:
            unknown[_free(name.strip() or f"列{index + 1}", unknown)] = index
        elif field in fields:
            what = "同一字段出现两列 two columns are the same field"
            fix = "请删除一列，或在 mapping.yaml 里指明。Delete one, or say which in mapping.yaml."
            raise InputError(what, fix, file=file, row=1, column=field)
        else:
            fields[field] = index
    _check_required(source, fields, header, file)
    return Plan(fields, unknown)


def _free(name: str, taken: dict[str, int]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _check_required(source: Source, fields: dict[str, int], header: list[str], file: str) -> None:
    missing = [c for c in source.columns if c.required and c.field not in fields]
    if not missing:
        return
    names = "、".join(f"{c.zh} ({c.field})" for c in missing)
    what = f"缺少必需的列 a required column is missing: {names}"
    if not any(c.sealed for c in source.columns):
        shown = "、".join(name.strip() for name in header if name.strip())
        what += f"；现有列 the file has: {shown[:300]}"
    fix = (
        f"请改列名，或在 mapping.yaml 的 tables.{source.name}.columns 里写明（如 {missing[0].field}: <表头>）。"
        f"Rename the column, or map it under tables.{source.name}.columns in mapping.yaml."
    )
    raise InputError(what, fix, file=file, row=1, column=missing[0].zh)


def extra_json(columns: dict[str, pa.Array], rows: int) -> pa.Array:
    """Return the unknown columns of each row as a JSON object without empty cells, null where all are empty.

    A resident ID number among them shows only its first six and last four characters: numbers do not leave ingest.
    """
    if not columns:
        return pa.nulls(rows, pa.string())
    members = [_members(name, cells) for name, cells in columns.items()]
    joined = pc.binary_join_element_wise(*members, "")
    objects = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(joined, 1), "}", "")
    return pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), objects)


def _members(name: str, cells: pa.Array) -> pa.Array:
    """Return ``,"name":"cell"`` for each cell, nothing where it is empty."""
    encoded = cells.dictionary_encode()
    key = json.dumps(name, ensure_ascii=False)
    values = [
        f",{key}:{json.dumps(_NUMBER.sub(_starred, value), ensure_ascii=False)}" if value else ""
        for value in encoded.dictionary.to_pylist()
    ]
    return pa.array(values, pa.string()).take(encoded.indices)


def hide_numbers(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return texts in which every resident ID number shows only its first six and last four characters."""
    hidden = pc.replace_substring_regex(cells, _RE2_NUMBER, r"\1********\2")
    return pc.if_else(pc.match_substring_regex(cells, _RE2_NUMBER), hidden, cells)


def _starred(number: re.Match[str]) -> str:
    return number[0][:6] + "*" * 8 + number[0][-4:]
