"""One official's leads as text, and the risk list as a table of the terminal.

The order is that in which analysts work best (science.md D4.9): facts with their source, the chain
with its weakest link, the innocent explanations tried, what speaks for the person, what would
clear him, the next check; the probability comes last.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from desk.clearance import LINKS
from desk.results import (
    Access,
    Finding,
    Lead,
    Snapshot,
    names_of,
    read_snapshot,
    weakest_link,
)
from desk.words import Lang, translator
from ingest.errors import SetupError, UserError
from risk.explain import explain_official, open_exemptions
from risk.pack import Pack
from risk.rulebook import note

LINK_WORDS = {
    "p_identity": "身份相符",
    "p_relation": "关系属实",
    "p_benefit": "持有、控制或受益属实",
    "p_overlap": "与职权在时间和范围上重合",
    "p_no_exemption": "不属合规情形",
}
HOP_WORDS = {
    "SAME_AS": "可能是同一人",
    "KIN": "亲属",
    "INFERRED": "推断关联（待核实）",
    "HOLDS": "持股",
    "ROLE": "任职",
    "CONTACT": "共用联系方式",
    "IN_POST": "任公职",
    "SUPERVISES": "主管",
    "PROCURED": "采购",
    "ACTED": "作出",
    "WON": "中标",
    "GOT": "获得",
}
#: Hops that happen on a day and whose label repeats the name of the node.
EVENTS = ("PROCURED", "ACTED", "WON", "GOT")
OUTCOMES = {
    "applies": "成立",
    "does not apply": "未见适用",
    "cannot be told": "资料不足，未能排除",
}


def leads(out: Path, access: Access) -> list[Lead]:
    """Return the risk list of a finished run, best first.

    Raises
    ------
    SetupError
        The folder holds no finished run.
    """
    return snapshot(out).leads(access)


def snapshot(out: Path) -> Snapshot:
    """Return the finished run of a folder, or say how to get one."""
    found = read_snapshot(out)
    if found is None:
        what = f"{out}: 没有已完成的运行 · no finished run here"
        fix = "先运行 first run: qinqing run CASE --out DIR --as-of DATE"
        raise SetupError(what, fix)
    return found


def risk_table(rows: list[tuple[Lead, str]], console: Console, lang: Lang) -> None:
    """Print leads, each with its weakest link; the notice under the table is part of the list."""
    _ = translator(lang)
    table = Table(title=_("疑点清单（待核实）"), title_justify="left")
    table.add_column("#", justify="right")
    table.add_column(_("编号"), no_wrap=True)
    table.add_column(_("姓名"), no_wrap=True)
    for head in (_("单位"), _("职务")):
        table.add_column(head, overflow="fold")
    for head in (_("档"), _("模式")):
        table.add_column(head, no_wrap=True)
    for head in (_("企业"), _("最弱一环")):
        table.add_column(head, overflow="fold")
    table.add_column(_("把握"), justify="right", no_wrap=True)
    for rank, (lead, weakest) in enumerate(rows, start=1):
        table.add_row(
            str(rank),
            lead.official_id,
            lead.name,
            lead.unit,
            lead.title,
            str(lead.tier),
            lead.top_pattern,
            lead.top_company,
            weakest,
            f"{lead.probability:.2f}",
        )
    console.print(table)
    console.print(_("以上是待核实的疑点线索，不是结论。"))


def weakest_links(out: Path, rows: list[Lead], access: Access, lang: Lang) -> list[str]:
    """Return the weakest link of each lead in words, as somebody with this access may know it."""
    run = snapshot(out)
    return [
        explain_official(run.findings_of(lead.official_id, access), run.pack).weakest_link.get(lang)
        for lead in rows
    ]


def explain(out: Path, official_id: str, lang: Lang, access: Access) -> str:
    """Return what a run says about one official, as text.

    Raises
    ------
    UserError
        The official is not on the list; that is no statement about the person.
    """
    run = snapshot(out)
    lead, findings = run.lead(official_id, access), run.findings_of(official_id, access)
    if lead is None or not findings:
        what = f"{official_id}: 清单上没有此人的疑点 · no lead on this person is shown"
        fix = "清单上的编号见 the numbers on the list: qinqing risks"
        raise UserError(what, fix)
    _ = translator(lang)
    told = explain_official(findings, run.pack)
    names = names_of(
        out, (hop[end] for f in findings for hop in f["path"] or [] for end in ("from", "to"))
    )
    lines = [f"{lead.name}（{lead.official_id}）{lead.unit} {lead.title}"]
    lines += [_("以下是待核实的疑点线索，不是结论。"), ""]
    for number, finding in enumerate(findings, start=1):
        lines += _finding((number, finding), names, run.pack, lang)
    lines.append(f"{_('最弱一环')}：{told.weakest_link.get(lang)}")
    lines.append(f"{_('何以澄清')}：{told.would_clear.get(lang)}")
    lines.append(f"{_('下一步核查')}：{told.next_check.get(lang)}")
    lines.append(f"{_('事实成立的把握（合并）')}：{lead.probability:.2f}")
    return "\n".join(lines)


def _finding(
    item: tuple[int, Finding], names: dict[str, str], pack: Pack, lang: Lang
) -> Iterator[str]:
    _, (number, finding) = translator(lang), item
    kin = f"（{finding['kinship']}）" if finding["kinship"] else ""
    yield f"{number}. {finding['pattern']} {pack.patterns[finding['pattern']].title.get(lang)}"
    yield f"  {finding['subject_name']}{kin} → {finding['company']}（{finding['uscc']}）"
    yield "  " + _("事实与出处")
    yield from (f"    · {item['fact']}  [{_place(item)}]" for item in finding["evidence"])
    yield "  " + _("链条")
    for hop in finding["path"] or []:
        yield f"    {names[hop['from']]} ─{_hop(hop, lang)}→ {names[hop['to']]}"
    weakest = weakest_link(finding)
    for link in LINKS:
        mark = " ← " + _("最弱一环") if link == weakest else ""
        value = "—" if finding[link] is None else f"{finding[link]:.2f}"
        yield f"    {value}  {_(LINK_WORDS[link])}{mark}"
    yield from _for_the_person(finding, pack, lang)
    rules = "、".join(_rule(code, finding, pack, lang) for code in finding["rules"])
    yield "  " + _("涉及规定") + f"：{rules}"
    yield ""


def _rule(code: str, finding: Finding, pack: Pack, lang: Lang) -> str:
    """Return a rule's number; one that came after the conduct says so (从旧兼从轻)."""
    said = note(pack.rules[code], finding["overlap_to"])
    return f"{code}（{said.get(lang)}）" if said else code


