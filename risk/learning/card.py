"""The model card (模型说明卡): what was learnt from what, how it did, what it must not be used for."""

from __future__ import annotations

from risk.learning.conformal import needed
from risk.learning.ladder import Ridge
from risk.learning.model import FILE, Model
from risk.learning.settings import HEADS, Settings
from risk.learning.trial import Trial

_HEADS = {
    "identity": "身份 the person is the right one",
    "link": "事实 relation, interest and time hold",
    "improper": "不属合规情形 no lawful explanation",
}
_RUNGS = {
    "fixed": "固定权重 fixed weights",
    "ridge": "岭回归 ridge regression",
    "boosted": "单调提升树 monotone boosted trees",
}


def card(trial: Trial, settings: Settings, *, adopted: bool) -> str:
    """Return the card of a candidate as Markdown, Chinese and English."""
    model = trial.model
    lines = [
        "# 模型说明卡 · Model card",
        "",
        f"轮次 rounds: {'、'.join(model.rounds)}；{'已启用 in use' if adopted else '未启用 not in use'}",
        "",
        "| 部分 head | 标注数 labels | 阶梯 rung |",
        "| --- | --- | --- |",
        *(f"| {_HEADS[h]} | {model.labels.get(h, 0)} | {_rung(model, h)} |" for h in HEADS),
        "",
        *_judged(trial, settings),
        *_first_tier(model, settings),
        "## 用途与限制 · Use and limits",
        "",
        "- 只用于排列待核实线索的先后，不是对人的评价，也不是认定。 It orders leads to check; it is no score of a person and no finding.",
        "- 只从核查结论学习；“证据不足”不作任何标注。 It learns from outcomes only; insufficient evidence is no label.",
        "- 任何一项只能随事实增强而上升，缺失的数据不使分数上升。 Every part can only rise with stronger facts; missing data never raises it.",
        "- 不使用性别、年龄、民族、地区和信访来源。 Sex, age, ethnicity, region and complaints are not among its inputs.",
        f"- 删去案卷中的 {FILE} 即回到固定权重。 Delete {FILE} in the case folder to go back to the fixed weights.",
        "",
    ]
    return "\n".join(lines)


def _rung(model: Model, head: str) -> str:
    rung = next((r for name, r in model.heads.items() if name == head), None)
    if rung is None:
        return _RUNGS["fixed"]
    if isinstance(rung, Ridge):
        weights = ", ".join(f"{w:.2f}" for w in rung.weights)
        return f"{_RUNGS['ridge']} ({weights})"
    return _RUNGS[rung.kind]


def _judged(trial: Trial, settings: Settings) -> list[str]:
    if trial.gain is None:
        return [
            f"随机抽样中有结论的线索 {trial.slice_leads} 条，不足 {settings.slice_labels} 条，不能评判。"
            f" {trial.slice_leads} labelled leads of the random slice, fewer than {settings.slice_labels}: nothing can be said.",
            "",
        ]
    mean, low = trial.gain
    return [
        f"随机抽样 {trial.slice_leads} 条线索上的对数损失：每条改善 {mean:+.4f}，{settings.confidence:.0%} 下限 {low:+.4f}。"
        f" Log loss on {trial.slice_leads} leads of the random slice: better by {mean:+.4f} a lead, lower bound {low:+.4f}.",
        "",
    ]


def _first_tier(model: Model, settings: Settings) -> list[str]:
    n = len(model.negatives)
    least = needed(100, 10, settings.fdr)
    told = (
        f"错报率 {settings.fdr:.0%} 的控制已可用 the first tier is held to {settings.fdr:.0%} false leads"
        if n >= least
        else f"少于 {least}，第一档没有保证 fewer than {least}: the first tier is not guaranteed"
    )
    return [f"已确认的否定样本 confirmed negatives: {n}；{told}。", ""]
