"""A dossier as the blocks of a document, in the order of the page (卷宗文档的各部分)."""

from __future__ import annotations

from django.utils.translation import gettext

from desk.dossier_document import Block
from desk.web import words
from desk.web.dossier_page import Opened
from desk.web.findings import Shown, numbered
from desk.web.templatetags.desk import bans, percent


def blocks_of(one: Opened, *, scored: bool) -> list[Block]:
    """Return the blocks: each finding, the timeline, what would clear, the next check, the score, the sources.

    Parameters
    ----------
    scored : bool
        Whether the viewer has the score on his page, too.
    """
    sources = numbered(one.findings, one.life.places)
    number = {told: n for n, told in sources}
    found: list[Block] = []
    for shown in one.findings:
        found += _finding(shown, number)
        if scored:
            links = [(name, percent(value)) for name, value, _weak in shown.links]
            head = (gettext("环节"), gettext("把握"))
            found.append(Block(gettext("各环节的把握"), 3, head=head, rows=links))
    found.append(_life(one, number))
    found.append(Block(gettext("什么能够澄清"), paragraphs=[one.would_clear]))
    found.append(Block(gettext("下一步核查"), paragraphs=[one.next_check]))
    if scored and one.lead:
        said = gettext("指上述事实对此人成立的可能，不是对人的评价，也不作任何结论。")
        score = f"{percent(one.lead.probability)} · {words.of(words.TIERS, one.lead.tier)}"
        found.append(Block(gettext("事实成立的把握"), paragraphs=[score, said]))
    rows = [(str(n), told) for n, told in sources]
    found.append(Block(gettext("来源"), head=(gettext("序"), gettext("来源")), rows=rows))
    return found


def _finding(shown: Shown, number: dict[str, int]) -> list[Block]:
    finding = shown.finding
    title = f"{finding['pattern']} {shown.pattern} · {finding['company'] or ''}"
    found = [
        Block(title),
        Block(
            gettext("事实与来源"), 3,
            items=[f"{fact.text} [{number.get(fact.where, '–')}]" for fact in shown.facts],
        ),
        Block(
            gettext("关系链与最弱一环"), 3,
            [f"{gettext('最弱一环：')}{shown.weakest}"],
            head=(gettext("从"), gettext("关系"), gettext("到"), gettext("期间"), gettext("来源")),
            rows=[
                (hop.start, hop.label, hop.stop, hop.dates, f"[{number[hop.where]}]" if hop.where in number else hop.where)
                for hop in shown.hops
            ],
        ),
        Block(
            gettext("试过的合法解释"), 3,
            head=(gettext("合法情形"), gettext("结果"), gettext("理由")),
            rows=[(f"{code} {name}", outcome, reason) for code, name, outcome, reason in shown.exemptions],
        ),
        Block(gettext("有利于当事人的情况"), 3, items=shown.favourable),
    ]  # fmt: skip
    if shown.bans:
        head = (gettext("旁证"), gettext("分量"), gettext("无辜的解释"))
        weights = [(text, bans(weight), other) for text, weight, other in shown.bans]
        found.append(Block(gettext("旁证的分量"), 3, head=head, rows=weights))
    if shown.rules:
        found.append(Block(gettext("可能涉及的规定"), 3, items=shown.rules))
    return [block for n, block in enumerate(found) if n == 0 or block.paragraphs or block.items or block.rows]  # fmt: skip


def _life(one: Opened, number: dict[str, int]) -> Block:
    rows = [
        (item.lane, item.label, dates, f"[{number[item.where]}]" if item.where in number else "–")
        for item, dates in one.life.rows
    ]
    head = (gettext("类别"), gettext("事项"), gettext("期间"), gettext("来源"))
    return Block(gettext("时间线"), head=head, rows=rows)
