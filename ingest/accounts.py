"""What became of every row: the tables `files`, `quarantine` and `quality`, and when to stop (账目)."""

from __future__ import annotations

import pyarrow as pa

from ingest.errors import QuarantineError
from ingest.layout import Layout
from ingest.schema import FILES, QUALITY, QUARANTINE, SOURCES, Source
from ingest.stage import StageWriter
from ingest.tables import Account

#: Files of a case folder that other rooms read.
ELSEWHERE = ("ticket.yaml", "judgements.csv", "checks.csv", "learned.json", "rules.yaml")

#: The folder of an office's own rules.
RULES = "rulepack/"


def stop_where_too_much_is_refused(
    accounts: dict[str, Account], most: float, *, keep_going: bool
) -> None:
    """Raise QuarantineError where more than the share `most` (0–1) of a table's rows was refused."""
    for name, account in accounts.items():
        read = sum(int(str(facts["rows_read"])) for facts in account.files)
        refused = sum(int(str(facts["rows_quarantined"])) for facts in account.files)
        if read and refused / read > most and not keep_going:
            raise _too_much(SOURCES[name], account, f"{refused}/{read}", most)


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


def unused(layout: Layout) -> list[pa.Table]:
    """Return a line of `quality` for every file that nothing reads."""
    detail = "没有表用到这个文件 no table uses this file"
    rows = [
        {"check": "unused_file", "file": name, "detail": detail}
        for name in layout.unused
        if name not in ELSEWHERE and not name.startswith(RULES)
    ]
    return [pa.Table.from_pylist(rows, schema=QUALITY)]


def write_accounts(
    writer: StageWriter,
    accounts: dict[str, Account],
    quality: list[pa.Table],
    documents: list[dict[str, object]],
) -> None:
    """Write the tables `files`, `quarantine` and `quality`, each sorted by file and row."""
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
