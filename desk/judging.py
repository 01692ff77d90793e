"""Judging who is who (身份判断): a finished run's keys become a description that outlives the run.

The record itself is `resolve.judgements`; here is what a person types on one side and what the
registers said of whom he meant on the other.
"""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import InputError, SetupError
from ingest.stage import Stage, open_stage
from resolve.judgements import Anchor, Judgement, Verdict, append, read, standing
from resolve.names import person_name

#: What a judgement says, and what the run made of it, in words.
VERDICTS = {
    "same": ("同一人", "the same"),
    "different": ("不是同一人", "different"),
    "unsure": ("不能确定", "unsure"),
    "undone": ("撤销", "taken back"),
}
EFFECTS = {
    "applied": ("已采用", "applied"),
    "noted": ("仅作提示", "noted"),
    "overruled": ("有矛盾，未采用", "contradicted, not used"),
    "ambiguous": ("所指不唯一，未采用", "ambiguous, not used"),
    "no_subject": ("名册中已无此人", "the subject is not in these tables"),
    "no_person": ("登记中已无此人", "the register person is not in these tables"),
}
_FACTS = {
    "holdings": ("holder_name", "holder_id"),
    "roles": ("name", "person_id"),
}


class Said(NamedTuple):
    """What somebody types: whom he compares and why."""

    verdict: Verdict
    reason: str
    evidence: str = ""
    relative: str = ""  # name of the official's relative, empty: himself
    only: Sequence[str] = ()  # companies: the rows of the second person that are meant


def judge(
    case: Path, out: Path, left: str, right: str, said: Said, *, by: str | None = None
) -> Judgement:
    """Add a judgement about an official or register person (`left`) and a register person.

    Parameters
    ----------
    case, out : Path
        The case folder, where the record lies, and the run whose keys are used.
    by : str or None
        Who judges; the user of this machine where None.

    Raises
    ------
    UserError
        The run has no such person, or the judgement says too little.
    """
    if not case.is_dir():
        what = "没有这个案卷文件夹 · there is no such case folder"
        raise InputError(what, "用 --case 指明 · name it with --case", file=case)
    ingest, resolved = _stages(out)
    person = _anchors(ingest, resolved, right, said.only)
    about = {"reason": said.reason, "evidence": said.evidence, "person": person}
    subjects = pq.read_table(resolved.path("subjects"), filters=[("official_id", "=", left)])
    if subjects.num_rows:
        about |= _subject(subjects.to_pylist(), left, said.relative)
    else:
        rest = sorted(set(_anchors(ingest, resolved, left)) - set(person))
        about["other"] = tuple(rest)
        if left == right and not (said.only and rest):
            what = "两边是同一登记人 · both sides are one register person"
            fix = "用 --only 指明哪些企业的行不属于他 · say with --only which companies' rows are another's"
            raise SetupError(what, fix)
        if not rest:
            what = "登记事实相同，无法区分两边 · the registers say the same of both, so nothing tells them apart"
            raise SetupError(what, "无需判断，或先补充登记资料 · get more of the register first")
    new = Judgement("", _now(), by or getpass.getuser(), said.verdict, **about)  # type: ignore[arg-type]
    return append(case, new)


def undo(case: Path, judgement_id: str, reason: str, *, by: str | None = None) -> Judgement:
    """Take a judgement back, or take a taking back back; nothing is deleted."""
    who = by or getpass.getuser()
    new = Judgement("", _now(), who, "undone", reason=reason, undoes=judgement_id)
    return append(case, new)


def judged(case: Path, out: Path, match: dict[str, Any]) -> list[Judgement]:
    """Return the standing judgements about a row of `identities`, oldest first, later ones than the run among them."""
    resolved = out / "stages" / "resolve"  # not opened as a stage: that reads all of it
    if not (said := standing(read(case))):
        return []
    official, key = match["official_id"], match["person_key"]
    family = pq.read_table(resolved / "subjects.parquet", filters=[("official_id", "=", official)])
    rows = pq.read_table(resolved / "appearances.parquet", filters=[("person_key", "=", key)])
    names = {person_name(r["name"]) for r in family.to_pylist() if r["subject"] == match["subject"]}
    places = {(person_name(r["name"]), r["uscc"]) for r in rows.to_pylist()}
    return [
        old
        for old in said
        if old.official_id == official
        and bool(old.kinship) == (match["subject"] != "self")
        and person_name(old.subject_name) in names
        and any((person_name(anchor.name), anchor.uscc) in places for anchor in old.person)
    ]


def opposed(case: Path, new: Judgement) -> list[Judgement]:
    """Return the standing judgements that say the opposite of a new one about the same two."""

    def pair(judgement: Judgement) -> tuple[str, str, str]:
        return judgement.official_id, judgement.kinship, person_name(judgement.subject_name)

    def rows(anchors: Sequence[Anchor]) -> set[tuple[str, str]]:
        return {(person_name(anchor.name), anchor.uscc) for anchor in anchors}

    return [
        old
        for old in standing(read(case))
        if {old.verdict, new.verdict} == {"same", "different"}
        and pair(old) == pair(new)
        and rows(old.person + old.other) & rows(new.person)
        and rows(old.other) & rows(new.other + new.person) == rows(old.other)
    ]


