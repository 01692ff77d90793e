"""The words for the codes of the result tables, in the reader's language.

Patterns, exemptions, circumstances, rules and checks have their words in the rule pack, in both
languages; what is the desk's own is Chinese here and English in the catalogue.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from desk.pathdrawing import Words
from risk.findings import NO_PREDICATE
from risk.pack import Pack, of_run
from risk.pack import Words as Text
from risk.rulebook import note

TIERS = {1: _("一级：链条完整"), 2: _("二级：差一项核查")}
TYPOLOGIES = {
    "T1": _("本人利益"),
    "T2": _("亲属企业在本人职权范围内"),
    "T3": _("代持或隐名"),
    "T4": _("离职后从业"),
    "T5": _("与本人单位有业务往来"),
}
LINKS = {
    "p_identity": _("身份：登记的人就是此人"),
    "p_relation": _("关系：亲属关系如名册所载"),
    "p_benefit": _("利益：持有或控制如登记所载"),
    "p_overlap": _("重合：职权与利益在时间上重合"),
    "p_no_exemption": _("没有合法例外"),
}
HOPS = {
    "KIN": _("亲属"),
    "INFERRED": _("推断关联（待核实）"),
    "HOLDS": _("持股"),
    "ROLE": _("任职"),
    "CONTACT": _("共用联系方式"),
    "IN_POST": _("任公职"),
    "SUPERVISES": _("主管"),
    "PROCURED": _("采购"),
    "ACTED": _("作出"),
    "WON": _("中标"),
    "GOT": _("获得"),
}
#: Hops that happen on a day.
EVENTS = frozenset({"PROCURED", "ACTED", "WON", "GOT"})
NODES = {
    "official": _("公职人员"),
    "relative": _("亲属"),
    "person": _("登记人员"),
    "company": _("企业"),
    "unit": _("机关单位"),
    "award": _("项目"),
    "act": _("行政行为"),
}
#: How an exemption came out, as the risk room writes it.
OUTCOMES = {
    "applies": _("成立"),
    "does not apply": _("未见适用"),
    "cannot be told": _("资料不足，未能排除"),
}
#: The level of an identity, which a hop SAME_AS carries.
LEVELS = {
    "identified": _("同一人（已识别）"),
    "probable": _("很可能是同一人"),
    "hold": _("或为同一人"),
}
#: The status of an ID number or USCC, as ingest writes it.
STATUSES = {
    "valid": _("校验通过"),
    "full": _("完整，校验通过"),
    "masked": _("有遮盖"),
    "failing": _("校验不通过"),
    "other": _("其他证件"),
}


def pack() -> Pack:
    """Return the rule pack of the run that this desk shows."""
    return of_run(Path(settings.QINQING_OUT) / "stages" / "risk")


def said(text: Text) -> str:
    """Return a text of the rule pack in the reader's language."""
    return text.get("en" if get_language() == "en" else "zh")


def pattern(code: str) -> str:
    """Return the title of a pattern."""
    known = pack().patterns.get(code)
    return said(known.title) if known else code


def exemption(code: str) -> str:
    """Return the title of an exemption."""
    known = pack().exemptions.get(code)
    return said(known.title) if known else code


def exemption_with_code(code: str) -> str:
    """Return the title of an exemption after its code, where it has one of law.md."""
    return f"{code} {exemption(code)}" if code.startswith("E-") else exemption(code)


def reason(code: str, chinese: str) -> str:
    """Return an exemption's reason, which the table holds in Chinese, in the reader's language."""
    known = pack().exemptions.get(code)
    texts = known.reasons.values() if known else ()
    return next((said(text) for text in texts if text.zh == chinese), chinese)


def circumstance(item: str) -> tuple[str, str] | None:
    """Return the words of a circumstance and of its innocent alternative."""
    known = next((c for c in pack().weights.circumstances if c.item == item), None)
    return (said(known.text), said(known.alternative)) if known else None


def rule(code: str, overlap_to: str | None = None) -> str:
    """Return where a rule stands and what it says; one that came after the conduct says so."""
    known = pack().rules.get(code)
    if known is None:
        return code
    article = gettext("第 {article} 条").format(article=known.article)
    later = note(known, overlap_to)
    return f"{said(known.instrument)}{article}：{said(known.text)}{f'（{said(later)}）' if later else ''}"


def predicate(found: str | None) -> str:
    """Return what is known of the second rule that a finding's rule needs (前置规定)."""
    if not found:
        return ""
    if found == NO_PREDICATE:
        return gettext("“违反有关规定”的前置规定尚未确立")
    return gettext("前置规定：{rule}").format(rule=rule(found))


def of(words: dict[Any, Any], code: Any) -> str:
    """Return the words for a code; a code without words speaks for itself."""
    return str(words.get(code, code or ""))


def dates(valid_from: str | None, valid_to: str | None) -> str:
    """Return an interval as a person reads it; an open end and an unknown start are said."""
    if not valid_from and not valid_to:
        return ""
    start = valid_from or gettext("起始不详")
    return f"{start} – {valid_to or gettext('至今')}"


def edge(hop: dict[str, Any]) -> tuple[str, str]:
    """Return the label of a hop and its dates."""
    label = of(HOPS, hop["kind"])
    if hop["kind"] == "SAME_AS":
        label = of(LEVELS, hop["label"] or "hold")
    elif hop["label"] and hop["kind"] not in EVENTS:  # their title stands in the box they lead to
        label = f"{label} · {hop['label']}"
    if hop["share"] is not None and hop["kind"] == "HOLDS":
        label = f"{label} {hop['share']:.1%}".replace(".0%", "%")
    same_day = hop["valid_from"] and hop["valid_from"] == hop["valid_to"]
    if same_day or (hop["kind"] in EVENTS and not hop["valid_to"]):
        return label, hop["valid_from"] or ""
    return label, dates(hop["valid_from"], hop["valid_to"])


def picture(title: str) -> Words:
    """Return the words of a path's picture."""
    return Words(
        title=title,
        weakest=gettext("最弱一环"),
        edge=edge,
        kind=lambda kind: of(NODES, kind),
    )
