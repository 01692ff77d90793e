"""One person against the registers of a finished run, as text (单人核对)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from desk.asked import asked_for, token_key, with_number
from desk.explain import snapshot
from desk.identity_rows import FILE
from desk.words import Lang, Words, translator
from ingest.errors import SetupError
from ingest.stage import Stage, open_stage
from resolve.asked import Asked
from resolve.explain import Explanation, explain, level_words, percent, signed
from resolve.lookup import Answer, Registers, look_up, read_registers
from resolve.names import company_name

#: Companies of a candidate that are named, and beyond which they are counted.
_NAMED = 5


def registers_of(out: Path) -> Registers:
    """Return the registers of a finished run.

    Raises
    ------
    SetupError
        There is no finished run, or it has no purpose ticket: nobody is looked up without one.
    """
    if not snapshot(out).report.get("ticket"):
        what = f"{out}: 这次运行没有目的单，不能查询个人 · the run has no purpose ticket: nobody is looked up"
        fix = "在案卷文件夹放 ticket.yaml 后重新运行 · put ticket.yaml into the case folder and run again"
        raise SetupError(what, fix)
    return read_registers(_stage(out, "ingest"), _stage(out, "resolve"))


def check(
    out: Path,
    typed: dict[str, Any],
    *,
    company: str = "",
    number: str = "",
    keys: Path | None = None,
    lang: Lang = "zh",
) -> str:
    """Return what the registers of a run hold on one person.

    Parameters
    ----------
    typed : the arguments of `desk.asked.asked_for`
    company : a name or USCC; candidates in it are marked, which changes no probability
    number : an ID number, full or masked; it is neither shown nor kept
    keys : folder of the office key, needed with a number

    Raises
    ------
    UserError
        Something typed cannot be read.
    SetupError
        No finished run, no purpose ticket, no key.
    """
    asked = asked_for(**typed)
    registers = registers_of(out)
    if number and keys is not None:
        asked = with_number(asked, number, registers, token_key(out, keys))
    (answer,) = look_up(registers, [asked])
    return "\n".join(_told(out, registers, asked, answer, company, translator(lang), lang))


def _told(
    out: Path, registers: Registers, asked: Asked, answer: Answer, company: str, _: Words, lang: Lang
) -> Iterator[str]:  # fmt: skip
    size = registers.persons.num_rows
    yield f"{asked.name} · {_('登记人员')} {size:,}"
    yield _("以下是待核实的疑点线索，不是结论。")
    wanted = _companies_meant(registers, company)
    if company and not wanted:
        yield f"{_('登记中没有这家企业')}：{company}"
    names = _company_names(registers, answer)
    matched = _matched_in_run(out, [row["person_key"] for row in answer.rows], lang)
    for number, row in enumerate(answer.rows, start=1):
        told = explain(row, [other for other in answer.rows if other is not row])
        yield ""
        yield from _candidate(number, row, told, (names, wanted, matched), _, lang)
    yield ""
    if not answer.rows:
        yield _("没有可能性达到 20% 的候选。")
    if answer.cleared:
        yield f"{_('已有人核查判断不是此人、不再列出的登记人员')}：{answer.cleared}"
    if answer.weaker:
        yield f"{_('可能性低于 20%、未列出的同名候选')}：{answer.weaker}"


def _candidate(
    number: int,
    row: dict[str, Any],
    told: Explanation,
    known: tuple[dict[str, str], set[str], dict[str, list[str]]],
    _: Words,
    lang: Lang,
) -> Iterator[str]:
    names, wanted, matched = known
    mark = f" · {_('在所问的企业')}" if wanted & set(row["uscc_list"]) else ""
    yield f"{number}. {row['name']} · {told.level.get(lang)} · {percent(row['probability'])}{mark}"
    firms = [f"{names.get(uscc, '')}（{uscc}）" for uscc in row["uscc_list"][:_NAMED]]
    more = len(row["uscc_list"]) - len(firms)
    yield f"   {_('企业')}：{'、'.join(firms)}{f' …+{more}' if more > 0 else ''}"
    yield f"   {told.sentence.get(lang)}"
    weights = (f"{p.name.get(lang)} {signed(p.bans)}" for p in told.parts if p.bans)
    yield f"   {_('各字段的分量（班）')}：{' · '.join(weights)}"
    if row["question"]:
        yield f"   {_('最省事的下一问')}：{row['question'][lang == 'en']}"
    if row["judged_different"]:
        cleared = "、".join(row["judged_different"])
        yield f"   {_('注意：已有人核查判断此登记人员不是同名的')}：{cleared}"
    for line in matched.get(row["person_key"], []):
        yield f"   {_('本次运行已把此登记人员对应到')}：{line}"


def _company_names(registers: Registers, answer: Answer) -> dict[str, str]:
    shown = sorted({uscc for row in answer.rows for uscc in row["uscc_list"]})
    companies = registers.case["companies"]
    found = companies.filter(pc.is_in(companies["uscc"], pc.cast(shown, "string")))
    pairs = zip(found["uscc"].to_pylist(), found["name"].to_pylist(), strict=True)
    return {uscc: name or "" for uscc, name in pairs}


def _companies_meant(registers: Registers, company: str) -> set[str]:
    """Return the codes of the companies of a name, or the code itself."""
    if not company:
        return set()
    wanted = company_name(company)
    companies = registers.case["companies"].select(["uscc", "name"])
    same = pc.or_kleene(pc.equal(companies["uscc"], wanted), pc.equal(companies["name"], company))
    found = set(companies.filter(same)["uscc"].to_pylist())
    if not found:  # only then in every spelling
        rows = zip(companies["uscc"].to_pylist(), companies["name"].to_pylist(), strict=True)
        found = {uscc for uscc, name in rows if name and company_name(name) == wanted}
    return {uscc for uscc in found if uscc}


def _matched_in_run(out: Path, people: list[str], lang: Lang) -> dict[str, list[str]]:
    """Return for register persons whom the run itself has matched with them."""
    path = out / FILE
    if not people or not path.is_file():
        return {}
    rows = pq.read_table(path, filters=[("person_key", "in", people)]).to_pylist()
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row["official_id"], row["subject"])):
        who = (
            row["official_id"]
            if row["subject"] == "self"
            else f"{row['official_id']} · {row['subject']}"
        )
        told = f"{who} · {level_words(row['level']).get(lang)} · {percent(row['probability'])}"
        found.setdefault(row["person_key"], []).append(told)
    return found


def _stage(out: Path, name: str) -> Stage:
    stage = open_stage(out / "stages" / name)
    if stage is None:
        what = f"{out}: 运行缺少 {name} · the run lacks the stage {name}"
        raise SetupError(what, "重新运行 run again: qinqing run CASE --out DIR --as-of DATE")
    return stage
