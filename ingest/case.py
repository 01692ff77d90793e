"""The case folder of an office becomes the stage `ingest`: all tables of `ingest.schema` (案卷读入)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingest import resident_id, sealed
from ingest.columns import known_headers, match_columns
from ingest.convert import BLANKS, Setting
from ingest.documents import read_documents
from ingest.errors import QuarantineError
from ingest.keys import Keys, office_keys
from ingest.layout import Layout, lay_out
from ingest.mapping import Mapping, read_mapping
from ingest.readers import open_table
from ingest.register import consolidate
from ingest.schema import FILES, QUALITY, QUARANTINE, SOURCES, Source, arrow_schema
from ingest.stage import Progress, StageWriter, sha256_file
from ingest.tables import Account, TableReader, readable
from ingest.tokens import masks_of


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """When to stop.

    Parameters
    ----------
    max_quarantined : float
        The share of a table's rows that may be refused, 0–1.
    keep_going : bool
        Go on where a table has more.
    """

    max_quarantined: float = 0.05
    keep_going: bool = False


def input_digests(case: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the case folder that is read, by its path inside it.

    Raises InputError where the folder is empty or lacks what nothing can be done without.
    """
    layout = lay_out(case, read_mapping(case))
    return {name: sha256_file(case / name) for name in layout.files()}


def read_case(
    case: Path,
    writer: StageWriter,
    *,
    keys: Path,
    options: IngestOptions,
    progress: Progress,
) -> None:
    """Read a case folder and write all tables of the stage `ingest`, and the sealed complainants.

    Parameters
    ----------
    case : Path
        A folder as sources.md describes it.
    writer : StageWriter
        Where the tables go.
    keys : Path
        The folder of the office key, outside the case folder and the results.

    Raises
    ------
    InputError
        A file cannot be read, or the folder lacks what nothing can be done without.
    QuarantineError
        More rows of a table were refused than the options allow.
    SetupError
        The key folder lies where it must not, or its key cannot be used.
    """
    mapping = read_mapping(case)
    layout = lay_out(case, mapping)
    office = office_keys(keys, outside=(case, writer.folder))
    progress(0.0, "证件号掩码 masks of ID numbers")
    masks = _masks(layout, mapping)
    accounts = _read_tables(layout, mapping, writer, (office, masks), progress)
    _stop_where_too_much_is_refused(accounts, options)
    progress(0.8, "文书 documents")
    documents = read_documents(layout)
    writer.write("documents", documents.table, documents.table.schema)
    progress(0.9, "登记事实合并 consolidating the registers")
    doubts = consolidate(writer, Setting(office.tokens, masks, "percent"))
    _write_accounts(
        writer, accounts, [*documents.quality, *doubts, *_unused(layout)], documents.files
    )
    records = [record for account in accounts.values() for record in account.sealed]
    writer.attach(sealed.FILE, sealed.seal(records, office))
    progress(1.0, "读入完成 ingest done")


def _masks(layout: Layout, mapping: Mapping) -> frozenset[int]:
    """Return the mask signatures of all ID cells of the case; the tokens of full numbers depend on them."""
    found: set[int] = set()
    for name, source in SOURCES.items():
        fields = [column.field for column in source.columns if column.kind == "id"]
        for file in layout.tables[name] if fields else []:
            opened = open_table(
                layout.case / file, file, source, known_headers(source, mapping.table(name))
            )
            plan = match_columns(source, opened.header, mapping.table(name), file)
            places = [plan.fields[field] for field in fields if field in plan.fields]
            for cells in readable(opened) if places else ():
                for place in places:
                    found |= _masks_in(cells.columns[place])
    return frozenset(found)


def _masks_in(cells: pa.Array) -> set[int]:
    distinct = pc.unique(pc.utf8_trim(cells, BLANKS))
    # A cell of digits alone hides nothing.
    hidden = pc.invert(pc.match_substring_regex(distinct, r"^[0-9]*[0-9Xx]?$"))
    return masks_of(resident_id.check(distinct.filter(hidden)))


