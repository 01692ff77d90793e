"""What an office says of the rules itself (使用单位的规则文件): ``rules.yaml`` and the folder beside it.

::

    office: 某市纪委监委
    confirmed:                       # 已与官方文本核对，启用凭记忆录入的规则
      R-SOE09-6: {by: 法规室, day: "2026-03-02", source: 文件汇编第12页, effective_from: "2009-07-01"}
    private:                         # 不公开的文本：由本单位按手上文件填写，软件从不猜测
      R-KIN22:
        - {name: 厅局级正职, min_level: 6, max_level: 6, kin: [spouse], source: 本单位存档文件}
    parameters:                      # 本单位的期限、门槛
      grace_days: {value: 90, source: 本单位2026年第3号通知}
    stopped: {P-28: 尚未获批使用}      # 停用的规则或模式及原因；例外不能停用
    fakes: [91420602MA0000000X]      # 载入的假国企名单（信用代码）
    extracted: {企业登记: "2026-02-28"}  # 登记资料的提取日

Beside it the folder ``rulepack/`` with ``rules/``, ``exemptions/``, ``patterns/`` and ``cases/`` adds
entries of the office's own, in the form of the shipped ones. Nothing that is shipped is replaced.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from ingest.dates import day_bounds
from ingest.errors import InputError
from ingest.schema import SOURCES
from risk.entries import Kin, Rule, Window, Words
from risk.pack import Pack, check, joined, load, shipped

FILE = "rules.yaml"
FOLDER = "rulepack"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Confirmed(_Part):
    """That somebody compared a rule with its official text, and what it says there (核对)."""

    by: str
    day: str
    source: str
    article: str | None = None
    effective_from: str | None = None
    effective_to: str | None = None

    @field_validator("day", "effective_from", "effective_to")
    @classmethod
    def _dated(cls, text: str | None) -> str | None:
        if text is not None:
            day_bounds(text)
        return text


class Terms(_Part):
    """One tier (层级) of a rule whose text is not public; `name` tells the tiers apart."""

    name: str
    source: str
    text: Words | None = None
    article: str | None = None
    min_level: int | None = None
    max_level: int | None = None
    leading: bool = False
    kin: tuple[Kin, ...] = ()
    benefit: str | None = None
    window: Window | None = None
    effective_from: str | None = None
    effective_to: str | None = None


class Parameter(_Part):
    """A number of the office in place of the shipped one."""

    value: float
    source: str


class Office(_Part):
    """The content of ``rules.yaml``."""

    office: str = ""
    confirmed: dict[str, Confirmed] = {}
    private: dict[str, tuple[Terms, ...]] = {}
    parameters: dict[str, Parameter] = {}
    stopped: dict[str, str] = {}
    fakes: tuple[str, ...] = ()
    extracted: dict[str, str] = {}

    @field_validator("extracted")
    @classmethod
    def _tables(cls, stated: dict[str, str]) -> dict[str, str]:
        names = {source.zh for source in SOURCES.values()} | set(SOURCES)
        for table, day in stated.items():
            if table not in names:
                msg = f"没有这张表 no such table: {table}"
                raise ValueError(msg)
            if len(day) != len("2026-01-31"):
                msg = f"提取日须写到日 the day of extraction has to be a day: {day}"
                raise ValueError(msg)
            day_bounds(day)
        return stated


def pack_of(path: Path | None) -> Pack:
    """Return the shipped pack with what an office's file and folder say.

    Parameters
    ----------
    path : Path or None
        ``rules.yaml`` or the folder that holds it (as a case folder does); where neither the file nor
        ``rulepack/`` is there, the shipped pack.

    Raises
    ------
    InputError
        The file is no YAML, lacks a field, names a rule or parameter that does not exist, or asks for
        what an office cannot do.
    SetupError
        An entry of ``rulepack/`` does not fit its form or cites what does not exist.
    """
    if path is None:
        return shipped()
    file = path / FILE if path.is_dir() else path
    folder = file.parent / FOLDER
    if path.is_dir() and not file.is_file() and not folder.is_dir():
        return shipped()
    pack = load(files("risk"), folder) if folder.is_dir() else shipped()
    if not file.is_file():
        if path.is_dir():
            return pack
        what, fix = "没有这个规则文件 · there is no such file", "检查路径 · check the path"
        raise InputError(what, fix, file=path)
    return adjusted(pack, read(file), file.name)


def read(file: Path) -> Office:
    """Read an office's ``rules.yaml``."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        return Office.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = ".".join(map(str, first["loc"]))
        fix = "按 docs/rules.md 改正 · correct it after docs/rules.md"
        raise InputError(first["msg"], fix, file=file.name, column=column) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = f"不是有效的 YAML · not valid YAML: {error}"
        raise InputError(what, "改正该文件 · correct the file", file=file.name) from error


