"""What is wrong with a rule pack (规则包检查): every problem with its file and field, all at once.

`risk.pack.load` refuses the first problem that would make a run wrong; this looks at the whole pack,
and at what only people would notice: texts, sources, dates, missing cases, SQL that does not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import yaml
from pydantic import BaseModel, ValidationError

from ingest.dates import day_bounds
from ingest.errors import UserError
from risk.entries import FORBIDDEN, Exemption, Pattern, Rule
from risk.office import FOLDER, pack_of
from risk.pack import LOADER, Pack, unknown
from risk.switches import misfits
from risk.tables import connect, run_sql
from risk.trial import case_files, read, shipped_cases

PARTS: dict[str, tuple[type[BaseModel], str]] = {
    "rules": (Rule, "id"), "exemptions": (Exemption, "code"), "patterns": (Pattern, "id"),
}  # fmt: skip
#: What the SQL of an exemption returns.
OUTCOME = ("cid", "outcome", "reason")
SHAPE = ("official_id", "subject", "person_key", "uscc", "facts", "state", "p_benefit", "p_scope")


class Problem(NamedTuple):
    """One problem: where it is and what it is."""

    file: str
    field: str
    what: str

    def line(self) -> str:
        """Return the problem as one line."""
        return (
            f"{self.file} · {self.field}: {self.what}"
            if self.field
            else f"{self.file}: {self.what}"
        )


class _Entry(NamedTuple):
    file: str
    name: str
    content: dict[str, Any]


def lint(path: Path | None = None) -> list[Problem]:
    """Return all problems of the shipped pack with an office's file and folder, by file and field.

    Parameters
    ----------
    path : Path or None
        As in `risk.office.pack_of`.
    """
    own = None if path is None else (path if path.is_dir() else path.parent) / FOLDER
    places: list[tuple[str, Traversable]] = [("", files("risk"))]
    if own is not None and own.is_dir():
        places.append((f"{FOLDER}/", own))
    entries: list[_Entry] = []
    found: list[Problem] = []
    for prefix, folder in places:
        for part in PARTS:
            found += _form(prefix, folder / part, part, entries)
    found += _twice(entries)
    if not found:
        found += _whole(path, entries, own)
    return sorted(set(found))


def _form(prefix: str, folder: Traversable, part: str, entries: list[_Entry]) -> Iterator[Problem]:
    """Yield what does not fit the form; collect the entries."""
    if not folder.is_dir():
        return
    model, key = PARTS[part]
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        file = f"{prefix}{part}/{item.name}"
        if item.name.endswith(".sql"):
            yield from _words(file, item.read_text(encoding="utf-8"))
        if not item.name.endswith(".yaml"):
            continue
        try:
            content = yaml.load(item.read_text(encoding="utf-8"), Loader=LOADER)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            yield Problem(file, "", f"不是有效的 YAML · not valid YAML: {error}")
            continue
        for entry in content if isinstance(content, list) else [content]:
            name = str(entry.get(key, "?")) if isinstance(entry, dict) else "?"
            entries.append(_Entry(file, name, entry if isinstance(entry, dict) else {}))
            yield from _entry(file, name, model, entry)


def _entry(file: str, name: str, model: type[BaseModel], content: Any) -> Iterator[Problem]:
    try:
        model.model_validate(content)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            yield Problem(file, ".".join((name, *map(str, wrong["loc"]))), wrong["msg"])
        return
    yield from (
        Problem(file, f"{name}.{field}", "没有内容 · is empty") for field in _empty(content)
    )


def _empty(content: Any, field: str = "") -> Iterator[str]:
    """Yield the fields of texts that say nothing; a list that is empty is an answer."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _empty(value, f"{field}.{key}" if field else str(key))
    elif isinstance(content, str) and not content.strip():
        yield field


def _words(file: str, text: str) -> Iterator[Problem]:
    if met := FORBIDDEN.search(re.sub("《[^》]*》", "", text)):
        yield Problem(file, "", f"有预断用语 · prejudging word: {met[0]}")


