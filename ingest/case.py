"""The case folder of an office becomes the stage `ingest`: all tables of `ingest.schema` (案卷读入)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from ingest.accounts import stop_where_too_much_is_refused, unused, write_accounts
from ingest.complainants import mask_case
from ingest.convert import Setting
from ingest.documents import read_documents
from ingest.earlier import Earlier
from ingest.errors import InputError
from ingest.events import Events
from ingest.kept import Kept
from ingest.keys import office_keys
from ingest.layout import Layout, lay_out
from ingest.mapping import Mapping, read_mapping
from ingest.register import consolidate
from ingest.schema import SOURCES, arrow_schema
from ingest.sealed import FILE as SEALED
from ingest.sealed import seal
from ingest.stage import Progress, StageWriter, sha256_file
from ingest.tables import Account, Emit, TableReader


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
    cache: Path | None = None,
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
    cache : Path or None
        A folder that keeps tables between runs (`ingest.kept`); the result is the same without it.

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
    earlier = Earlier(Kept(cache), layout, mapping, office.key_id)
    masks = earlier.masks()
    events = Events()
    setting = Setting(office.tokens, masks, "percent")
    accounts = _read_tables(layout, mapping, writer, (setting, events, earlier), progress)
    stop_where_too_much_is_refused(accounts, options.max_quarantined, keep_going=options.keep_going)
    _stop_where_nobody_is_listed(layout.tables["officials"], writer.tables["officials"])
    progress(0.8, "文书 documents")
    documents = read_documents(layout)
    writer.write("documents", documents.table, documents.table.schema)
    progress(0.9, "登记事实合并 consolidating the registers")
    doubts = consolidate(writer, setting, events, earlier)
    write_accounts(
        writer, accounts, [*documents.quality, *doubts, *unused(layout)], documents.files
    )
    records = [record for account in accounts.values() for record in account.sealed]
    writer.attach(SEALED, seal(records, office))
    progress(1.0, "读入完成 ingest done")


def _read_tables(
    layout: Layout,
    mapping: Mapping,
    writer: StageWriter,
    context: tuple[Setting, Events, Earlier],
    progress: Progress,
) -> dict[str, Account]:
    setting, events, earlier = context
    sizes = {
        file: (layout.case / file).stat().st_size
        for files in layout.tables.values()
        for file in files
    }
    total, done = sum(sizes.values()) or 1, 0
    accounts: dict[str, Account] = {}
    for name, source in SOURCES.items():
        if known := earlier.take(name, writer):
            accounts[name] = known
            done += sum(sizes[file] for file in layout.tables[name])
            continue
        unit = mapping.table(name).share_unit
        with writer.stream(name, arrow_schema(source)) as emit:
            held: list[pa.Table] = []
            sinks = {"changes": _taken(events, emit), "complaints": held.append}
            reader = TableReader(
                source,
                mapping.table(name),
                replace(setting, share_unit=unit),
                sinks.get(name, emit),
            )
            for file in layout.tables[name]:
                progress(0.1 + 0.7 * done / total, f"{source.zh} {file}")
                reader.read(layout.case / file, file)
                done += sizes[file]
            if held:  # who complains is hidden in every complaint, so all of them are needed
                people = [cells for _, cells in reader.account.sealed]
                emit(mask_case(pa.concat_tables(held), people))
        accounts[name] = reader.account
        earlier.put(name, writer, reader.account)
    return accounts


def _stop_where_nobody_is_listed(files: list[str], officials: int) -> None:
    """Raise InputError where the roster has headers and no row: as good as none, and not said."""
    if not officials:
        what = "公职人员表没有一行可用 · the roster of officials has no usable row"
        fix = "补上名册的数据行 · fill in the rows of the roster"
        raise InputError(what, fix, file="、".join(files))


def _taken(events: Events, emit: Emit) -> Emit:
    """Return a sink that reads the events of the changes on their way."""
    return lambda table: emit(events.take(table))