def _for_the_person(finding: Finding, pack: Pack, lang: Lang) -> Iterator[str]:
    """Lawful explanations tried, and circumstances beside the innocent alternative of each."""
    _ = translator(lang)
    yield "  " + _("已试的合规情形")
    for tried in finding["exemptions_tried"]:
        title = pack.exemptions[tried["code"]].title.get(lang)
        yield f"    {tried['code']} {title}：{_(OUTCOMES[tried['outcome']])}"
    for code in open_exemptions(finding, pack):
        yield f"    {_('未能排除')} {code}：{pack.exemptions[code].check.get(lang)}"
    if finding["bans"]:
        yield "  " + _("旁证（权重，对应的无辜解释）")
    for ban in finding["bans"]:
        known = next((c for c in pack.weights.circumstances if c.item == ban["item"]), None)
        item = known.text.get(lang) if known else ban["item"]
        alternative = known.alternative.get(lang) if known else ban["alternative"]
        yield f"    {ban['bans']:+.2f}  {item} / {alternative}"


def _hop(hop: dict[str, Any], lang: Lang) -> str:
    words = [translator(lang)(HOP_WORDS[hop["kind"]])]
    if hop["label"] and hop["kind"] not in (*EVENTS, "SAME_AS"):
        words.append(hop["label"])
    if hop["share"] is not None:
        words.append(f"{hop['share']:.1%}".replace(".0%", "%"))
    if hop["kind"] in EVENTS:
        words.append(hop["valid_from"] or "")
    elif hop["valid_from"] or hop["valid_to"]:
        words.append(f"{hop['valid_from'] or '?'}–{hop['valid_to'] or ''}")
    return " ".join(word for word in words if word)


def _place(item: dict[str, Any]) -> str:
    row = f"#{item['row']}" if item["row"] is not None else ""
    span = f":{item['span_start']}-{item['span_end']}" if item["span_start"] is not None else ""
    return f"{item['file']}{row}{span}"
