"""The commands ``qinqing checks …``: whom to check, what came back, what can be learnt from it."""

from __future__ import annotations

import math
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from risk.learning.measures import Share

app = typer.Typer(
    name="checks",
    help="核查轮次：抽取、反馈、学习 · rounds of checks: drawn, answered, learnt from",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Case = Annotated[Path, typer.Option("--case", help="案卷文件夹，记录在其中 · the case folder")]
Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]


@app.command("draw")
def draw_command(
    case: Case,
    name: Annotated[str, typer.Option("--round", help="轮次名，如 2025Q3 · name of the round")],
    capacity: Annotated[int, typer.Option(help="能核查多少人 · how many can be checked")],
    out: Out = Path("run"),
    day: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="抽取日，默认今天 · drawn on"),
    ] = None,
    complaints: Annotated[
        bool, typer.Option("--with-complaints", help="含信访举报来源 · cleared to see complaints")
    ] = False,
) -> None:
    """抽取一轮：清单前列加随机样本，不告知谁是随机的 · draw a round; who is random is not told."""
    from desk.checking import draw_round
    from desk.results import Access

    on = day.date() if day else date.today()
    rows = draw_round(case, out, name, capacity, on, Access(("*",), complaints))
    officials = sorted({row.official_id for row in rows})
    typer.echo(
        f"{name}: {len(officials)} 人 officials, {sum(bool(r.lead_id) for r in rows)} 条线索 leads"
    )
    for row in rows:
        typer.echo(f"{row.official_id}\t{row.lead_id or '（无线索 no lead）'}\t{row.uscc}")


@app.command("report")
def report_command(case: Case, out: Out = Path("run")) -> None:
    """反馈统计：属实率、不属实率、漏报、校准 · what came back: true, unfounded, missed, calibration."""
    from desk.checking import came_back

    found = came_back(case, out)
    typer.echo(f"抽取 drawn {found.drawn}，已反馈 answered {found.answered}")
    for pattern, n in found.patterns.items():
        typer.echo(
            f"  {pattern}: 抽取 drawn {n['drawn']}，反馈 answered {n['answered']}，"
            f"属实 true {n['true']}，不成立 unfounded {n['unfounded']}"
        )
    for tier, share in found.tiers.items():
        typer.echo(f"第 {tier} 档属实率 tier {tier} true: {_share(share)}")
    typer.echo(f"全体基础比例（随机样本） base rate, random slice: {_share(found.base_rate)}")
    typer.echo(f"清单覆盖（随机样本） recall, random slice: {_share(found.recall)}")
    error = "—" if math.isnan(found.calibration) else f"{found.calibration:.3f}"
    typer.echo(f"校准误差 calibration error: {error}")


@app.command("year")
def year_command(
    case: Case,
    year: Annotated[int, typer.Argument(help="年度 · the year")],
    out: Out = Path("run"),
) -> None:
    """年度问责统计，不含姓名，可公开 · the yearly sheet without names, fit to be published."""
    from desk.checking import year_sheet

    for row in year_sheet(case, out, year):
        days = "—" if row.days is None else f"{row.days:g}"
        typer.echo(
            f"{row.pattern or f'{year} 合计 all'}: 线索 leads {row.leads}，反馈 answered {row.answered}，"
            f"属实 confirmed {row.confirmed}，不成立 unfounded {_share(row.unfounded)}，"
            f"合规 lawful {row.lawful}，身份不符 another person {row.another_person}，"
            f"证据不足 insufficient {row.insufficient}，天数中位 median days {days}"
        )


@app.command("learn")
def learn_command(
    case: Case,
    out: Out = Path("run"),
    to: Annotated[
        Path | None, typer.Option("--card", help="模型说明卡写到 · where the model card goes")
    ] = None,
) -> None:
    """从反馈学习；只有在随机样本上更好才启用 · learn; in use only if it wins on the random slice."""
    from desk.checking import learn

    _, text, adopted = learn(case, out)
    if to is None:
        typer.echo(text)
    else:
        to.write_text(text, encoding="utf-8")
    typer.echo(
        "已启用，下次运行生效 in use from the next run" if adopted else "未启用 not in use",
        err=True,
    )


def _share(share: Share) -> str:
    if share.n == 0:
        return "— (n=0)"
    return f"{share.value:.3f} [{share.low:.3f}-{share.high:.3f}] (n={share.n})"