def _read_tables(
    layout: Layout,
    mapping: Mapping,
    writer: StageWriter,
    secrets: tuple[Keys, frozenset[int]],
    progress: Progress,
) -> dict[str, Account]:
    office, masks = secrets
    sizes = {
        file: (layout.case / file).stat().st_size
        for files in layout.tables.values()
        for file in files
    }
    total, done = sum(sizes.values()) or 1, 0
    accounts: dict[str, Account] = {}
    for name, source in SOURCES.items():
        unit = mapping.table(name).share_unit
        with writer.stream(name, arrow_schema(source)) as emit:
            reader = TableReader(
                source, mapping.table(name), Setting(office.tokens, masks, unit), emit
            )
            for file in layout.tables[name]:
                progress(0.1 + 0.7 * done / total, f"{source.zh} {file}")
                reader.read(layout.case / file, file)
                done += sizes[file]
        accounts[name] = reader.account
    return accounts


def _stop_where_too_much_is_refused(accounts: dict[str, Account], options: IngestOptions) -> None:
    for name, account in accounts.items():
        read = sum(int(str(facts["rows_read"])) for facts in account.files)
        refused = sum(int(str(facts["rows_quarantined"])) for facts in account.files)
        if read and refused / read > options.max_quarantined and not options.keep_going:
            raise _too_much(SOURCES[name], account, f"{refused}/{read}", options.max_quarantined)


def _too_much(source: Source, account: Account, ratio: str, limit: float) -> QuarantineError:
    table = pa.concat_tables(account.quarantine)
    counted = table.group_by(["file", "column", "reason", "remedy"]).aggregate(
        [("row", "min"), ("row", "count")]
    )
    worst = sorted(counted.to_pylist(), key=lambda r: (-r["row_count"], r["file"], r["row_min"]))[
        :3
    ]
    lines = "".join(
        f"\n    {r['file']} 第 {r['row_min']} 行起 from row {r['row_min']} 「{r['column'] or ''}」 "
        f"{r['reason']}（{r['row_count']} 行 rows）；{r['remedy']}"
        for r in worst
    )
    what = (
        f"「{source.zh}」({source.name}) 有 {ratio} 行无法读取，超过阈值 {limit:.0%} "
        f"more rows were refused than the threshold allows:{lines}"
    )
    fix = (
        "请更正后重试，或用 --keep-going 继续。Mend them and try again, or go on with --keep-going."
    )
    return QuarantineError(what, fix)


def _unused(layout: Layout) -> list[pa.Table]:
    detail = "没有表用到这个文件 no table uses this file"
    rows = [{"check": "unused_file", "file": name, "detail": detail} for name in layout.unused]
    return [pa.Table.from_pylist(rows, schema=QUALITY)]


def _write_accounts(
    writer: StageWriter,
    accounts: dict[str, Account],
    quality: list[pa.Table],
    documents: list[dict[str, object]],
) -> None:
    files = [facts for account in accounts.values() for facts in account.files] + documents
    writer.write("files", pa.Table.from_pylist(files, schema=FILES).sort_by("file"), FILES)
    refused = [table for account in accounts.values() for table in account.quarantine]
    by_place = [("file", "ascending"), ("row", "ascending"), ("column", "ascending")]
    quarantine = pa.concat_tables([QUARANTINE.empty_table(), *refused])
    writer.write("quarantine", quarantine.sort_by(by_place), QUARANTINE)
    unknown = [
        {"check": "unknown_column", "file": file, "row": 1, "column": header,
         "detail": "未知列，保留在 extra an unknown column, kept in extra"}
        for account in accounts.values() for file, header in account.unknown
    ]  # fmt: skip
    doubtful = [table for account in accounts.values() for table in account.quality]
    everything = [
        QUALITY.empty_table(),
        pa.Table.from_pylist(unknown, schema=QUALITY),
        *doubtful,
        *quality,
    ]
    table = pa.concat_tables(everything).sort_by(
        [*by_place, ("check", "ascending"), ("detail", "ascending")]
    )
    writer.write("quality", table, QUALITY)
