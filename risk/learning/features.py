"""What a head sees of a lead (特征): log10 odds of its links, weights of its circumstances. More is never less sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from risk.learning.checks import Check
from risk.learning.settings import Head
from risk.tables import Con
from risk.weigh import logit10, probability_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leads:
    """The links and weights of n leads.

    Attributes
    ----------
    links : (n, 5) probabilities in the order of risk.pack.LINKS
    bans : by group of circumstances, (n,) log10, under the caps; they are in the last link
    """

    links: Floats
    bans: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.links)


def of_checks(checks: Sequence[Check]) -> Leads:
    """Return what was recorded of the leads when they were drawn."""
    links = np.array(
        [
            [c.p_identity, c.p_relation, c.p_benefit, c.p_overlap, c.p_no_exemption]
            for c in checks
        ],
        dtype=np.float64,
    ).reshape(-1, 5)  # fmt: skip
    groups = sorted({group for c in checks for group in c.bans})
    bans = {g: np.array([c.bans.get(g, 0.0) for c in checks], dtype=np.float64) for g in groups}
    return Leads(links, bans)


def of_links(con: Con, links: pa.Table, parts: Floats) -> Leads:
    """Return the candidates of a run: their links, and the circumstances of each group under its cap."""
    place = {cid: n for n, cid in enumerate(links.column("cid").to_pylist())}
    bans: dict[str, Floats] = {}
    for cid, group, total in con.execute(_GROUPS).fetchall():
        bans.setdefault(group, np.zeros(len(parts)))[place[cid]] = total
    return Leads(parts, bans)


_GROUPS = """
    SELECT w.cid, w.group, least(sum(w.bans ORDER BY w.item), any_value(k.cap))
    FROM weights_of w JOIN group_caps k ON k.group = w.group
    GROUP BY w.cid, w.group ORDER BY w.group, w.cid"""


def columns(head: Head, leads: Leads, groups: Sequence[str], bound: float) -> Floats:
    """Return the features of a head, (n, k); each may only raise what it predicts.

    ``identity`` sees its link, ``link`` relation, benefit and time as one chain, ``improper`` the room that
    lawful explanations leave, and apart from it every group of circumstances that weighs against them.
    """
    if head == "identity":
        parts = [_odds(leads.links[:, 0], bound)]
    elif head == "link":
        parts = [_odds(leads.links[:, 1:4].prod(axis=1), bound)]
    else:
        none = np.zeros(len(leads))
        bans = [leads.bans.get(group, none) for group in groups]
        # the link holds what the circumstances weigh already
        parts = [_odds(leads.links[:, 4], bound) - sum(bans, none), *bans]
    result: Floats = np.column_stack(parts)
    return result


def fixed(features: Floats) -> Floats:
    """Return what the fixed weights say: every feature counts in full (science.md D4.1)."""
    return probability_of(features.sum(axis=1))


def _odds(p: Floats, bound: float) -> Floats:
    result: Floats = np.clip(logit10(np.clip(p, 1e-9, 1 - 1e-9)), -bound, bound)
    return result
