"""The run report as one self-contained page, Chinese first, English beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

Row = Mapping[str, Any]
_STYLE = """body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:70em;margin:2em auto;
padding:0 1em;color:#1b1b1b}h1{font-size:1.5em}h2{font-size:1.15em;margin-top:2em}small{color:#595959}
table{border-collapse:collapse;margin:.5em 0}th,td{border:1px solid #d0d0d0;padding:.2em .7em;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}th{background:#f4f4f2}code{font-size:.85em}"""
#: Words of columns and cells: key → (Chinese, English).
WORDS: dict[str, tuple[str, str]] = {
    "file": ("文件", "file"), "table": ("表", "table"), "sha256": ("校验值", "SHA-256"),
    "rows_read": ("读入", "read"), "rows_accepted": ("接受", "accepted"),
    "rows_quarantined": ("隔离", "quarantined"), "rows_duplicate": ("重复", "duplicates"),
    "check": ("检查", "check"), "n": ("数", "count"), "pattern": ("模式", "pattern"),
    "missing": ("所缺表、列", "missing"), "why": ("原因", "reason"), "why_en": ("英文", "English"), "tier": ("层级", "tier"), "scale": ("先验倍数", "priors ×"),
    "officials": ("人数", "officials"), "tier_1": ("一层", "tier 1"),
    "same_top_50": ("前50名一致度", "same top 50"), "same_shown": ("清单一致度", "same list"),
    "group": ("组", "group"), "shown": ("列出", "shown"), "rate": ("比例", "rate"),
    "code": ("例外", "exemption"), "applies": ("适用", "applies"),
    "does not apply": ("不适用", "does not apply"), "cannot be told": ("无法判断", "cannot be told"),
    "name": ("名称", "name"), "version": ("版本", "version"), "rule": ("规则", "rule"),
    "tag": ("核实标记", "tag"), "on": ("启用", "on"), "title_zh": ("名称", "name"), "title_en": ("英文", "English"),
    "region": ("地区", "region"), "rank": ("职级", "rank"), "sex": ("性别", "sex"),
    "name_commonness": ("同名程度（登记中同名人数）", "name-commonness (register persons of that name)"),
}  # fmt: skip


def render_html(report: Row) -> str:
    """Return the run report as an HTML page that needs nothing beside itself."""
    parts = [
        f"<h1>运行报告 <small>Run report</small></h1><p>截至 {escape(report['as_of'])} <small>as of</small></p>",
        "<p>本报告和清单只提示待核实的疑点，不是结论。 <small>What is listed is to be checked; it is not a finding of fault.</small></p>",
        _section("目的单", "Purpose ticket", _ticket(report.get("ticket"))),
        _section("清单", "List", _table(report["shown"]["officials"], "tier", "n")),
        _section("疑点", "Findings", _table(report["shown"]["findings"], "pattern", "tier", "n")),
        _section("停用的模式", "Patterns off", _table(_joined(report["patterns_off"]), "pattern", "missing")),
        _section("不运行的模式", "Patterns that cannot run on these tables", _table(
            report["patterns_unrun"], "pattern", "title_zh", "why", "why_en")),
        _section("缺少的表", "Tables missing", _list(report["tables_missing"])),
        _section("例外的适用", "Exemptions tried", _table(
            ({"code": code, **counts} for code, counts in report["exemptions"].items()),
            "code", "applies", "does not apply", "cannot be told")),
        _section("先验变动时清单的稳定性", "Stability of the list under other priors", _table(
            report["stability"], "scale", "officials", "tier_1", "same_top_50", "same_shown")),
        *(
            _section(f"列出比例：{_zh(name)}", f"Flag rate by {_en(name)}",
                     _table(rows, "group", "officials", "shown", "tier_1", "rate"))
            for name, rows in report["flag_rates"].items()
        ),
        _section("输入文件", "Inputs", _table(
            report["inputs"], "file", "table", "rows_read", "rows_accepted", "rows_quarantined",
            "rows_duplicate", "sha256")),
        _section("数据质量", "Data quality", _table(report["quality"], "check", "file", "n")),
        _section("规则", "Rules", _table(report["rules"], "rule", "tag", "on")),
        _section("版本", "Versions", _table(
            ({"name": k, "version": v} for k, v in sorted(report["versions"].items())), "name", "version")),
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>运行报告 · Run report</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _ticket(ticket: Row | None) -> str:
    if not ticket:
        return "<p>本次运行没有目的单 <small>this run has no purpose ticket</small></p>"
    rows = "".join(
        f"<tr><th>{escape(name)}</th>{_cell(value)}</tr>" for name, value in ticket.items()
    )
    return f"<table>{rows}</table>"


def _section(zh: str, en: str, body: str) -> str:
    return f"<h2>{escape(zh)} <small>{escape(en)}</small></h2>{body}"


def _table(rows: Iterable[Row], *columns: str) -> str:
    lines = [
        "<tr>" + "".join(_cell(row.get(column)) for column in columns) + "</tr>" for row in rows
    ]
    if not lines:
        return "<p>无 <small>none</small></p>"
    head = "".join(f"<th>{escape(_zh(c))}<br><small>{escape(_en(c))}</small></th>" for c in columns)
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return f"<td>{'是' if value else '否'}</td>"
    if isinstance(value, int | float):
        return (
            f'<td class="n">{value:g}</td>'
            if isinstance(value, float)
            else f'<td class="n">{value}</td>'
        )
    text = "" if value is None else str(value)
    return (
        f"<td><code>{escape(text[:12])}…</code></td>"
        if len(text) == 64
        else f"<td>{escape(text)}</td>"
    )


def _list(items: Iterable[str]) -> str:
    return f"<p>{escape('、'.join(items)) or '无 <small>none</small>'}</p>"


def _joined(rows: Iterable[Row]) -> list[Row]:
    return [{**row, "missing": "、".join(row["missing"])} for row in rows]


def _zh(key: str) -> str:
    return WORDS[key][0]


def _en(key: str) -> str:
    return WORDS[key][1]
