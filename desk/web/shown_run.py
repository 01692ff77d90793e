"""The run that this desk shows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from desk.results import Run


@lru_cache(maxsize=8)
def _run(out: Path) -> Run:
    return Run(out)


def current_run() -> Run:
    """Return the run that this desk shows."""
    return _run(settings.QINQING_OUT)
