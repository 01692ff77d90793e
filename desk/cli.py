"""The command ``qinqing``: thin; progress on standard error, results on standard output.

Heavy rooms are imported inside the commands, so that ``--help`` need not load spaCy.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from desk.audit_cli import app as audit_app
from desk.checks_cli import app as checks_app
from desk.clues_cli import app as clues_app
from desk.identity_cli import app as identity_app
from desk.operations.commands import app as operations_app
from desk.rules_cli import app as rules_app
from desk.words import Lang
from ingest.errors import SetupError, UserError

if TYPE_CHECKING:
    from desk.results import Lead

app = typer.Typer(
    name="qinqing",
    help="亲清：公职人员商业利益疑点线索的文本挖掘与图分析 · leads to check, never findings of guilt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(identity_app)
app.add_typer(rules_app)
app.add_typer(checks_app)
app.add_typer(clues_app)
app.add_typer(operations_app)
app.add_typer(audit_app)

Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]
LangOption = Annotated[Lang, typer.Option("--lang", help="zh 或 en · zh or en")]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        help="本单位的 rules.yaml，默认在案卷内 · the office's rules.yaml, by default in the case",
    ),
]
Complaints = Annotated[
    bool, typer.Option("--with-complaints", help="含信访举报来源 · cleared to see complaints")
]
STAGE_NAMES = {
    "ingest": "1/7 读入 ingest",
    "nlp": "2/7 文本 nlp",
    "resolve": "3/7 身份 resolve",
    "graph": "4/7 关系图 graph",
    "risk": "5/7 疑点 risk",
    "project": "6/7 图库 project",
    "publish": "7/7 发布 publish",
}


@app.command("run")
def run_command(
    case: Annotated[Path, typer.Argument(help="案卷文件夹 · the case folder (sources.md)")],
    out: Out,
    as_of: Annotated[
        datetime,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"],
            help="基准日，如 2025-06-30 · as of",
        ),
    ],
    graph: Annotated[str | None, typer.Option("--graph", help="bolt://… 另写入 Neo4j")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥文件夹 · key folder")] = None,
    max_quarantined: Annotated[
        float, typer.Option(help="每表隔离行占比上限 · share of refused rows that stops the run")
    ] = 0.05,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="超过上限也继续 · go on all the same")
    ] = False,
    rules: Rules = None,
) -> None:
    """案卷 → 有据可查的疑点清单 · take a case folder to an explained risk list."""
    from desk.pipeline import RunOptions, run_case
    from ingest.case import IngestOptions

    limits = IngestOptions(max_quarantined, keep_going)
    options = RunOptions(keys or default_keys(), graph, limits, rules)
    with _progress_bars() as report:
        stages = run_case(case, out, as_of=as_of.date(), options=options, progress=report)
    listed = stages["risk"].manifest["tables"]["risk_list"]["rows"]
    refused = stages["ingest"].manifest["tables"]["quarantine"]["rows"]
    _say(f"清单 {listed} 人，隔离 {refused} 行 · {listed} officials listed, {refused} rows refused")
    _say(f"报告 report: {out / 'run_report.html'}")


@app.command("score")
def score_command(
    case: Annotated[Path, typer.Argument(help="案卷文件夹 · the case folder (sources.md)")],
    out: Out,
    as_of: Annotated[
        datetime, typer.Option("--as-of", formats=["%Y-%m-%d"], help="基准日 · as of")
    ],
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥文件夹 · key folder")] = None,
    graph: Annotated[str | None, typer.Option("--graph", help="bolt://… 另写入 Neo4j")] = None,
    complaints: Complaints = False,
    rules: Rules = None,
) -> None:
    """批量评分：运行、与上次比较、说明为何变化 · batch job: run, compare with the last run, say why."""
    from desk.changed import told
    from desk.pipeline import RunOptions
    from desk.results import Access
    from desk.scoring import json_log, score_case

    options = RunOptions(keys or default_keys(), graph, rules=rules)
    try:
        log = json_log(sys.stderr)
        changes = score_case(case, out, as_of=as_of.date(), options=options, log=log)
    except UserError as error:  # it is in the log: every line there is JSON
        raise typer.Exit(error.exit_code) from error
    for change in told(changes, out, Access(("*",), complaints=complaints)):
        typer.echo(json.dumps(change.record(), ensure_ascii=False))


@app.command("risks")
def risks_command(
    out: Out = Path("run"),
    top: Annotated[int, typer.Option(help="前几名 · how many")] = 20,
    form: Annotated[Literal["table", "json"], typer.Option("--format")] = "table",
    lang: LangOption = "zh",
    complaints: Complaints = False,
) -> None:
    """打印疑点清单 · print the risk list, best first."""
    from desk.explain import leads, risk_table, weakest_links
    from desk.results import Access

    access = Access(("*",), complaints=complaints)
    rows = leads(out, access)[:top]
    if form == "json":
        typer.echo(json.dumps([_record(lead) for lead in rows], ensure_ascii=False, indent=1))
    else:
        # piped into a file the table has the width that its columns need
        width = None if sys.stdout.isatty() else 160
        weakest = weakest_links(out, rows, access, lang)
        risk_table(list(zip(rows, weakest, strict=True)), Console(width=width), lang)


@app.command("explain")
def explain_command(
    official_id: Annotated[str, typer.Argument(help="人员编号 · the official's number")],
    out: Out = Path("run"),
    lang: LangOption = "zh",
    complaints: Complaints = False,
) -> None:
    """一名公职人员的疑点：证据、最弱一环、有利情况、何以澄清 · explain the leads on one official."""
    from desk.explain import explain
    from desk.results import Access

    typer.echo(explain(out, official_id, lang, Access(("*",), complaints=complaints)))


@app.command("areas")
def areas_command(
    out: Out = Path("run"),
    by: Annotated[
        Literal["unit", "line", "region"], typer.Option(help="单位、主管行业、地区 · group by")
    ] = "unit",
    complaints: Complaints = False,
) -> None:
    """按单位、行业、地区统计，不含个人，小组合并 · counts by unit, line or region, nobody named."""
    from desk.areas import area_view
    from desk.explain import snapshot
    from desk.results import Access

    for row in area_view(snapshot(out), by, Access(("*",), complaints=complaints)):
        typer.echo(json.dumps(row, ensure_ascii=False))


@app.command("read")
def read_command(
    file: Annotated[Path, typer.Argument(help="txt md html docx pdf · a text")],
    run: Annotated[
        Path | None,
        typer.Option("--out", help="用这次运行的名录对应名称 · names of this run's area"),
    ] = None,
    kind: Annotated[
        Literal["document", "complaint"], typer.Option(help="文书或信访件 · who speaks in it")
    ] = "document",
    html: Annotated[
        Path | None, typer.Option("--html", help="写成网页 · write a page instead")
    ] = None,
    lang: LangOption = "zh",
) -> None:
    """读一篇文本：标出人、企业、单位……，列出事件及其状态 · read one text: mentions, events, links."""
    from desk.reading import page, read_file, show, write_page

    reading = read_file(file, kind=kind, run=run)
    if html is None:
        show(reading, Console(width=None if sys.stdout.isatty() else 160), lang)
    else:
        write_page(html, page(reading, lang))
        _say(f"已写 written: {html}")
        if reading.masked:
            _say(reading.masked)


@app.command("serve")
def serve_command(
    out: Out = Path("run"),
    case: Annotated[
        Path | None,
        typer.Option(
            help="案卷文件夹，可在网页上记身份判断 · case folder, for judgements on identity"
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="默认只在本机 · loopback by default")] = "127.0.0.1",
    port: int = 8000,
    database: Annotated[
        str,
        typer.Option(
            help="postgresql://…，口令宜放环境变量 QINQING_DATABASE；默认 SQLite · "
            "better in QINQING_DATABASE, where no process list shows it; SQLite by default"
        ),
    ] = "",
    open_browser: Annotated[
        bool, typer.Option("--open", help="打开浏览器 · open a browser")
    ] = False,
) -> None:
    """打开工作台网页 · serve the desk on this machine."""
    from desk.serve import serve

    serve(out, case=case, host=host, port=port, database=database, open_browser=open_browser)


@app.command("account")
def account_command(
    name: Annotated[str, typer.Argument(help="用户名 · user name")],
    out: Out = Path("run"),
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="可见地区代码前缀，可多次；* 为全部 · area seen, repeatable"),
    ] = None,
    role: Annotated[
        str, typer.Option(help="角色代码，如 investigator、supervisor · code of the role")
    ] = "",
    complaints: Complaints = False,
    reset: Annotated[
        bool, typer.Option("--reset-password", help="新的一次性口令 · a new one-time password")
    ] = False,
) -> None:
    """新增工作台账户，或改其可见范围 · add an account to the desk, or change what it may see."""
    from desk.accounts import grant

    password = grant(
        out,
        name,
        regions=tuple(region or ()),
        may_see_complaints=complaints,
        reset=reset,
        role=role,
    )
    area = (
        f"地区 area: {', '.join(region)}"
        if region
        else "地区不变（新账户为无） area unchanged, none if new"
    )
    seen = (
        "可见信访 cleared for complaints" if complaints else "不可见信访 not cleared for complaints"
    )
    _say(f"{name}: {area}；{seen}")
    if password:
        typer.echo(f"{name}  一次性密码 one-time password: {password}")


@app.command("world")
def world_command(
    out: Out,
    preset: Annotated[
        str, typer.Option(help="base, shifted, null, twins, poor, evasive, prefecture")
    ] = "base",
    seed: int = 1,
    officials: int | None = None,
    companies: int | None = None,
    complaints: int | None = None,
    documents: int | None = None,
    prevalence: Annotated[
        float | None,
        typer.Option(help="有隐匿情形者占比，0 为没有 · share of officials in a scheme"),
    ] = None,
    if_missing: Annotated[bool, typer.Option(help="已有则不动 · keep one that is there")] = False,
) -> None:
    """生成带真值的模拟地区 · write a simulated area with known truth."""
    from worlds.config import configure
    from worlds.write import write_world

    if if_missing and (out / "truth" / "world.json").is_file():
        _say(f"已有 already there: {out}")
        return
    config = configure(
        preset, seed, officials=officials, companies=companies, complaints=complaints,
        documents=documents, prevalence=prevalence,
    )  # fmt: skip
    with _progress_bars() as report:
        write_world(out, config, progress=lambda fraction, doing: report("world", fraction, doing))
    _say(f"案卷 case folder: {out / 'case'}")


def default_keys() -> Path:
    """Return the folder of the office key: ``$QINQING_KEYS`` or the user's data directory."""
    if named := os.environ.get("QINQING_KEYS"):
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "qinqing" / "keys"


