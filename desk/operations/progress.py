"""How far the run in progress is (运行进度): a small file beside the results, for who looks from another process.

It holds stages and fractions, nothing of what is read: file names of documents may name persons. A run
that is complete takes the file away, so that equal runs leave equal folders; a killed one leaves it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Literal

from desk.runlock import running

PROGRESS = "progress.json"
STAGES = ("ingest", "nlp", "resolve", "graph", "risk", "project", "publish")
State = Literal["running", "failed", "interrupted"]
Report = Callable[[str, float, str], None]
_EVERY = 0.5  # seconds between two writings


@dataclass(frozen=True, slots=True)
class RunInProgress:
    """What the file says of a run, and whether that run is still at work."""

    state: State
    as_of: str
    began: str
    stages: tuple[tuple[str, float, bool], ...]  # name, fraction 0-1, taken over unchanged


class ProgressFile:
    """The writer of the file, in the process of the run.

    Parameters
    ----------
    out : Path
        The folder of the run, which this process holds.
    as_of : date
        The date of the run.
    """

    def __init__(self, out: Path, as_of: date) -> None:
        self.path = out / PROGRESS
        self._lock = Lock()  # two stages report at once
        self._as_of, self._began = (
            as_of.isoformat(),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self._stages: dict[str, tuple[float, bool]] = {}
        self._written = 0.0
        self._write("running")

    def wrap(self, report: Report) -> Report:
        """Return `report` that also keeps the file up to date."""

        def told(stage: str, fraction: float, doing: str) -> None:
            report(stage, fraction, doing)
            with self._lock:
                self._stages[stage] = (round(fraction, 3), doing == "reused")
                now = time.monotonic()
                if fraction >= 1.0 or now - self._written >= _EVERY:
                    self._written = now
                    self._write("running")

        return told

    def failed(self) -> None:
        """Say that the run has stopped with an error; what it was is in its own log."""
        with self._lock, suppress(OSError):  # a full disk is told by the error that stopped the run
            self._write("failed")

    def finished(self) -> None:
        """Take the file away: the run report now says what was done."""
        self.path.unlink(missing_ok=True)

    def _write(self, state: State) -> None:
        content = {
            "state": state, "as_of": self._as_of, "began": self._began,
            "stages": self._stages,
        }  # fmt: skip
        part = self.path.with_name(f".{PROGRESS}.tmp")
        part.write_text(json.dumps(content), encoding="ascii")
        part.replace(self.path)


def read_progress(out: Path) -> RunInProgress | None:
    """Return the run in progress in a folder, or the one that stopped there; None where there is none."""
    try:
        content = json.loads((out / PROGRESS).read_text(encoding="ascii"))
        known: dict[str, tuple[float, bool]] = {
            name: (float(fraction), bool(reused))
            for name, (fraction, reused) in content["stages"].items()
        }
        state: State = "failed" if content["state"] == "failed" else "running"
        if state == "running" and not running(out):
            state = "interrupted"
        return RunInProgress(
            state,
            str(content["as_of"]),
            str(content["began"]),
            tuple((name, *known.get(name, (0.0, False))) for name in STAGES),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
