"""Compiled loops (numba): one decorator for all of them, cached on disk where that is possible.

Compiling costs seconds, a run on a small area costs less, so the machine code is kept: beside the
source where that folder can be written, else in the user's cache folder. Where neither can be
written numba refuses to decorate at all; we then compile anew in every process.

A cache is dropped when the file of its loop changes, but not when something that it takes from
another file does. So a compiled loop uses names of its own module and numpy only (a test looks).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy.typing as npt

#: What compiled loops take and give: an array of any kind, several of them.
Array = npt.NDArray[Any]
Arrays = tuple[Array, ...]

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Return the loop as machine code, made on its first call."""
    try:
        fast: Loop = numba.njit(loop, cache=True)
    except RuntimeError:  # no folder for the cache
        fast = numba.njit(loop)
    return fast
