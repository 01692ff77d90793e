"""The commands ``qinqing audit …``: does the trail hold, what is its head, write it out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ingest.errors import SetupError, UserError

app = typer.Typer(
    name="audit",
    help="留痕：核验、链头、导出 · the audit trail: verify, head, export",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]
#: What is wrong with a place of the chain, in words.
KINDS = {
    "changed": "内容被改动 the row was changed",
    "missing": "缺行 rows are missing",
    "forged": "接不上前一行，疑有插入或替换 does not follow the row before: inserted or replaced",
    "behind": "数据库落后于链头，疑为旧备份 the database is behind its head: an old backup",
    "no key": "密钥文件不在 the key file is gone; put it back from a backup",
    "no head": "链头文件不在或不可读 the file of the head is gone or unreadable",
}


@app.command("verify")
def verify_command(
    out: Out = Path("run"),
    head: Annotated[
        str | None,
        typer.Option(
            "--head", help="另处记下的链头，如 120:9f…：链中必须有 · a head noted elsewhere"
        ),
    ] = None,
) -> None:
    """核验留痕链和结果文件；有问题则逐一指出并以 1 退出 · verify trail and result files, name each fault."""
    _open(out)

    from desk.access.audit import verify
    from desk.access.models import AuditEvent
    from desk.tampering import tampered

    wrong = 0
    for fault in verify(_noted(head)):
        wrong += 1
        typer.echo(f"{fault.kind}  #{fault.number}  {KINDS[fault.kind]}  ({fault.told})")
    for name in tampered(out):
        wrong += 1
        typer.echo(f"result  {name}  与运行报告不符 differs from the run report")
    if wrong:
        raise typer.Exit(1)
    rows = AuditEvent.objects.count()
    typer.echo(
        f"留痕 {rows} 条，链与结果文件完好 · {rows} events, chain and result files hold", err=True
    )


@app.command("head")
def head_command(out: Out = Path("run")) -> None:
    """打印链头，记在别处，日后用 verify --head 对照 · print the head, to be noted elsewhere."""
    _open(out)

    from desk.access.models import AuditEvent

    last = AuditEvent.objects.order_by("-number").first()
    typer.echo(f"{last.number}:{last.digest}" if last else "0:")


@app.command("export")
def export_command(
    out: Out = Path("run"),
    form: Annotated[Literal["jsonl", "csv"], typer.Option("--format")] = "jsonl",
) -> None:
    """把全部留痕写到标准输出 · write the whole trail to standard output."""
    _open(out)

    from desk.access.audit import record
    from desk.access.trail import as_csv, as_jsonl, chosen

    record(None, "audit.export", form=form)
    events = chosen().reverse().iterator(chunk_size=2000)
    for line in (as_csv if form == "csv" else as_jsonl)(events):
        sys.stdout.write(line)


@app.command("accept")
def accept_command(
    reason: Annotated[str, typer.Option(help="核查情况 · what was found out")],
    out: Out = Path("run"),
) -> None:
    """核查之后确认现有的链为准，确认本身留痕 · take the chain as it stands, after looking into its faults."""
    if not reason.strip():
        what = "没有写明核查情况 · no reason"
        raise UserError(what, "用 --reason 写明 · say with --reason what was found out")
    _open(out)

    from desk.access.audit import accept

    event = accept(None, reason)
    typer.echo(f"{event.number}:{event.digest}")


def _open(out: Path) -> None:
    from desk.opened import open_desk

    if not (out / "desk").is_dir():
        what = f"{out}: 没有工作台的数据 · no desk's data here"
        raise SetupError(what, "用 --out 指明 · name the run's folder with --out")
    open_desk(out)


def _noted(head: str | None) -> tuple[int, str] | None:
    if head is None:
        return None
    number, _, digest = head.partition(":")
    if not number.isdigit():
        what = f"链头的写法不对 not a head: {head}"
        raise UserError(
            what, "照 qinqing audit head 打印的写 · write it as `qinqing audit head` prints it"
        )
    return int(number), digest
