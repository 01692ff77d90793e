"""From links to a probability and a tier (science.md D4.1-D4.3), vectorised over all candidates.

The probability says that the described facts hold, never that a person is guilty. It is the product
of five links, so it is never more than its weakest link allows. Circumstances (旁证, in bans) weigh
improper conduct against a *lawful* explanation that each of them names: they say nothing about who
a person is, whether the tie or the stake exists, or when. So they move the last link, no lawful
explanation, and no other: how a contract was won makes no namesake the same person. One fact is not
about conduct alone: that a company deals with the own unit at all. It weighs once, with a doubtful
match or contact where there is one (how rarely the unit deals with anybody, never to identified,
never tier 1), else here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from risk.pack import LINKS, Pack

Floats = npt.NDArray[np.float64]
#: Probabilities stay away from 0 and 1, where a weight of evidence would mean nothing.
_EDGE = 1e-9


def logit10(p: Floats) -> Floats:
    """Return the weight of evidence of a probability, in bans (log10 of the odds)."""
    q = np.clip(p, _EDGE, 1 - _EDGE)
    return np.log10(q / (1 - q))


def probability_of(bans: Floats) -> Floats:
    """Return the probability that belongs to a weight of evidence in bans."""
    return 1.0 / (1.0 + np.power(10.0, -bans))


def no_exemption(
    prior: Floats, alternatives: Floats, bans: Floats | float = 0.0, *, scale: float = 1.0
) -> Floats:
    """Return P(no lawful exception): the prior against the room that innocent explanations leave.

    `alternatives` sums, over the named innocent explanations of a pattern, how common each is among
    officials times the share that its test lets through (all of it where it could not be tested);
    `bans` is what the circumstances weigh against such explanations, capped.
    """
    improper = prior * scale * np.power(10.0, bans)
    return improper / (improper + alternatives)


def chain(links: pa.Table, *, scale: float = 1.0) -> Floats:
    """Return the probabilities of the five links, one row a candidate, in the order of LINKS."""
    columns = [links.column(f"p_{name}").to_numpy() for name in LINKS[:-1]]
    prior, alternatives, bans = (
        links.column(name).to_numpy() for name in ("prior", "alternatives", "bans")
    )
    last = no_exemption(prior, alternatives, bans, scale=scale)
    return np.column_stack([*columns, last]).astype(np.float64)


def combine(parts: Floats) -> Floats:
    """Return the product of the links: a chain holds if all of it holds."""
    product: Floats = parts.prod(axis=1)
    return product


def circumstances(found: Iterable[Mapping[str, Any]], pack: Pack) -> float:
    """Return the sum of the bans of some circumstances, by group and as a whole under their caps.

    An item counts once, with its strongest weight, however many findings carry it.
    """
    items: dict[tuple[str, str], float] = {}
    for ban in found:
        key = (ban["group"], ban["item"])
        items[key] = max(items.get(key, ban["bans"]), ban["bans"])
    groups: dict[str, float] = defaultdict(float)
    for (group, _), bans in sorted(items.items()):
        groups[group] += bans
    caps, cap = pack.weights.group_caps, pack.weights.group_cap
    total = sum(min(bans, caps.get(group, cap)) for group, bans in sorted(groups.items()))
    return min(total, pack.weights.total_cap)


def tiers(links: pa.Table, parts: Floats, pack: Pack) -> npt.NDArray[np.int64]:
    """Return 1 or 2 for what is shown, 0 for the rest.

    Tier 1: the line is passed, the chain is complete and certain, the person identified, the kin
    declared, no paper that speaks for the person is unmatched, the pattern is more than
    circumstantial (K3, K4) and needs no further check. Tier 2: more likely than not (or a matter of
    correction), and one named check would bring it to `one_check`, which moves its own link by at
    least `move_bans`.
    """
    w = pack.weights
    probability = combine(parts)
    passed = probability >= w.tier_one
    named = np.array([level == "identified" for level in links.column("level").to_pylist()], bool)
    declared = np.array([s != "inferred" for s in links.column("subject").to_pylist()], bool)
    certain = links.column("state").to_numpy() == 2
    free = ~links.column("held_back").to_numpy(zero_copy_only=False)
    read = ~links.column("unread").to_numpy(zero_copy_only=False)
    shown_by_records = ~links.column("circumstantial").to_numpy(zero_copy_only=False)
    likely = (probability >= w.show_line) | ~free
    first = passed & named & declared & certain & free & read & shown_by_records
    one_check = passed | one_check_away(parts, pack)
    shown = ~links.column("excluded").to_numpy(zero_copy_only=False)
    result = np.where(first, 1, np.where(one_check & likely, 2, 0))
    return np.where(shown, result, 0).astype(np.int64)


def one_check_away(parts: Floats, pack: Pack) -> npt.NDArray[np.bool_]:
    """Say which chains one named check would bring near enough to tier 1 (D4.3).

    Who it is and whether the tie stands must be probable already for the lower line; what is a mere
    hold (D3.7) has to reach tier 1 itself.
    """
    w = pack.weights
    who = parts[:, [LINKS.index("identity"), LINKS.index("relation")]].min(axis=1)
    line = np.where(who >= w.probable, w.one_check, w.tier_one)
    near: npt.NDArray[np.bool_] = reach(parts, pack).max(axis=1) >= line
    return near


def reach(parts: Floats, pack: Pack) -> Floats:
    """Return the probability that confirming each link alone would give; 0 where it moves too little."""
    reached = np.zeros_like(parts)
    confirmed = {check.link: check.confirmed for check in pack.weights.checks}
    for n, name in enumerate(LINKS):
        settled = np.full(len(parts), confirmed[name])
        moved = logit10(settled) - logit10(parts[:, n]) >= pack.weights.move_bans
        other = np.delete(parts, n, axis=1).prod(axis=1)
        reached[:, n] = np.where(moved, other * settled, 0.0)
    return reached
