"""The table `ownership`: four measures of who stands behind a company, side by side, never blended.

Integrated share, control, beneficial ownership and dominance answer different questions (Vitali,
Glattfelder & Battiston 2011 show how far share and control part); each comes with its own column.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.control import controlled, dominant
from graph.ownership import integrated
from graph.schema import OWNERSHIP
from graph.snapshot import Network, snapshot
from graph.stakes import Ints, Stakes
from graph.thresholds import ROUNDING, Thresholds


def ownership(
    stakes: Stakes, holders: Ints, day: date, thresholds: Thresholds
) -> tuple[pa.Table, pa.Table]:
    """Return the measures of register persons as of a day (`OWNERSHIP`), and the problems met.

    One row for every company in which a person has a part, through whatever companies; `own` is
    rounded to 6 places and cut off at 1. Sorted by person and company.
    """
    network, met = snapshot(stakes, day, thresholds)
    holder, company, own = integrated(network, holders)
    pair = _pair(network, holder, company)
    rank = np.argsort(pair)
    holder, company, own, pair = holder[rank], company[rank], own[rank], pair[rank]
    columns = {
        "person_key": keys(stakes, holder),
        "uscc": keys(stakes, company),
        "own": np.round(np.minimum(own, 1.0), 6),
        "control": _has(pair, _pair(network, *controlled(network, holders, thresholds))),
        "bo25": own >= thresholds.beneficial_owner_from - ROUNDING,
        "dominant": dominant(network, thresholds)[company] == holder,
        "as_of": pa.repeat(pa.scalar(day.isoformat()), len(own)),
    }
    return pa.table(columns, schema=OWNERSHIP), met


def keys(stakes: Stakes, nodes: Ints) -> pa.Array:
    """Return the key behind the kind in the nodes' ids: ``person:k1`` → ``k1``."""
    return pc.replace_substring_regex(stakes.ids.take(pa.array(nodes)), "^[a-z]+:", "")


def _pair(network: Network, holder: Ints, company: Ints) -> npt.NDArray[np.int64]:
    pair: npt.NDArray[np.int64] = holder.astype(np.int64) * network.companies + company
    return pair


def _has(pairs: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.isin(pairs, wanted)
