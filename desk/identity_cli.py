"""The commands ``qinqing identity …``: one person looked up, and what persons say about identity."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from desk.words import Lang
from ingest.errors import UserError

app = typer.Typer(
    name="identity",
    help="身份：谁是谁 · identity: who is who",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Out = Annotated[Path, typer.Option("--out", help="运行结果文件夹 · folder of the run's results")]


@app.command("check")
def check_command(
    name: Annotated[str, typer.Argument(help="姓名 · the name")],
    out: Out = Path("run"),
    born: Annotated[str, typer.Option(help="出生日期，可只到年月 · birth date or part")] = "",
    sex: Annotated[str, typer.Option(help="男 或 女 · sex")] = "",
    number: Annotated[
        str, typer.Option("--id", help="写 -，然后输入证件号 · write -, then type the ID number")
    ] = "",
    phone: Annotated[str, typer.Option(help="手机号 · telephone")] = "",
    region: Annotated[str, typer.Option(help="任职地区 GB/T 2260 · region of the post")] = "",
    company: Annotated[
        str, typer.Option(help="企业名称或代码，只作标记 · company, marks candidates only")
    ] = "",
    kin: Annotated[
        list[str] | None, typer.Option(help="亲属，如 配偶=宋河，可多次 · relative, repeatable")
    ] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="密钥文件夹 · key folder")] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="zh 或 en · zh or en")] = "zh",
) -> None:
    """一人在登记中可能是谁：候选、可能性、理由、下一问 · who in the registers one person may be."""
    from desk.cli import default_keys
    from desk.identity_check import check

    typed = {
        "name": name,
        "born": born,
        "sex": sex,
        "phone": phone,
        "region": region,
        "kin": kin or [],
    }
    typer.echo(
        check(
            out,
            typed,
            company=company,
            number=_number(number),
            keys=keys or default_keys(),
            lang=lang,
        )
    )


Case = Annotated[
    Path,
    typer.Option("--case", help="案卷文件夹，判断记录在其中 · the case folder with the record"),
]


@app.command("judge")
def judge_command(
    left: Annotated[
        str, typer.Argument(help="人员编号，或登记人 person_key · official, or register person")
    ],
    right: Annotated[str, typer.Argument(help="登记人 person_key · register person")],
    verdict: Annotated[
        Literal["same", "different", "unsure"], typer.Argument(help="同一人、不是、不能确定")
    ],
    case: Case,
    reason: Annotated[str, typer.Option(help="理由，必填 · why")],
    evidence: Annotated[
        str, typer.Option(help="依据，判为同一人时必填 · what it rests on, needed for same")
    ] = "",
    out: Out = Path("run"),
    relative: Annotated[
        str, typer.Option(help="判断的是其亲属，写姓名 · about this relative of the official")
    ] = "",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="只指登记人在该企业的登记，可多次 · only his rows in this company, repeatable"
        ),
    ] = None,
) -> None:
    """记下一条身份判断，下次运行起生效，可撤销 · record a judgement on identity, for all later runs."""
    from desk.judging import Said, judge, opposed

    said = Said(verdict, reason, evidence, relative, tuple(only or ()))
    new = judge(case, out, left, right, said)
    typer.echo(new.judgement_id)
    for old in opposed(case, new):
        typer.echo(
            f"注意：与 {old.judgement_id}（{old.made_by}）矛盾，撤销其一之前按“不是同一人”处理 · "
            "it contradicts that judgement; until one is taken back they count as different",
            err=True,
        )


@app.command("undo")
def undo_command(
    judgement_id: Annotated[str, typer.Argument(help="判断编号 · number of the judgement")],
    case: Case,
    reason: Annotated[str, typer.Option(help="理由，必填 · why")],
) -> None:
    """撤销一条判断（再撤销即恢复），原记录保留 · take a judgement back; undo the undo restores it."""
    from desk.judging import undo

    typer.echo(undo(case, judgement_id, reason).judgement_id)


@app.command("list")
def list_command(
    case: Case,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="同时显示该次运行中的效果 · and the effect in this run"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="含已撤销的 · also those taken back")
    ] = False,
    lang: Annotated[Lang, typer.Option("--lang", help="zh 或 en · zh or en")] = "zh",
) -> None:
    """列出身份判断、效果和矛盾 · list judgements, their effect and contradictions."""
    from desk.judging import listed

    for line in listed(case, out, every=every, english=lang == "en"):
        typer.echo(line)


def _number(given: str) -> str:
    """Return an ID number from a prompt or from standard input, never from the command line."""
    if not given:
        return ""
    if given != "-":
        what = "证件号不能写在命令行，会留在命令历史里 · no ID number on the command line: the shell keeps it"
        raise UserError(what, "写 --id - ，然后输入 · write --id - and type it at the prompt")
    if sys.stdin.isatty():
        return getpass.getpass("证件号 ID number（不显示 not shown）: ").strip()
    return sys.stdin.readline().strip()