def adjusted(pack: Pack, office: Office, name: str = FILE) -> Pack:
    """Return the pack as an office's file changes it."""
    rules = _rules(pack, office, name)
    patterns = {code: p for code, p in pack.patterns.items() if code not in office.stopped}
    stopped = {code: why for code, why in office.stopped.items() if code in pack.patterns}
    changed = pack.model_copy(update={
        "rules": rules, "patterns": patterns, "stopped": stopped, "fakes": office.fakes,
        "extracted": office.extracted, **_parameters(pack, office, name),
    })  # fmt: skip
    check(changed)
    return joined(changed)


def digest(pack: Pack) -> str:
    """Return what identifies a pack, shipped or adjusted (规则包摘要)."""
    return hashlib.sha256(pack.model_dump_json().encode()).hexdigest()


def _rules(pack: Pack, office: Office, name: str) -> dict[str, Rule]:
    rules = dict(pack.rules)
    for code, said in office.confirmed.items():
        rule = _known(rules, code, name, "confirmed")
        given = {k: v for k, v in said.model_dump().items()
                 if v is not None and k in ("article", "effective_from", "effective_to")}  # fmt: skip
        source = f"{rule.source}; 核对 checked: {said.by} {said.day} {said.source}"
        rules[code] = rule.model_copy(
            update={**given, "tag": "C", "date_tag": None, "source": source}
        )
    for code, tiers in office.private.items():
        rule = _known(rules, code, name, "private")
        if not rule.private:
            _refuse(
                name, f"private.{code}", "该规则的文本是公开的 · the text of this rule is public"
            )
        for terms in tiers:
            tier = _tier(rule, terms)
            rules[tier.id] = tier
    for code, why in office.stopped.items():
        if code in pack.exemptions:
            _refuse(name, f"stopped.{code}", "例外不能停用 · an exemption cannot be switched off")
        if code not in pack.patterns:
            rules[code] = _known(rules, code, name, "stopped").model_copy(update={"stopped": why})
    return rules


def _tier(rule: Rule, terms: Terms) -> Rule:
    """Return a private rule with what one tier of the office says; all that it leaves out stays."""
    who: dict[str, Any] = {"leading": terms.leading or rule.who.leading}
    for bound in ("min_level", "max_level"):
        if getattr(terms, bound) is not None:
            who[bound] = getattr(terms, bound)
    given = terms.model_dump(include={"text", "article", "kin", "benefit", "window",
                                      "effective_from", "effective_to"})  # fmt: skip
    return Rule.model_validate({
        **rule.model_dump(),
        **{k: v for k, v in given.items() if v},
        "id": f"{rule.id}@{terms.name}",
        "who": {**rule.who.model_dump(), **who},
        "private": False, "tag": "C", "patterns": (),
        "source": f"{rule.source}; 使用单位 office: {terms.source}",
    })  # fmt: skip


def _parameters(pack: Pack, office: Office, name: str) -> dict[str, Any]:
    weights, board = pack.weights, pack.switchboard
    numbers = {k for k, v in weights.model_dump().items() if isinstance(v, int | float)}
    levels = {"declaration_level", "long_window_level"}
    exemptions, patterns = dict(pack.exemptions), dict(pack.patterns)
    for key, said in office.parameters.items():
        place = f"parameters.{key}"
        if key in FIXED:
            _refuse(
                name,
                place,
                "这一项决定层级，不能由案卷改 · it decides the tiers and is not the office's to set",
            )
        if key in numbers:
            kind = type(getattr(weights, key))
            source = {**weights.source, key: said.source}
            weights = weights.model_copy(update={key: kind(said.value), "source": source})
        elif key in levels:
            board = board.model_copy(update={key: int(said.value)})
        elif not (_set(exemptions, key, said) or _set(patterns, key, said)):
            _refuse(name, place, "没有这一参数 · there is no such parameter")
    kept = {code: p for code, p in patterns.items() if code not in office.stopped}
    return {
        "weights": weights, "switchboard": board, "exemptions": exemptions, "patterns": kept,
    }  # fmt: skip


#: What an office learns from dispositions or leaves alone, never what it sets in a case folder.
FIXED = frozenset({
    "tier_one", "one_check", "identified", "move_bans", "show_line", "item_cap", "group_cap", "total_cap",
    "certain_time", "possible_time", "direct_holding", "later_hop", "unknown_share", "other_role",
    "not_leading", "met_most", "probable",
})  # fmt: skip


def _set(entries: dict[str, Any], key: str, said: Parameter) -> bool:
    """Set a threshold in the entry that has it; say whether there was one."""
    for code, entry in entries.items():
        if key in entry.thresholds:
            kept = {**entry.thresholds, key: entry.thresholds[key].model_copy(
                update={"value": said.value, "source": said.source})}  # fmt: skip
            entries[code] = entry.model_copy(update={"thresholds": kept})
            return True
    return False


def _known(rules: dict[str, Rule], code: str, name: str, field: str) -> Rule:
    if code not in rules:
        _refuse(name, f"{field}.{code}", "没有这条规则 · there is no such rule")
    return rules[code]


def _refuse(name: str, column: str, what: str) -> None:
    fix = "用 qinqing rules show 查看编号 · see the ids with qinqing rules show"
    raise InputError(what, fix, file=name, column=column)
