"""The dispositions written for the next run as soon as one is committed (处置结果回流)."""

from __future__ import annotations

import logging

from django.conf import settings

from desk.cases.dispositions import export
from ingest.errors import UserError

log = logging.getLogger("django")


def export_soon() -> None:
    """Write the table of the case folder; where that fails the decision still stands, and the log says so.

    The database holds it: ``qinqing clues export`` or the next closing writes the table again.
    """
    if settings.QINQING_CASE is None:
        return
    try:
        export(settings.QINQING_CASE)
    except (OSError, UserError) as error:
        log.error("处置结果没有写出 · dispositions were not written: %s", error)
