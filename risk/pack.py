"""The rule pack (规则包): rules, exemptions, patterns and weights as data, validated when it is loaded.

Everything a lawyer may want to change is a YAML file of this package; a file that cites a rule, an
exemption or a predicate that does not exist is refused with its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import SetupError
from risk.entries import (
    FORBIDDEN,
    LINKS,
    Check,
    Exemption,
    Link,
    Pattern,
    Rule,
    Switchboard,
    Weights,
    Words,
)

__all__ = [
    "FORBIDDEN", "LINKS", "Check", "Link", "Pack", "Pattern", "Words", "load", "shipped",
]  # fmt: skip


class Pack(BaseModel):
    """The whole pack, its references checked."""

    model_config = ConfigDict(frozen=True)
    rules: dict[str, Rule]
    exemptions: dict[str, Exemption]
    patterns: dict[str, Pattern]
    weights: Weights
    switchboard: Switchboard
    sql: dict[str, str]  # the SQL of patterns and exemptions by id

    def order(self) -> list[Exemption]:
        """Return the exemptions in the order of law.md B.8."""
        return sorted(self.exemptions.values(), key=lambda e: (e.order, e.code))


Model = TypeVar("Model", bound=BaseModel)


@cache
def shipped() -> Pack:
    """Return the pack that this package carries."""
    return load(files("risk"))


def load(folder: Traversable) -> Pack:
    """Read and check a pack from a folder that is laid out as this package.

    Raises
    ------
    SetupError
        A file is not valid YAML, lacks a field, has one too many, or cites what does not exist.
    """
    rules = _index(_many(folder / "rules", Rule), "id")
    exemptions = _index(_many(folder / "exemptions", Exemption), "code")
    patterns = _index(_many(folder / "patterns", Pattern), "id")
    pack = Pack(
        rules=rules,
        exemptions=exemptions,
        patterns=patterns,
        weights=_one(folder / "weights.yaml", Weights),
        switchboard=_one(folder / "switchboard.yaml", Switchboard),
        sql={
            item.name.removesuffix(".sql"): item.read_text(encoding="utf-8")
            for part in ("patterns", "exemptions")
            for item in sorted((folder / part).iterdir(), key=lambda i: i.name)
            if item.name.endswith(".sql")
        },
    )
    _check(pack)
    return pack


def _check(pack: Pack) -> None:
    """Refuse a pack that cites what it does not hold."""
    items = {c.item for c in pack.weights.circumstances}
    classes = {c for names in pack.switchboard.classes.values() for c in names}
    cited: list[tuple[str, str, Iterable[str], Iterable[str]]] = []
    for rule in pack.rules.values():
        cited += [
            (rule.id, "predicate rule", rule.predicates, pack.rules),
            (rule.id, "class", rule.who.classes, classes),
        ]
    for pattern in pack.patterns.values():
        tested = [a.code for a in pattern.alternatives if a.code]
        cited += [
            (pattern.id, "rule", pattern.rules, pack.rules),
            (pattern.id, "exemption", [*pattern.exemptions, *tested], pack.exemptions),
            (pattern.id, "circumstance", pattern.circumstances, items),
            (pattern.id, "SQL file", [pattern.id], pack.sql),
            (pattern.id, "check", [pattern.until] if pattern.until else [],
             {*LINKS, *pack.exemptions}),
        ]  # fmt: skip
    cited += [(code, "SQL file", [code], pack.sql) for code in pack.exemptions]
    for owner, kind, names, known in cited:
        missing = sorted(set(names) - set(known))
        if missing:
            what = f"规则包：{owner} 引用了不存在的 {', '.join(missing)} · {owner} cites an unknown {kind}"
            raise SetupError(what, "改正编号或补上文件 · correct the id or add the file")


def _many(folder: Traversable, model: type[Model]) -> list[Model]:
    """Return the entries of all YAML files of a folder: one mapping, or a list of them, each."""
    found: list[Model] = []
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.name.endswith(".yaml"):
            content = _yaml(item)
            entries = content if isinstance(content, list) else [content]
            found += [_validated(item, model, entry) for entry in entries]
    return found


def _one(item: Traversable, model: type[Model]) -> Model:
    return _validated(item, model, _yaml(item))


def _yaml(item: Traversable) -> Any:
    try:
        return yaml.safe_load(item.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        what = f"{item.name}: 不是有效的 YAML · not valid YAML: {error}"
        raise SetupError(what, "改正该文件 · correct the file") from error


def _validated(item: Traversable, model: type[Model], content: Any) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        name = content.get("id", content.get("code", "")) if isinstance(content, dict) else ""
        lines = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        what = f"{item.name} {name}: 内容不合格式 · does not fit its form: {lines}"
        raise SetupError(what, "按其他文件的样子改正 · correct it after the other files") from error


def _index(entries: list[Model], key: str) -> dict[str, Model]:
    found: dict[str, Model] = {}
    for entry in entries:
        name = getattr(entry, key)
        if name in found:
            what = f"规则包：{name} 出现两次 · {name} is there twice"
            raise SetupError(what, "删去其中一个 · delete one of them")
        found[name] = entry
    return found
