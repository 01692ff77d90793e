"""The commands ``qinqing rules …``: what the rule pack says, what is wrong with it, whether its cases hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.words import Lang

app = typer.Typer(
    name="rules",
    help="规则包：检查、查看、试案例 · the rule pack: lint, show, test",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Own = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        help="本单位的 rules.yaml，或其所在文件夹（案卷）· the office's rules.yaml or its folder (the case)",
    ),
]


@app.command("lint")
def lint_command(own: Own = None) -> None:
    """检查规则、例外、模式：格式、引用、日期、用语、案例 · check form, references, dates, words, cases."""
    from risk.lint import lint

    problems = lint(own)
    for problem in problems:
        typer.echo(problem.line())
    if problems:
        raise typer.Exit(1)
    typer.echo("没有问题 · no problems", err=True)


@app.command("show")
def show_command(
    code: Annotated[
        str | None,
        typer.Argument(help="编号，如 R-CSL-107、P-07、E-04；不写则列全部 · an id; all without"),
    ] = None,
    own: Own = None,
    lang: Annotated[Lang, typer.Option("--lang", help="zh 或 en · zh or en")] = "zh",
) -> None:
    """一条规则、模式或例外：内容、版本、是否启用及原因 · one entry in words, on or off and why."""
    from risk.office import pack_of
    from risk.rulebook import overview, told

    pack = pack_of(own)
    for line in told(pack, code, lang) if code else overview(pack):
        typer.echo(line)


@app.command("test")
def try_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="案例名，不写则全部 · names of cases, all without")
    ] = None,
    own: Own = None,
    only_own: Annotated[
        bool, typer.Option("--own", help="只试本单位的案例 · the office's cases only")
    ] = False,
) -> None:
    """用案例试规则包：应列出的列出、不应列出的不列 · run the cases of the pack and of the office."""
    from ingest.errors import UserError
    from risk.office import FOLDER, pack_of
    from risk.trial import case_files, differences, shipped_cases

    pack = pack_of(own)
    beside = [] if own is None else [(own if own.is_dir() else own.parent) / FOLDER / "cases"]
    paths = case_files(*([] if only_own else [shipped_cases()]), *beside)
    chosen = [path for path in paths if not names or path.stem in names]
    if not chosen:
        what = "没有这样的案例 · there is no such case"
        raise UserError(what, "不带名称运行可试全部 · run it without names for all")
    failed = 0
    for path in chosen:
        found = differences(path, pack)
        failed += bool(found)
        typer.echo(f"{'✗' if found else '✓'} {path.stem}")
        for line in found:
            typer.echo(f"    {line}")
    typer.echo(f"{len(chosen)} 例 cases，不符 differ {failed}", err=True)
    if failed:
        raise typer.Exit(1)
