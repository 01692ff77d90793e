"""The words for the codes of the result tables; Chinese here, English in the catalogue.

What the risk room says of a finding (facts, alternatives, next checks) comes from its tables in
Chinese and is shown as it is. Pattern and exemption names follow ``law.md`` B and A.10.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.pathdrawing import Words

TIERS = {1: _("一级：证据链完整"), 2: _("二级：差一项核查")}
TYPOLOGIES = {
    "T1": _("本人利益"),
    "T2": _("亲属企业在本人职权范围内"),
    "T3": _("代持或隐名"),
    "T4": _("离职后从业"),
    "T5": _("与本人单位有业务往来"),
}
PATTERNS = {
    "P-01": _("本人持股"),
    "P-02": _("本人在企业任职"),
    "P-04": _("企业未申报"),
    "P-07": _("亲属企业在管辖地区和行业内"),
    "P-08": _("亲属企业与本人单位往来"),
    "P-15": _("多层持股"),
    "P-24": _("离职后进入原管辖企业"),
    "P-28": _("举报内容与登记信息相互独立印证"),
}
EXEMPTIONS = {
    "E-01": _("二级市场买入的上市公司股票"),
    "E-03": _("经批准的无酬兼职"),
    "E-04": _("国有出资人或单位委派"),
    "E-05": _("农村集体经济组织成员或负责人"),
    "E-10": _("长期未清理的停业企业"),
    "E-11": _("亲属的普通工作或职权范围外的合法经营"),
    "E-14": _("当时不负有该项义务"),
    "E-15": _("重名"),
}
LINKS = {
    "p_identity": _("身份：登记的人就是此人"),
    "p_relation": _("关系：亲属关系如名册所载"),
    "p_benefit": _("利益：持有或控制如登记所载"),
    "p_overlap": _("重合：职权与利益在时间上重合"),
    "p_no_exemption": _("没有合法例外"),
}
LINKS_SHORT = {
    "p_identity": _("身份"),
    "p_relation": _("亲属关系"),
    "p_benefit": _("利益"),
    "p_overlap": _("职权与时间"),
    "p_no_exemption": _("无合法例外"),
}
HOPS = {
    "SAME_AS": _("可能是同一人"),
    "KIN": _("亲属"),
    "HOLDS": _("持股"),
    "ROLE": _("任职"),
    "IN_POST": _("任公职"),
    "SUPERVISES": _("主管"),
    "PROCURED": _("采购"),
    "ACTED": _("作出"),
    "WON": _("中标"),
    "GOT": _("获得"),
}
NODES = {
    "official": _("公职人员"),
    "relative": _("亲属"),
    "person": _("登记人员"),
    "company": _("企业"),
    "unit": _("单位"),
    "award": _("项目"),
    "act": _("行政行为"),
}
REPORT = {
    "as_of": _("基准日"),
    "inputs": _("输入"),
    "files": _("文件"),
    "tables_missing": _("缺少的表"),
    "patterns_off": _("未检测的情形"),
}


def sentence(text: str) -> str:
    """Return a machine-made sentence in the reader's language, in Chinese where there is no other."""
    return text


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
    if hop["label"]:
        label = f"{label} · {hop['label']}"
    if hop["share"] is not None:
        label = f"{label} {hop['share']:.1%}".replace(".0%", "%")
    same_day = hop["valid_from"] and hop["valid_from"] == hop["valid_to"]
    event = hop["kind"] in {"PROCURED", "ACTED", "WON", "GOT"}
    if same_day or (event and not hop["valid_to"]):
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
