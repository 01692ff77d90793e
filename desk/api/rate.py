"""How often one token, or one session's user, may call: a count for each minute."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

from desk.api.problems import Problem

WINDOW = 60
PER_MINUTE = 300


def count(who: str) -> None:
    """Count a call.

    Raises
    ------
    Problem
        There were too many within this minute; it says how long to wait.
    """
    most = getattr(settings, "QINQING_API_PER_MINUTE", PER_MINUTE)
    now = time.time()
    key = f"api:{who}:{int(now // WINDOW)}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        calls = cache.incr(key)
    except ValueError:  # the cache has let it go in between
        return
    if calls > most:
        wait = WINDOW - int(now % WINDOW)
        raise Problem(
            code="too-many-requests",
            detail=f"每分钟最多 {most} 次，{wait} 秒后再试 · at most {most} a minute, again in {wait} seconds",
            headers={"Retry-After": str(wait)},
        )
