"""The rule pack (规则包): rules, exemptions, patterns and weights as data, validated when it is loaded.

Everything a lawyer may want to change is a YAML file of this package; a file that cites a rule, an
exemption or a predicate that does not exist is refused with its name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
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
    Unrun,
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
    unrun: dict[str, Unrun] = {}  # patterns that no office can run on these tables
    stopped: dict[str, str] = {}  # patterns that the office switched off, and why
    fakes: tuple[
        str, ...
    ] = ()  # codes of forged state-owned enterprises (假国企) that the office loaded
    extracted: dict[
        str, str
    ] = {}  # table of the registers → the day on which it was drawn (提取日)

    def versions(self, rule: str) -> list[Rule]:
        """Return all versions (条文版本) of a rule, the one cited first, then by their year."""
        found = [r for r in self.rules.values() if r.base == rule.partition("@")[0]]
        return sorted(found, key=lambda r: (r.id != rule, r.id))

    def order(self) -> list[Exemption]:
        """Return the exemptions in the order of law.md B.8."""
        return sorted(self.exemptions.values(), key=lambda e: (e.order, e.code))


#: The safe loader of libyaml, where PyYAML has it: the pack is read several times as fast.
LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)
#: The pack that a run used, written beside its tables: what it computed can be told and repeated.
FILE = "pack.json"


@cache
def shipped() -> Pack:
    """Return the pack that this package carries."""
    return load(files("risk"))


def of_run(folder: Path) -> Pack:
    """Return the pack that the stage in a folder used; the shipped one where none is written."""
    path = folder / FILE
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else shipped()


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Pack:
    return Pack.model_validate_json(path.read_bytes())


def load(folder: Traversable, own: Traversable | None = None) -> Pack:
    """Read and check a pack from a folder that is laid out as this package.

    Parameters
    ----------
    own : Traversable, optional
        An office's own folder (``rules/``, ``exemptions/``, ``patterns/``, each of them optional);
        what it holds is added, nothing that is there is replaced.

    Raises
    ------
    SetupError
        A file is not valid YAML, lacks a field, has one too many, or cites what does not exist.
    """
    folders = [folder] if own is None else [folder, own]
    rules = _index([e for f in folders for e in _many(f / "rules", Rule)], "id")
    exemptions = _index([e for f in folders for e in _many(f / "exemptions", Exemption)], "code")
    patterns = _index([e for f in folders for e in _many(f / "patterns", Pattern)], "id")
    pack = Pack(
        rules=rules,
        exemptions=exemptions,
        patterns=patterns,
        unrun=_unrun(folder / "patterns_off.yaml", patterns),
        weights=_one(folder / "weights.yaml", Weights),
        switchboard=_one(folder / "switchboard.yaml", Switchboard),
        sql={
            item.name.removesuffix(".sql"): item.read_text(encoding="utf-8")
            for place in folders
            for part in ("patterns", "exemptions")
            for item in _items(place / part, ".sql")
        },
    )
    check(pack)
    return joined(pack)


def joined(pack: Pack) -> Pack:
    """Return the pack with what rules and exemptions say of their patterns written to the patterns."""
    patterns = {
        name: pattern.model_copy(update={
            "rules": _added(pattern.rules, name, pack.rules.values(), "id"),
            "exemptions": _added(pattern.exemptions, name, pack.exemptions.values(), "code"),
        })
        for name, pattern in pack.patterns.items()
    }  # fmt: skip
    return pack.model_copy(update={"patterns": patterns})


def _added(
    cited: tuple[str, ...], pattern: str, entries: Iterable[Rule | Exemption], key: str
) -> tuple[str, ...]:
    more = [getattr(e, key) for e in entries if {pattern, "*"} & set(e.patterns)]
    return (*cited, *(name for name in more if name not in cited))


def _items(folder: Traversable, ending: str) -> list[Traversable]:
    """Return the files of a folder, by name; none where there is no such folder."""
    if not folder.is_dir():
        return []
    items = [item for item in folder.iterdir() if item.name.endswith(ending)]
    return sorted(items, key=lambda item: item.name)


def check(pack: Pack) -> None:
    """Refuse a pack that cites what it does not hold."""
    if wrong := unknown(pack):
        what = f"规则包：{wrong[0]}"
        raise SetupError(what, "改正编号或补上文件 · correct the id or add the file")


def unknown(pack: Pack) -> list[str]:
    """Return what the entries of a pack cite that is not there, in words."""
    found = []
    for owner, kind, names, known in _cited(pack):
        if missing := sorted(set(names) - set(known)):
            found.append(
                f"{owner} 引用了不存在的 {', '.join(missing)} · {owner} cites an unknown {kind}"
            )
    return found


def _cited(pack: Pack) -> list[tuple[str, str, Iterable[str], Iterable[str]]]:
    items = {c.item for c in pack.weights.circumstances}
    classes = {c for names in pack.switchboard.classes.values() for c in names}
    everything = {*pack.patterns, *pack.stopped, *pack.unrun, "*"}
    cited: list[tuple[str, str, Iterable[str], Iterable[str]]] = []
    for rule in pack.rules.values():
        than = [rule.severity.than] if rule.severity else []
        cited += [
            (rule.id, "predicate rule", rule.predicates, pack.rules),
            (rule.id, "class", rule.who.classes, classes),
            (rule.id, "exemption", rule.exemptions, pack.exemptions),
            (rule.id, "version", [rule.base, *than], pack.rules),
            (rule.id, "pattern", rule.patterns, everything),
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
    for code, exemption in pack.exemptions.items():
        cited += [
            (code, "SQL file", [code], pack.sql),
            (code, "pattern", exemption.patterns, everything),
            (code, "reason", exemption.holds, exemption.reasons),
        ]
    rows = {name for row in pack.switchboard.switches for name in row.rules()}
    return [*cited, ("switchboard.yaml", "rule", rows, pack.rules)]


def _many(folder: Traversable, model: type[Model]) -> list[Model]:
    """Return the entries of all YAML files of a folder: one mapping, or a list of them, each."""
    found: list[Model] = []
    for item in _items(folder, ".yaml"):
        found += _entries(item, model)
    return found


def _entries(item: Traversable, model: type[Model]) -> list[Model]:
    content = _yaml(item)
    entries = content if isinstance(content, list) else [content]
    return [_validated(item, model, entry) for entry in entries]


def _unrun(item: Traversable, patterns: Iterable[str]) -> dict[str, Unrun]:
    """Return the patterns that cannot run; one that is among those that run is refused."""
    found = _index(_entries(item, Unrun), "id")
    if both := sorted(set(found) & set(patterns)):
        what = f"{item.name}: {', '.join(both)} 已在 patterns/ 中 · is among the patterns that run"
        raise SetupError(what, "两处留一处 · keep it in one of the two")
    return found


def _one(item: Traversable, model: type[Model]) -> Model:
    return _validated(item, model, _yaml(item))


def _yaml(item: Traversable) -> Any:
    try:
        return yaml.load(item.read_text(encoding="utf-8"), Loader=LOADER)
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