class _Bars:
    """A progress bar for each stage, made when the stage first reports."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, fraction: float, doing: str) -> None:
        name = STAGE_NAMES.get(stage, stage)
        if stage not in self.tasks:
            self.tasks[stage] = self.progress.add_task(name, total=1.0, doing="")
        note = "未变，沿用 unchanged" if doing == "reused" else doing
        self.progress.update(self.tasks[stage], completed=fraction, doing=note)


@contextmanager
def _progress_bars() -> Iterator[_Bars]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[doing]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bars(progress)


def _record(lead: Lead) -> dict[str, object]:
    return {
        name: sorted(value) if isinstance(value, (tuple, frozenset)) else value
        for name, value in ((field.name, getattr(lead, field.name)) for field in fields(lead))
    }


def _say(line: str) -> None:
    typer.echo(line, err=True)


def main() -> None:
    """Run the command; a `UserError` becomes two lines and its exit code, without a traceback."""
    try:
        app()
    except UserError as error:
        _say(f"错误 error: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        what = f"无法读写 cannot read or write {error.filename or ''}: {error.strerror}"
        fix = "检查路径、权限和磁盘空间 · check path, permissions and free space"
        _say(f"错误 error: {SetupError(what, fix)}")
        sys.exit(1)
    except KeyboardInterrupt:
        _say("已中断；同一命令会从断点继续 · interrupted; the same command goes on where it was")
        sys.exit(130)


if __name__ == "__main__":
    main()