def _twice(entries: Iterable[_Entry]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.name in seen:
            yield Problem(
                entry.file, entry.name, f"编号重复 · the id is already in {seen[entry.name]}"
            )
        seen.setdefault(entry.name, entry.file)


def _whole(path: Path | None, entries: list[_Entry], own: Path | None) -> Iterator[Problem]:
    """Yield what only the pack as a whole can show."""
    at = {entry.name: entry.file for entry in entries}
    try:
        pack = pack_of(path)
    except UserError as error:
        owner = next((name for name in at if f"{name} " in error.what), "")
        yield Problem(at.get(owner, "rules.yaml"), owner, error.what)
        return
    for what in unknown(pack):
        yield Problem(at.get(what.split(" ")[0], "rules.yaml"), what.split(" ")[0], what)
    for row, column, rule in misfits(pack):
        yield Problem(
            "switchboard.yaml",
            f"switches.{row}.{column}",
            f"{rule} 与其适用对象不符 · does not fit its `who`",
        )
    yield from _dates(pack, at)
    yield from _sql(pack, at)
    yield from _cases(pack, at, own)


def _dates(pack: Pack, at: dict[str, str]) -> Iterator[Problem]:
    for rule in pack.rules.values():
        file = at.get(rule.id, "rules.yaml")
        ends = day_bounds(rule.effective_to)[1] if rule.effective_to else None
        begins = day_bounds(rule.effective_from)[0] if rule.effective_from else None
        if ends is not None and begins is not None and ends <= begins:
            yield Problem(file, f"{rule.id}.effective_to", "早于施行日 · is before effective_from")
        if rule.binds == "person" and rule.on and begins is None:
            yield Problem(
                file,
                f"{rule.id}.effective_from",
                "没有施行日，任何疑点都不会引用 · without a date no finding can engage it",
            )
        for other in pack.versions(rule.id):
            if "@" in rule.id and other.id < rule.id and other.on and rule.on and (other.who, other.kin) == (rule.who, rule.kin) \
                    and _overlap(other, rule):  # fmt: skip
                yield Problem(
                    file,
                    f"{rule.id}.effective_from",
                    f"与 {other.id} 的施行期间重叠 · overlaps {other.id}",
                )


def _overlap(a: Rule, b: Rule) -> bool:
    def bounds(rule: Rule) -> tuple[date, date]:
        first = day_bounds(rule.effective_from)[1] if rule.effective_from else date.min
        last = day_bounds(rule.effective_to)[0] if rule.effective_to else date.max
        return first, last

    (a_from, a_to), (b_from, b_to) = bounds(a), bounds(b)
    return max(a_from, b_from) < min(a_to, b_to)


def _sql(pack: Pack, at: dict[str, str]) -> Iterator[Problem]:
    """Yield the SQL that does not run on empty tables or returns other columns than it should."""
    try:
        con = connect({}, pack, as_of=date(2025, 6, 30))
    except UserError as error:
        owner = next((p for p in pack.patterns if p in error.what), "")
        yield Problem(at.get(owner, "patterns"), f"{owner}.needs", error.what)
        return
    for code in pack.patterns:
        yield from _runs(con, _beside(at[code], code), pack.sql[code], SHAPE)
    for part in ("6_candidates", "7_rules"):
        run_sql(con, part)
    for code, exemption in pack.exemptions.items():
        file, sql = _beside(at[code], code), pack.sql[code]
        yield from _runs(con, file, sql, OUTCOME)
        said = set(re.findall(r"(?:THEN|ELSE)\s+'([a-z_]+)'", sql)) - {"applies"}
        for reason in sorted(said - set(exemption.reasons)):
            yield Problem(
                file,
                reason,
                f"{at[code]} 的 reasons 没有这一理由的文字 · has no words for this reason",
            )
    con.close()


def _beside(file: str, code: str) -> str:
    return f"{file.rpartition('/')[0]}/{code}.sql"


def _runs(
    con: duckdb.DuckDBPyConnection, file: str, sql: str, columns: tuple[str, ...]
) -> Iterator[Problem]:
    try:
        got = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM ({sql})").fetchall()]
    except duckdb.Error as error:
        yield Problem(file, "", f"不能执行 · does not run: {str(error).splitlines()[0]}")
        return
    if missing := [column for column in columns if column not in got]:
        yield Problem(file, ", ".join(missing), "缺列 · the query does not return these columns")


def _cases(pack: Pack, at: dict[str, str], own: Path | None) -> Iterator[Problem]:
    """Yield patterns that no case shows, exemptions that no case applies, and cases that prejudge."""
    shown: set[str] = set()
    applied: set[str] = set()
    for path in case_files(shipped_cases(), *([own / "cases"] if own else [])):
        file = f"cases/{path.name}"
        yield from _words(file, path.read_text(encoding="utf-8"))
        try:
            content = read(path)
        except UserError as error:
            yield Problem(file, "", error.what)
            continue
        shown |= {row["pattern"] for row in content["expect"]}
        outcomes = content.get("outcomes") or {}
        applied |= {code for code, names in outcomes.items() if "applies" in names}
    for code in sorted(set(pack.patterns) - shown):
        yield Problem(at[code], code, "没有列出该模式的案例 · no case in which it is shown")
    for code, exemption in pack.exemptions.items():
        if not exemption.says_only and code not in applied:
            yield Problem(at[code], code, "没有适用该例外的案例 · no case in which it applies")
