"""What was decided goes back to the next run (处置结果): a file of the case folder, written from the database.

The database is the record: a closing is committed first, the file is written after it, whole and in one
rename, and can be written again at any time. A desk that is killed between the two has lost nothing;
``qinqing clues export`` or the next start of the desk writes the file.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from desk.cases.codes import vocabulary
from desk.cases.machine import Step
from desk.cases.models import Clue, Matter
from desk.cases.taking import taken
from ingest.errors import InputError
from ingest.layout import lay_out
from ingest.mapping import read_mapping
from ingest.schema import SOURCES

#: Beside what the office itself keeps in 处置结果.csv: a folder of that name is read as one table with it.
FILE = Path("处置结果") / "工作台.csv"
_LOCK = "dispositions.lock"


class Disposition(NamedTuple):
    """A row of the table 处置结果, in the order of `ingest.schema`."""

    lead_id: str
    official_id: str
    uscc: str
    outcome: str
    measure: str
    date: str
    document: str


def dispositions() -> list[Disposition]:
    """Return what was decided of every matter of every clue with an official's number, in a fixed order."""
    clues = Clue.objects.exclude(official_id="").order_by("item").prefetch_related("steps", "matters")  # fmt: skip
    return [row for clue in clues for row in of_clue(clue)]


def sealed_leads() -> frozenset[str]:
    """Return the numbers under which matters that a complaint began stand in the table (law.md DP-13)."""
    channels = [code for code, said in vocabulary("channels").items() if said.says.get("sealed")]
    clues = Clue.objects.filter(channel__in=channels).values_list("item", flat=True)
    matters = Matter.objects.filter(sealed=True).values_list("finding_id", flat=True)
    return frozenset({*clues, *matters} - {""})


def export(case: Path) -> int:
    """Write the table into a case folder and return its number of rows.

    Raises
    ------
    InputError
        The folder is not there, or a mapping file keeps the run from reading the table.
    """
    if not case.is_dir():
        what = "没有这个案卷文件夹 · there is no such case folder"
        raise InputError(what, "用 --case 指明 · name it with --case", file=case)
    with _one_writer():
        rows = dispositions()
        target = case / FILE
        if not rows and not target.exists():
            return 0
        _write(target, _as_csv(rows))
    _read_by_the_run(case)
    return len(rows)


def of_clue(clue: Clue) -> Iterator[Disposition]:
    """Yield what was decided of each matter of one clue."""
    proposal: Mapping[str, Any] = {}
    matters = {str(matter.number): matter for matter in clue.matters.all()}
    for step in taken(clue):
        if step.name in ("propose_way", "propose_outcome"):
            proposal = step.data
        closes = step.name == "approve_outcome" or (
            step.name == "approve_way" and proposal.get("way") == "close"
        )
        if not closes:
            continue
        for number, outcome in (proposal.get("outcomes") or {}).items():
            matter = matters[number]
            yield Disposition(
                matter.finding_id or clue.item, clue.official_id, matter.uscc, outcome,
                _measure(clue, outcome, proposal), step.on.isoformat(), _document(step),
            )  # fmt: skip


def _measure(clue: Clue, outcome: str, proposal: Mapping[str, Any]) -> str:
    if outcome == "不属实" and clue.clearing == "done":
        return "澄清正名"
    return (
        (proposal.get("measure") or "予以了结") if outcome in ("属实", "部分属实") else "予以了结"
    )


def _document(step: Step) -> str:
    return str(step.data.get("document") or "")


def _as_csv(rows: list[Disposition]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.zh for column in SOURCES["dispositions"].columns])
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def _write(target: Path, content: bytes) -> None:
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(exist_ok=True)
    part = target.with_name(f".{target.name}.tmp")  # hidden: no run reads it
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)


@contextmanager
def _one_writer() -> Iterator[None]:
    """Let one process at a time read the database and write the file: a later file is never older."""
    with (Path(settings.QINQING_DATA) / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read_by_the_run(case: Path) -> None:
    mapping = read_mapping(case)
    if mapping.table("dispositions").file is None:
        return
    if FILE.as_posix() not in lay_out(case, mapping).tables["dispositions"]:
        what = f"映射文件另指了处置结果，运行读不到 {FILE} · the mapping names another file: no run reads {FILE}"
        fix = "把 file 改成能包含它的通配 · widen `file` of dispositions in mapping.yaml to take it in"
        raise InputError(what, fix, file=case / "mapping.yaml")
