"""From links to a probability and a tier (science.md D4.1-D4.3), vectorised over all candidates.

The probability says that the described facts hold, never that a person is guilty.
"""

from __future__ import annotations

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


def no_exemption(prior: Floats, alternatives: Floats, *, scale: float = 1.0) -> Floats:
    """Return P(no lawful exception): the prior against the room that innocent explanations leave.

    `alternatives` sums, over the named innocent explanations of a pattern, how common each is among
    officials times the share that its test lets through (all of it where it could not be tested).
    """
    improper = prior * scale
    return improper / (improper + alternatives)


def chain(links: pa.Table, *, scale: float = 1.0) -> Floats:
    """Return the probabilities of the five links, one row a candidate, in the order of LINKS."""
    columns = [links.column(f"p_{name}").to_numpy() for name in LINKS[:-1]]
    rest = no_exemption(
        links.column("prior").to_numpy(), links.column("alternatives").to_numpy(), scale=scale
    )
    return np.column_stack([*columns, rest]).astype(np.float64)


def combine(parts: Floats, bans: Floats) -> Floats:
    """Return the product of the links with the circumstances added as bans."""
    return probability_of(logit10(parts.prod(axis=1)) + bans)


def tiers(links: pa.Table, parts: Floats, pack: Pack) -> npt.NDArray[np.int64]:
    """Return 1 or 2 for what is shown, 0 for the rest.

    Tier 1: the line is passed, the chain is complete and certain, the person identified, the kin
    declared, no paper that speaks for the person is unmatched, the pattern is more than
    circumstantial (K3, K4) and needs no further check. Tier 2: more likely than not (or a matter of
    correction), and one named check would bring it there, which moves its own link by at least
    `move_bans`.
    """
    w = pack.weights
    bans = links.column("bans").to_numpy()
    probability = combine(parts, bans)
    passed = probability >= w.tier_one
    named = np.array([level == "identified" for level in links.column("level").to_pylist()], bool)
    declared = np.array([s != "inferred" for s in links.column("subject").to_pylist()], bool)
    certain = links.column("state").to_numpy() == 2
    free = ~links.column("held_back").to_numpy(zero_copy_only=False)
    read = ~links.column("unread").to_numpy(zero_copy_only=False)
    shown_by_records = ~links.column("circumstantial").to_numpy(zero_copy_only=False)
    likely = (probability >= w.show_line) | ~free
    first = passed & named & declared & certain & free & read & shown_by_records
    one_check = passed | (reach(parts, bans, pack) >= w.tier_one).any(axis=1)
    shown = ~links.column("excluded").to_numpy(zero_copy_only=False)
    result = np.where(first, 1, np.where(one_check & likely, 2, 0))
    return np.where(shown, result, 0).astype(np.int64)


def reach(parts: Floats, bans: Floats, pack: Pack) -> Floats:
    """Return the probability that confirming each link alone would give; 0 where it moves too little."""
    reached = np.zeros_like(parts)
    confirmed = {check.link: check.confirmed for check in pack.weights.checks}
    for n, name in enumerate(LINKS):
        settled = np.full(len(parts), confirmed[name])
        moved = logit10(settled) - logit10(parts[:, n]) >= pack.weights.move_bans
        other = np.delete(parts, n, axis=1).prod(axis=1)
        after = probability_of(logit10(other * settled) + bans)
        reached[:, n] = np.where(moved, after, 0.0)
    return reached
