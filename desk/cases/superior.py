"""Persons of whom this organ keeps nothing (上级管理的干部与本机关主要负责人, law.md DP-15)."""

from __future__ import annotations

from pathlib import Path

import yaml

from desk.cases.codes import law
from desk.results import read_stage
from ingest.errors import InputError

FILE = "organ.yaml"


def above(official_id: str, out: Path, case: Path | None) -> bool:
    """Say whether a superior organ manages an official of the run, or he is a chief of this organ.

    Raises
    ------
    InputError
        The office's file cannot be read.
    """
    organ = {**law("organ"), **_own(case)}
    if official_id in {str(number) for number in organ["chiefs"] or []}:
        return True
    ranks = tuple(organ["superior_ranks"] or [])
    try:
        posts = read_stage(out, "ingest", "posts", ["official_id", "rank", "valid_to"]).to_pylist()
    except OSError:
        return False
    held = [row["rank"] or "" for row in posts if row["official_id"] == official_id and not row["valid_to"]]  # fmt: skip
    return bool(ranks) and any(rank.startswith(ranks) for rank in held)


def _own(case: Path | None) -> dict[str, list[str]]:
    path = case / FILE if case else None
    if path is None or not path.is_file():
        return {}
    try:
        found: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if found.keys() - law("organ").keys() or not all(isinstance(v, list) for v in found.values()):  # fmt: skip
            raise ValueError(", ".join(found))
    except (yaml.YAMLError, ValueError, AttributeError) as error:
        what = f"机关设置无法读取 · the organ's settings cannot be read: {error}"
        fix = "如 such as superior_ranks: [厅局级, 省部级], chiefs: [G001]"
        raise InputError(what, fix, file=FILE) from error
    return found
