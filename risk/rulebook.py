"""One entry of the pack in words (规则、模式、例外说明), and the table of all rules (规则一览)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.dates import day_bounds
from ingest.errors import UserError
from risk.entries import Exemption, Kin, Pattern, Rule, Words
from risk.pack import Pack

#: Words of the lines: key → (Chinese, English).
LABELS: dict[str, tuple[str, str]] = {
    "where": ("条文", "where it stands"), "force": ("施行", "in force"), "on": ("启用", "on"),
    "off": ("停用", "off"), "binds": ("约束", "binds"), "who": ("适用对象", "who"), "kin": ("亲属范围", "kin in scope"),
    "window": ("离任限制期", "window after leaving"), "predicates": ("前置规定", "predicate rules"),
    "exemptions": ("例外", "exemptions"), "limits": ("门槛和须由人认定的", "limits and what people must find"),
    "patterns": ("可由模式引用", "patterns that may engage it"), "tag": ("核实标记", "tag"), "source": ("出处", "source"),
    "versions": ("其他版本", "other versions"), "tests": ("测试", "tests"), "order": ("排除次序", "place in the order of exclusion"),
    "reasons": ("理由", "reasons"), "thresholds": ("门槛", "thresholds"), "untested": ("无列可查，须由人核实", "no column: for people to check"),
    "check": ("如何查明", "how to find out"), "holds": ("未核实前不列第一层", "not tier 1 until checked"),
    "typology": ("类型", "typology"), "prior": ("先验", "prior"),
    "rules": ("规则", "rules"), "needs": ("所需表列", "tables and columns"), "alternatives": ("无过错解释及比例", "innocent alternatives and rates"),
    "circumstances": ("旁证", "circumstances"), "meaning": ("含义", "meaning"), "clears": ("何以澄清", "what clears"),
    "until": ("须先核查", "held in tier 2 until checked"), "miss": ("测试漏识比例", "share that the test misses"),
    "tried": ("由模式测试", "tried by"),
    "nobody": ("目前没有模式引用", "no pattern engages it"), "date": ("施行日凭一般知识补全，待核", "day from general knowledge, to be checked"),
}  # fmt: skip
BINDS: dict[str, Words] = {
    "person": Words(zh="本人", en="the official"), "office": Words(zh="办案机关", en="the office"),
    "scope": Words(zh="适用范围、定义", en="scope and definitions"),
    "market": Words(zh="企业、投标人", en="companies, bidders"),
    "register": Words(zh="登记资料的效力", en="what the registers are worth"),
}  # fmt: skip
Line = tuple[str, str]


def told(pack: Pack, code: str, lang: str = "zh") -> list[str]:
    """Return one rule, pattern or exemption in words, a line a fact.

    Raises
    ------
    UserError
        There is no such entry.
    """
    if code in pack.rules:
        title, lines = _rule(pack, pack.rules[code], lang)
    elif code in pack.patterns:
        title, lines = _pattern(pack, pack.patterns[code], lang)
    elif code in pack.exemptions:
        title, lines = _exemption(pack, pack.exemptions[code], lang)
    else:
        what = f"没有 {code} · there is no {code}"
        raise UserError(
            what, "不带编号运行 qinqing rules show 查看全部 · run it without an id to see all"
        )
    place = 1 if lang == "en" else 0
    mark = ": " if lang == "en" else "："
    return [title, *(f"  {LABELS[key][place]}{mark}{text}" for key, text in lines if text)]


def _rule(pack: Pack, rule: Rule, lang: str) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield "where", f"{rule.instrument.get(lang)} {rule.article}"
        yield "force", in_force(rule, lang)
        off = rule.why_off
        yield ("on", "✓") if off is None else ("off", off.get(lang))
        yield "binds", BINDS[rule.binds].get(lang)
        yield "who", _who(rule)
        yield "kin", _kin(pack, rule.kin, lang) if rule.binds == "person" else ""
        w = rule.window
        yield "window", f"{w.others:g} / {w.long:g}" if w else ""
        yield "predicates", ", ".join(rule.predicates) or ("—" if rule.needs_predicate else "")
        yield "exemptions", _named(pack, rule.exemptions, lang)
        yield "limits", rule.limits.get(lang) if rule.limits else ""
        yield "versions", ", ".join(v.id for v in pack.versions(rule.id) if v is not rule)
        citing = ", ".join(_citing(pack, rule))
        yield ("patterns", citing) if citing else ("nobody", "—" if rule.binds == "person" else "")
        yield "tag", rule.tag
        yield "source", rule.source

    return f"{rule.id} {rule.text.get(lang)}", lines()


def in_force(rule: Rule, lang: str = "zh") -> str:
    """Return when a rule is in force; a date from general knowledge says so."""
    text = f"{rule.effective_from or '?'} → {rule.effective_to or ''}".strip()
    note = LABELS["date"][1 if lang == "en" else 0]
    return f"{text} [M] ({note})" if rule.date_tag else text


def _who(rule: Rule) -> str:
    who = rule.who
    parts = [*who.classes]
    parts += [f"level ≥ {who.min_level}"] if who.min_level is not None else []
    parts += [f"level ≤ {who.max_level}"] if who.max_level is not None else []
    parts += ["领导成员 leading"] if who.leading else []
    parts += ["中共党员 party"] if who.party else []
    parts += [f"离任 left: {', '.join(who.left)}"] if who.left else []
    return "; ".join(parts) or "全体 everybody"


def _kin(pack: Pack, kin: tuple[Kin, ...], lang: str) -> str:
    return "、".join(pack.switchboard.kin_words[k].get(lang) for k in kin)


def _citing(pack: Pack, rule: Rule) -> list[str]:
    return [
        p.id for p in pack.patterns.values() if rule.base in {r.partition("@")[0] for r in p.rules}
    ]


def _named(pack: Pack, codes: tuple[str, ...], lang: str) -> str:
    return "、".join(f"{code} {pack.exemptions[code].title.get(lang)}" for code in codes)


def _exemption(pack: Pack, e: Exemption, lang: str) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield "tests", e.tests.get(lang)
        yield "order", str(e.order)
        for reason, words in e.reasons.items():
            yield "reasons", f"{reason} — {words.get(lang)}"
        yield from _thresholds(e.thresholds)
        yield "holds", ", ".join(e.holds)
        yield "untested", e.untested.get(lang) if e.untested else ""
        yield "miss", f"{e.miss:g}"
        yield "tried", ", ".join(p.id for p in pack.patterns.values() if e.code in p.exemptions)
        yield "check", e.check.get(lang)
        yield "source", e.source

    return f"{e.code} {e.title.get(lang)}", lines()


def _pattern(pack: Pack, p: Pattern, lang: str) -> tuple[str, Iterator[Line]]:
    def lines() -> Iterator[Line]:
        yield "typology", p.typology
        yield "meaning", p.meaning.get(lang)
        off = {r: pack.rules[r].why_off for r in p.rules}
        yield "rules", ", ".join(r for r, why in off.items() if why is None)
        for rule, why in off.items():
            if why is not None:
                yield "off", f"{rule} — {why.get(lang)}"
        yield "exemptions", _named(pack, p.exemptions, lang)
        for a in p.alternatives:
            yield "alternatives", f"{a.code or '—'} {a.text.get(lang)} {a.rate:g} ({a.source})"
        yield "circumstances", ", ".join(p.circumstances)
        yield "prior", f"{p.prior:g} ({p.prior_source})"
        yield "until", p.until or ""
        yield from _thresholds(p.thresholds)
        yield "needs", ", ".join(f"{t}({', '.join(c)})" for t, c in p.needs.items())
        yield "check", p.check.get(lang)
        yield "clears", p.clears.get(lang)
        yield "source", p.source

    return f"{p.id} {p.title.get(lang)}", lines()


def _thresholds(thresholds: dict[str, Any]) -> Iterator[Line]:
    for name, t in thresholds.items():
        yield "thresholds", f"{name} = {t.value:g} ({t.source})"


LATER = Words(
    zh="行为之后施行，较轻或轻重不明，依从旧兼从轻一并列出",
    en="came into force after the conduct; lighter, or not known to be heavier: both are shown",
)


def note(rule: Rule, overlap_to: str | None) -> Words | None:
    """Return what to say of a rule that a finding names although it came after the conduct."""
    if overlap_to is None or rule.effective_from is None:
        return None
    later = day_bounds(rule.effective_from)[0] >= day_bounds(overlap_to)[0]
    return LATER if later else None


#: Section of law.md → its heading in the table.
SECTIONS = {
    "A.1": "对象与定义 · scope", "A.2": "本人投资、任职、经商 · own business", "A.3": "亲属 · relatives",
    "A.4": "离任后 · after leaving", "A.5": "报告 · declarations", "A.6": "职务犯罪与采购 · bribery, tenders",
    "A.7": "农村 · villages", "A.8": "登记 · registers", "A.9": "办理程序 · procedure",
    "": "使用单位自定 · the office's own",
}  # fmt: skip


def table(pack: Pack) -> list[str]:
    """Return the table of all rules in Markdown: on or off, and why (规则启用一览)."""
    lines = []
    for section, heading in SECTIONS.items():
        rules = [r for r in pack.rules.values() if r.section == section]
        if not rules:
            continue
        lines += ["", f"### {section} {heading}".replace("###  ", "### "), ""]
        lines += [
            "| 规则 rule | 条文 where | 施行 in force | 标记 tag | 状态 state | 模式 patterns |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for rule in sorted(rules, key=lambda r: (r.base, r.id)):
            where = f"{rule.instrument.zh} {rule.article}"
            dates = f"{rule.effective_from or '?'} → {rule.effective_to or ''}".strip()
            dates += " [M]" if rule.date_tag else ""
            state = _state(rule)
            citing = ", ".join(_citing(pack, rule)) if rule.binds == "person" else ""
            lines.append(f"| {rule.id} | {where} | {dates} | {rule.tag} | {state} | {citing} |")
    return lines[1:]


def overview(pack: Pack) -> list[str]:
    """Return the whole pack as tables in Markdown: switchboard, exemptions, patterns, rules."""
    return [
        "## 职级类别开关 · switchboard", "", *_switchboard(pack), "",
        "## 例外，按排除次序 · exemptions in the order of exclusion", "", *_exemptions(pack), "",
        "## 模式 · patterns", "", *_patterns(pack), "",
        "## 规则 · rules", "", *table(pack),
    ]  # fmt: skip


def _head(*columns: str) -> list[str]:
    return [f"| {' | '.join(columns)} |", "| " + " | ".join("---" for _ in columns) + " |"]


def _switchboard(pack: Pack) -> list[str]:
    def cell(rules: tuple[str, ...]) -> str:
        return ", ".join(r if pack.rules[r].on else f"~~{r}~~" for r in rules) or "—"

    lines = _head("类别 class", "本人 own", "亲属 kin", "离任 exit", "报告 declare")
    for row in pack.switchboard.switches:
        cells = (cell(row.own), cell(row.kin), cell(row.exits), cell(row.report))
        lines.append(f"| {row.row.zh} · {row.row.en} | {' | '.join(cells)} |")
    return lines


def _exemptions(pack: Pack) -> list[str]:
    lines = _head(
        "次序 place",
        "例外 exemption",
        "由列测试 tested on columns",
        "无列可查 no column: for people",
    )
    for e in pack.order():
        tests = f"{e.tests.zh} · {e.tests.en}"
        lines.append(
            f"| {e.order} | {e.code} {e.title.zh} | {tests} | {e.untested.zh if e.untested else ''} |"
        )
    return lines


def _patterns(pack: Pack) -> list[str]:
    lines = _head("模式 pattern", "名称 title", "状态 state")
    rows = {
        p.id: (p.title, "启用，有所需表列时运行 on where its columns are there")
        for p in pack.patterns.values()
    }
    rows |= {
        code: (Words(zh="—", en="—"), f"使用单位停用 off：{why}")
        for code, why in pack.stopped.items()
    }
    rows |= {u.id: (u.title, f"不运行 off：{u.why.zh} · {u.why.en}") for u in pack.unrun.values()}
    for code, (title, state) in sorted(rows.items()):
        lines.append(f"| {code} | {title.zh} · {title.en} | {state} |")
    return lines


def _state(rule: Rule) -> str:
    if (why := rule.why_off) is not None:
        return f"停用 off：{why.zh}"
    return "启用 on" if rule.binds == "person" else f"参考 reference：{BINDS[rule.binds].zh}"
