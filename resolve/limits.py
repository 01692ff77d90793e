"""How sure a match may be at most, whatever its sum says (认定的上限): one rule for the table and for its explanation.

A year or month of birth, or a number that fails its check, tells too little apart to carry "identified" (law.md B.0, ID-2;
D3.6), names alone never do, and nothing is surer than an equal full number, which a stolen identity carries as
well (D0.3).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from resolve.fields import Field
from resolve.knowledge import load

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Fields that say who somebody is, beside his name; without one of them two names are not enough.
DISTINGUISHING = ("id", "born", "phone", "address")
#: Agreements that they need for it, where any that speaks for the pair will not do.
_FIRM = {"id": ("full_equal", "masked_equal"), "born": ("agree_day",)}
#: Just below a level: what a probability is lowered to when its grounds do not carry that level.
BELOW = 1e-6


def limits(compared: Mapping[str, Field], prior: Floats) -> dict[str, Floats]:
    """Return the most that each limit leaves of n pairs' probabilities, 1 where it does not hold.

    Parameters
    ----------
    compared : the weighed fields of the pairs, by name; any may be absent
    prior : array (n,), chance that the subject is in the registers at all
    """
    weights = load("weights")
    caps, identified = weights["caps"], weights["levels"]["identified"]
    judged = _is(compared, "judgement", ("same",), len(prior))
    numbered = _is(compared, "id", ("full_equal",), len(prior))
    otherwise = _is(compared, "name", ("partial", "disagree"), len(prior)) & ~numbered & ~judged
    known, some = judged.copy(), judged.copy()
    for name in DISTINGUISHING:
        if name in compared:
            speaks = compared[name].bans > 0
            some |= speaks
            known |= speaks & _is(compared, name, _FIRM.get(name, ()), len(prior))
    # Groups of companies have many directors: names in two linked ones carry no more than one name.
    some |= _is(compared, "family", ("agree",), len(prior))
    some |= _is(compared, "id", ("near_equal",), len(prior))
    return {
        "theft": prior / (prior + weights["id"]["theft"] * (1 - prior)),
        "names_only": np.where(known, 1.0, caps["names_only"]),
        "name_only": np.where(known | some, 1.0, caps["name_only"]),
        # Two spellings are one name only where a number says so, or somebody who has looked.
        "spelling": np.where(otherwise, identified - BELOW, 1.0),
    }


def _is(compared: Mapping[str, Field], name: str, agreements: tuple[str, ...], size: int) -> Bools:
    """Say where a field has one of some agreements; of none named, where it is compared at all."""
    if name not in compared:
        return np.zeros(size, bool)
    if not agreements:
        return np.ones(size, bool)
    result: Bools = np.isin(compared[name].agreement.astype(object), agreements)
    return result
