"""The commands ``qinqing clues …``: what is due, and the dispositions for the next run."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import SetupError

app = typer.Typer(
    name="clues",
    help="线索办理：到期提醒、处置结果回流 · case work: what is due, dispositions for the next run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]
Database = Annotated[
    str, typer.Option("--database", help="postgresql://… 工作台的数据库 · the desk's database")
]


@app.command("due")
def due_command(
    out: Out = Path("run"),
    case: Annotated[
        Path | None,
        typer.Option("--case", help="案卷文件夹，其 clocks.yaml 生效 · with its clocks.yaml"),
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="只列已超期的 · only what is late")] = False,
    day: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="以此日计，默认今天 · as of this day"),
    ] = None,
    database: Database = "",
) -> None:
    """列出在走的时限，不含姓名，供定时提醒 · the limits that run, without names, for a nightly reminder."""
    _open(out, case, database)
    from desk.cases.clocks import clocks, name
    from desk.cases.due import due_on
    from desk.cases.models import Clue

    on = day.date() if day else date.today()
    limits = clocks(case)
    clues = Clue.objects.prefetch_related("steps", "officers")
    found = [
        (due, clue) for clue in clues for due in due_on(clue, limits) if not late or due.late(on)
    ]
    for due, clue in sorted(found, key=lambda pair: (pair[0].until, pair[1].item)):
        said = name(due.clock)
        who = ",".join(officer.get_username() for officer in clue.officers.all())
        mark = "超期 late" if due.late(on) else ""
        typer.echo(f"{due.until}\t{clue.item}\t{said.zh} {said.en}\t{who}\t{mark}".rstrip())
    n = sum(due.late(on) for due, _ in found)
    typer.echo(f"{len(found)} 项 limits，超期 late {n}", err=True)
    last = max([on, *(due.until for due, _ in found)])
    for year in limits.calendar.unknown(on, last):
        typer.echo(
            f"{year}: 没有节假日安排，只按周末计 · no list of days off, weekends only", err=True
        )


@app.command("export")
def export_command(
    case: Annotated[Path, typer.Option("--case", help="案卷文件夹 · the case folder")],
    out: Out = Path("run"),
    database: Database = "",
) -> None:
    """把已了结线索的处置结果写入案卷文件夹，下次运行读取 · write what was decided for the next run to read."""
    _open(out, case, database)
    from desk.cases.dispositions import FILE, export

    typer.echo(f"{case / FILE}: {export(case)} 行 rows")


def _open(out: Path, case: Path | None, database: str) -> None:
    """Open the desk's own database; a folder without one has no case work."""
    from desk.opened import open_desk

    if not out.is_dir():
        what = f"{out}: 没有这个文件夹 · there is no such folder"
        raise SetupError(what, "用 --out 指明 · name the folder of the run with --out")
    open_desk(out, case=case, database=database)
