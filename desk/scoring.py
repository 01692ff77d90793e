"""The nightly job (夜间批量评分): a run, what changed since the last one and why, as logs that a machine reads.

Every line is one JSON object. Names of persons are in no line: logs are copied and mailed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import structlog

from desk import history
from desk.difference import Change, difference
from desk.pipeline import RunOptions, run_case
from desk.runlock import locked
from ingest.errors import UserError
from ingest.stage import Stage

CHANGES = "changes.json"
Log = structlog.typing.FilteringBoundLogger


def score_case(
    case: Path, out: Path, *, as_of: date, options: RunOptions, log: Log
) -> list[Change]:
    """Run a case and return what changed since the last scored run of the folder.

    The changes are also in ``changes.json``; the first run of a folder has none to tell.

    Raises
    ------
    UserError
        As `run_case`; the log's last line says what and how to mend it.
    """
    before = history.read(out)
    log.info("begin", as_of=as_of.isoformat(), compared=before is not None)
    try:
        stages = run_case(case, out, as_of=as_of, options=options, progress=_steps(log))
        with locked(out):
            now = history.take(out, stages, before)
            changes = compare(before, now, stages["ingest"]) if before else []
            _write(out, changes, first=before is None)
            history.keep(out, now)
    except UserError as error:
        log.error("stopped", what=error.what, fix=error.fix, exit_code=error.exit_code)
        raise
    _tell(log, stages, changes, out)
    return changes


def compare(before: history.Last, now: history.Last, ingest: Stage) -> list[Change]:
    """Return what changed between two runs and which rows or decisions are behind it."""
    fresh = history.places(ingest, before.rows, now.rows)
    settled: dict[str, list[history.Place]] = {}
    for source, official in fresh.items():
        if official:
            settled.setdefault(official, []).append(_place(source, ""))
    causes = [what for what, value in now.decided.items() if before.decided.get(what) != value]

    def new_rows(finding: Mapping[str, Any]) -> list[history.Place]:
        return [
            (e["file"], e["row"], e["fact"])
            for e in finding["evidence"]
            if f"{e['file']}#{e['row']}" in fresh
        ]

    return difference(
        before.findings,
        now.findings,
        new_rows=new_rows,
        spoken=lambda official: sorted(settled.get(official, [])),
        causes=causes,
    )


def json_log(stream: TextIO) -> Log:
    """Return a log that writes one JSON object a line, with the time in UTC."""
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
        wrapper_class=structlog.BoundLogger,
    )
    return log


def _steps(log: Log) -> Callable[[str, float, str], None]:
    """Return a progress report that logs the end of each stage."""

    def report(stage: str, fraction: float, doing: str) -> None:
        if fraction >= 1.0:
            log.info("stage", stage=stage, reused=doing == "reused")

    return report


def _tell(log: Log, stages: Mapping[str, Stage], changes: list[Change], out: Path) -> None:
    seconds = json.loads((out / "timings.json").read_text(encoding="utf-8"))["seconds"]
    tables = {name: stage.manifest["tables"] for name, stage in stages.items()}
    log.info(
        "done",
        listed=tables["risk"]["risk_list"]["rows"],
        findings=tables["risk"]["findings"]["rows"],
        quarantined=tables["ingest"]["quarantine"]["rows"],
        changes=dict(sorted(Counter(c.kind for c in changes).items())),
        seconds=seconds,
    )


def _write(out: Path, changes: list[Change], *, first: bool) -> None:
    content = {"first_run": first, "changes": [change.record() for change in changes]}
    temporary = out / f".{CHANGES}.tmp"
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(out / CHANGES)


def _place(source: str, fact: str) -> history.Place:
    file, _, row = source.rpartition("#")
    return (file, int(row), fact) if file and row.isdigit() else (source, None, fact)
