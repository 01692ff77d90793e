"""Compiled loops (numba): machine code kept on disk where a folder can be written.

The same manner as in the graph room, which this room may not import. Numba keeps the code beside
the source, else in the user's cache folder; where neither can be written it refuses to decorate,
and the loop is compiled anew in every process. A compiled loop uses names of its own module only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy.typing as npt

#: What compiled loops take and give: an array of any kind.
Array = npt.NDArray[Any]

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Return the loop as machine code, made on its first call."""
    try:
        fast: Loop = numba.njit(loop, cache=True, fastmath={"contract", "reassoc", "nsz"})
    except RuntimeError:  # no folder for the cache
        fast = numba.njit(loop, fastmath={"contract", "reassoc", "nsz"})
    return fast
