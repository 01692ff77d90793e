"""One source table: its files read, converted, checked, written, and every row accounted for (读表)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from ingest.cells import Cells, TableFile, Torn
from ingest.columns import Plan, extra_json, known_headers, match_columns
from ingest.complainants import mask_text
from ingest.convert import BLANKS, Converted, Setting, convert
from ingest.mapping import TableMapping
from ingest.readers import PACKED_ERRORS, broken_archive, open_table
from ingest.repeats import Repeats
from ingest.resident_numbers import FREE_TEXT, MASK, hide_all
from ingest.schema import QUALITY, QUARANTINE, Source, arrow_schema
from ingest.stage import sha256_file

Flags = npt.NDArray[np.bool_]
Emit = Callable[[pa.Table], None]
#: Longest cell that quarantine repeats.
SHOWN = 80


@dataclass(slots=True)
class Account:
    """What became of the rows of one table."""

    files: list[dict[str, object]] = field(default_factory=list)
    quarantine: list[pa.Table] = field(default_factory=list)
    quality: list[pa.Table] = field(default_factory=list)
    sealed: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)  # file, header


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Return the reasons of ``reasons.yaml``: code → reason, remedy."""
    text = files("ingest").joinpath("reasons.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


@dataclass(slots=True)
class TableReader:
    """Reads the files of one source table and hands on their accepted rows."""

    source: Source
    mapping: TableMapping
    setting: Setting
    emit: Emit
    account: Account = field(default_factory=Account)
    repeats: Repeats = field(default_factory=Repeats)

    def read(self, path: Path, shown: str) -> None:
        """Read one file; raise InputError where it cannot be read at all."""
        opened = open_table(path, shown, self.source, known_headers(self.source, self.mapping))
        plan = match_columns(self.source, opened.header, self.mapping, shown)
        counts = {"rows_read": 0, "rows_accepted": 0, "rows_quarantined": 0, "rows_duplicate": 0}
        for cells in readable(opened):
            for name, number in self._take(shown, plan, cells).items():
                counts[name] += number
        if not self._sealed:
            self.account.unknown += [(shown, name) for name in plan.unknown]
        facts = {"file": shown, "table": self.source.name, "sha256": sha256_file(path)}
        self.account.files.append(
            {**facts, "format": opened.format, "encoding": opened.encoding or None, **counts}
        )

    @property
    def _sealed(self) -> bool:
        """A table with a sealed column: nothing of its cells may be shown anywhere."""
        return any(column.sealed for column in self.source.columns)

    def _take(self, shown: str, plan: Plan, cells: Cells) -> dict[str, int]:
        """Convert a batch; write the good rows, quarantine the others; return how many of each."""
        torn = self._quarantine_torn(shown, cells.torn)
        filled = _filled(cells.columns, len(cells.rows))
        rows = cells.rows.filter(filled)
        columns = [column.filter(filled) for column in cells.columns]
        raw = {name: columns[index] for name, index in plan.fields.items()}
        unknown = {name: columns[index] for name, index in plan.unknown.items()}
        empty = pa.array([""] * len(rows), pa.string())
        made = {
            c.field: convert(c, raw.get(c.field, empty), self.setting) for c in self.source.columns
        }
        refused = self._refusals(shown, rows, raw, made)
        good = pc.invert(refused)
        fresh = self._fresh(raw, unknown, good)
        self._doubts(shown, rows, made, fresh)
        self._emit(shown, rows, made, {"raw": raw, "unknown": unknown}, pa.array(fresh))
        accepted = pc.sum(good).as_py() or 0
        return {
            "rows_read": len(rows) + torn,
            "rows_accepted": accepted,
            "rows_quarantined": len(rows) - accepted + torn,
            "rows_duplicate": accepted - int(fresh.sum()),
        }

    def _quarantine_torn(self, shown: str, torn: list[Torn]) -> int:
        if torn:
            value = [None if self._sealed else _shortened(t.text) for t in torn]
            self._refuse(
                shown,
                pa.array([t.row for t in torn], pa.int64()),
                None,
                value,
                ["torn"] * len(torn),
            )
        return len(torn)

    def _refuse(
        self,
        shown: str,
        rows: pa.Array,
        column: str | None,
        values: list[str | None],
        why: list[str],
    ) -> None:
        told = [reasons()[code] for code in why]
        columns = {
            "file": [shown] * len(why), "row": rows, "column": [column] * len(why), "value": values,
            "reason": [t["reason"] for t in told], "remedy": [t["remedy"] for t in told],
        }  # fmt: skip
        self.account.quarantine.append(pa.table(columns, schema=QUARANTINE))

    def _refusals(
        self, shown: str, rows: pa.Array, raw: dict[str, pa.Array], made: dict[str, Converted]
    ) -> pa.Array:
        """Quarantine each bad row once, by its first bad column; return which rows are bad."""
        bad: Flags = np.zeros(len(rows), dtype=bool)
        for column in self.source.columns:
            why = made[column.field].refused
            if column.required:
                missing = pc.is_null(made[column.field].arrays[0])
                why = pc.coalesce(
                    why, pc.if_else(missing, "required", pa.scalar(None, pa.string()))
                )
            new = why.is_valid().to_numpy(zero_copy_only=False) & ~bad
            if new.any():
                picked = pa.array(new)
                values = (
                    raw[column.field].filter(picked).to_pylist() if column.field in raw else None
                )
                shown_values = self._shown(column.kind, values, int(new.sum()))
                codes = why.filter(picked).to_pylist()
                self._refuse(shown, rows.filter(picked), column.zh, shown_values, codes)
                bad |= new
        return pa.array(bad)

    def _shown(self, kind: str, values: list[str] | None, rows: int) -> list[str | None]:
        """Return refused cells as quarantine may show them: sealed tables and numbers masked."""
        if values is None:
            return [None] * rows
        if self._sealed or kind in ("id", "uscc"):
            return [MASK * min(len(value), SHOWN) or None for value in values]
        return [_shortened(value) for value in values]

    def _fresh(
        self, raw: dict[str, pa.Array], unknown: dict[str, pa.Array], good: pa.Array
    ) -> Flags:
        """Return which good rows have not been seen before in this table."""
        named = {**raw, **{f" {name}": column for name, column in unknown.items()}}
        return self.repeats.first([named[name] for name in sorted(named)], sorted(named), good)

    def _doubts(self, shown: str, rows: pa.Array, made: dict[str, Converted], fresh: Flags) -> None:
        for column in self.source.columns:
            doubts = made[column.field].doubts
            picked = pc.and_(doubts.is_valid(), pa.array(fresh))
            if pc.any(picked).as_py():
                checks = doubts.filter(picked)
                n = len(checks)
                columns = {
                    "check": checks, "file": [shown] * n, "row": rows.filter(picked),
                    "column": [column.zh] * n, "detail": [DETAILS[c] for c in checks.to_pylist()],
                }  # fmt: skip
                self.account.quality.append(pa.table(columns, schema=QUALITY))

    def _emit(
        self,
        shown: str,
        rows: pa.Array,
        made: dict[str, Converted],
        cells: dict[str, dict[str, pa.Array]],
        fresh: pa.Array,
    ) -> None:
        schema = arrow_schema(self.source)
        arrays = [array for c in self.source.columns for array in made[c.field].arrays]
        places = pc.binary_join_element_wise(f"{shown}#", rows.cast(pa.string()), "")
        unknown = {} if self._sealed else cells["unknown"]
        arrays += [places, extra_json(unknown, len(rows))]
        table = pa.table(arrays, schema=schema).filter(fresh)
        if self._sealed:
            table = self._sealed_rows(table, cells, fresh)
        self.emit(_without_numbers(table))

    def _sealed_rows(
        self, table: pa.Table, cells: dict[str, dict[str, pa.Array]], fresh: pa.Array
    ) -> pa.Table:
        """Put away what the rows say of their complainants, and mask it in their own texts."""
        secret = {
            c.field: cells["raw"][c.field]
            for c in self.source.columns
            if c.sealed and c.field in cells["raw"]
        }
        secret |= cells["unknown"]
        lists = {
            name: pc.utf8_trim(column, BLANKS).filter(fresh).to_pylist()
            for name, column in secret.items()
        }
        people = [
            {name: values[n] for name, values in lists.items() if values[n]}
            for n in range(table.num_rows)
        ]
        numbers = table[self.source.columns[0].field].to_pylist()
        self.account.sealed += list(zip(numbers, people, strict=True))
        for index, column in enumerate(table.schema.names):
            if column in FREE_TEXT:
                masked = mask_text(table[column], people)
                table = table.set_column(index, table.schema.field(column), masked)
        return table


#: What the checks of single cells found.
DETAILS = {
    "id_check": "证件号校验不符，保留但不作精确匹配 the ID number fails its check: kept, never matched as exact",
    "uscc_check": "信用代码校验不符，保留但不作精确匹配 the credit code fails its check: kept, never matched as exact",
    "foreign_currency": "外币金额，未折算，按缺失处理 an amount in another currency: not converted, taken as missing",
}


def readable(opened: TableFile) -> Iterator[Cells]:
    """Yield a file's rows; a compressed file that breaks off becomes an InputError."""
    try:
        yield from opened.batches
    except PACKED_ERRORS:
        raise broken_archive(opened.file) from None


def _without_numbers(table: pa.Table) -> pa.Table:
    """Hide the resident numbers that stand in running text."""
    for index, name in enumerate(table.schema.names):
        if name in FREE_TEXT:
            hidden = hide_all(table[name])
            table = table.set_column(index, table.schema.field(name), hidden)
    return table


def _filled(columns: list[pa.Array], rows: int) -> pa.Array:
    """Say which rows have any cell: an empty row of a spreadsheet is no row of the table."""
    filled = pa.array(np.zeros(rows, dtype=bool))
    for column in columns:
        filled = pc.or_(filled, pc.not_equal(pc.utf8_trim(column, BLANKS), ""))
    return filled


def _shortened(text: str) -> str | None:
    """Return a refused cell as quarantine shows it: short, and without what may be an ID number."""
    flat = re.sub(r"\d{14,17}[\dXx]", lambda match: MASK * len(match[0]), text.strip())
    return (flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…") or None
