"""The commands ``qinqing backup`` and ``qinqing restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest.stage import sha256_file

app = typer.Typer()
Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]
Database = Annotated[
    str,
    typer.Option(
        help="postgresql://…，或环境变量 QINQING_DATABASE · or in QINQING_DATABASE; SQLite by default"
    ),
]


@app.command("backup")
def backup_command(
    to: Annotated[Path, typer.Option("--to", help="备份文件，如 desk.qqb · the file to write")],
    out: Out = Path("run"),
    database: Database = "",
) -> None:
    """备份工作台：数据库、密钥、留痕头、模板 · back up the desk: database, keys, audit head, templates."""
    from desk.operations.backup import back_up

    manifest = back_up(out, to, database=database)
    number = manifest.head[0]
    _say(f"已备份 backed up: {to}  sha256 {sha256_file(to)}")
    _say(
        f"  {len(manifest.files)} 个文件，留痕至第 {number} 条 · files, audit up to event {number}"
    )
    _say(
        "  内含密钥，未加密，仅本人可读（0600）：请存放在加密介质上 · keys inside, not encrypted, "
        "readable by you only: keep it on an encrypted medium"
    )


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="备份文件 · the backup")],
    out: Out = Path("run"),
    database: Database = "",
    older: Annotated[
        str,
        typer.Option(
            help="备份旧于现有留痕时写明理由，会留痕 · the reason for going back to an older state"
        ),
    ] = "",
) -> None:
    """从备份恢复工作台，先校验后替换 · restore the desk from a backup: checked first, then swapped in."""
    from desk.operations.restore import BEFORE, restore

    manifest, same_run = restore(file, out, database=database, older=older)
    _say(
        f"已恢复 restored: {manifest.made}，留痕至第 {manifest.head[0]} 条 · audit up to that event"
    )
    if older:
        _say(
            "  缺失的留痕由 qinqing audit verify 指出 · qinqing audit verify names what is missing"
        )
    if not same_run:
        _say(
            "  运行结果与备份时不同或没有 · the run's results are not those of the backup, or absent"
        )
    if (out / BEFORE).exists():
        _say(f"  原有数据保留在 the data of before is kept in: {out / BEFORE}")


def _say(line: str) -> None:
    typer.echo(line, err=True)