def listed(case: Path, out: Path | None, *, every: bool, english: bool) -> list[str]:
    """Return the judgements as lines, oldest first; with a run also what became of them there."""
    judgements = read(case)
    shown = judgements if every else standing(judgements)
    effects, conflicts = _outcome(out, english)
    at = 1 if english else 0
    lines = []
    for judgement in shown:
        effect = effects.get(judgement.judgement_id)
        lines.append("  ".join(filter(None, [
            judgement.judgement_id, judgement.made_at, judgement.made_by,
            VERDICTS[judgement.verdict][at], _whom(judgement), judgement.reason,
            judgement.evidence, EFFECTS[effect][at] if effect else "",
        ])))  # fmt: skip
    return lines + conflicts


def _whom(judgement: Judgement) -> str:
    if judgement.verdict == "undone":
        return judgement.undoes
    one = f"{judgement.official_id} {judgement.kinship}{judgement.subject_name}"
    return f"{_shown(judgement.other) if judgement.other else one} ↔ {_shown(judgement.person)}"


def _shown(anchors: Sequence[Anchor]) -> str:
    names = "/".join(sorted({anchor.name for anchor in anchors}))
    codes = [anchor.uscc for anchor in anchors]
    return f"{names}({', '.join(codes[:3])}{' …' if len(codes) > 3 else ''})"


def _outcome(out: Path | None, english: bool) -> tuple[dict[str, str], list[str]]:  # noqa: FBT001
    stage = open_stage(out / "stages" / "resolve") if out else None
    if stage is None or "judgements" not in stage.manifest["tables"]:
        return {}, []
    effects = {row["judgement_id"]: row["effect"] for row in stage.read("judgements").to_pylist()}
    title = "contradiction" if english else "矛盾"
    conflicts = [
        f"{title}: {', '.join(row['judgement_ids'])}  {row['en' if english else 'zh']}"
        for row in stage.read("judgement_conflicts").to_pylist()
    ]
    return effects, conflicts


def _stages(out: Path) -> tuple[Stage, Stage]:
    stages = [open_stage(out / "stages" / name) for name in ("ingest", "resolve")]
    if stages[0] is None or stages[1] is None:
        what = f"{out}: 没有完成的运行 · there is no finished run"
        raise SetupError(
            what, "先运行 qinqing run，或用 --out 指明 · run `qinqing run` first, or name --out"
        )
    return stages[0], stages[1]


def _subject(family: list[dict[str, str]], official: str, relative: str) -> dict[str, str]:
    wanted = person_name(relative)
    meant = [
        row
        for row in family
        if (row["subject"] == "self") == (not relative)
        and (not relative or person_name(row["name"]) == wanted)
    ]
    if not meant:
        kin = "、".join(f"{r['kinship']} {r['name']}" for r in family if r["subject"] != "self")
        what = f"{official}: 没有这名亲属 · no such relative: {relative}"
        raise SetupError(what, f"已申报的亲属 declared relatives: {kin or '—'}")
    row = meant[0]
    return {
        "official_id": official,
        "kinship": "" if row["subject"] == "self" else (row["kinship"] or "亲属"),
        "subject_name": row["name"],
        "subject_born": row["born"] or "",
    }


def _anchors(
    ingest: Stage, resolved: Stage, person_key: str, only: Sequence[str] = ()
) -> tuple[Anchor, ...]:
    """Return what the registers say of a register person, a description for each of his rows."""
    rows = pq.read_table(resolved.path("appearances"), filters=[("person_key", "=", person_key)])
    if not rows.num_rows:
        what = f"运行结果中没有这名登记人 · the run has no such official or register person: {person_key}"
        raise SetupError(
            what, "人员编号或 person_key 见 identities 表 · keys are in the table identities"
        )
    anchors: set[Anchor] = set()
    for table, (name, number) in _FACTS.items():
        mine = {
            (row["source"], row["uscc"], row["name"])
            for row in rows.to_pylist()
            if row["table"] == table and (not only or row["uscc"] in only)
        }
        columns = ["source", "uscc", name, *(f"{number}_{c}" for c in ("status", "born", "sex"))]
        sources = sorted({source for source, _, _ in mine})
        found: pa.Table = (
            pq.read_table(ingest.path(table), columns=columns, filters=[("source", "in", sources)])
            if sources
            else pa.table({})
        )
        for row in found.to_pylist():
            if (row["source"], row["uscc"], row[name]) in mine:
                proper = row[f"{number}_status"] in ("full", "masked")
                facts = [row[f"{number}_{c}"] or "" if proper else "" for c in ("born", "sex")]
                anchors.add(Anchor(row[name], row["uscc"], *facts))
    if not anchors:
        what = f"{person_key}: 在这些企业没有登记 · he is not registered in these companies"
        raise SetupError(what, "用 --only 另写统一社会信用代码 · name other companies with --only")
    return tuple(sorted(anchors))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
