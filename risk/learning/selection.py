"""A round of checks (抽取核查): the top of the list, and a random slice that nobody can steer.

The slice (science.md D4.6) gives the only unbiased base rate, recall and fairness. It is drawn
from all officials, in strata of region, rank and name-commonness, blind to the score inside a
stratum. Half of it is drawn among officials with a lead: blindly drawn, a slice of fifty would
hold one lead, and no model could ever be judged by it. The odds of every row are kept, so estimates for the
whole pool stay unbiased.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from risk.learning.settings import Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """An official of the pool; `rank` is his place in the list, None without a lead."""

    official_id: str
    stratum: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """An official who is to be checked.

    `odds` is how likely he was to be drawn at all, `slice_odds` how likely into the random slice;
    the latter is 0 for who came from the list.
    """

    official_id: str
    stratum: str
    odds: float
    slice_odds: float = 0.0


def draw(pool: Sequence[Candidate], capacity: int, name: str, settings: Settings) -> list[Drawn]:
    """Return whom to check in a round, in the order of official_id: who sees it learns no rank.

    Parameters
    ----------
    pool : officials who may be checked; those of earlier rounds are not in it
    capacity : how many the office can check
    name : the round; with the official's id it decides the draw, the same for everybody
    """
    capacity = min(capacity, len(pool))
    wanted = min(capacity, max(settings.slice_least, math.ceil(settings.slice_share * capacity)))
    listed = sorted((c for c in pool if c.rank is not None), key=_rank)
    others = [c for c in pool if c.rank is None]
    of_leads = min(len(listed), round(settings.slice_of_leads * wanted))
    of_others = min(len(others), wanted - of_leads)
    of_leads = min(len(listed), wanted - of_others)
    random = _slice(listed, of_leads, name) | _slice(others, of_others, name)
    # whoever stands so high is checked whatever the lots say
    surely = {c.official_id for c in listed[: capacity - wanted]}
    rest = [c for c in listed if c.official_id not in random]
    chosen = {c.official_id: c for c in rest[: capacity - len(random)]}
    chosen |= {c.official_id: c for c in pool if c.official_id in random}
    return [
        Drawn(
            i, c.stratum, 1.0 if i in surely or i not in random else random[i], random.get(i, 0.0)
        )
        for i, c in sorted(chosen.items())
    ]


def _rank(candidate: Candidate) -> tuple[int, str]:
    return (candidate.rank or 0, candidate.official_id)


def _slice(pool: Sequence[Candidate], wanted: int, name: str) -> dict[str, float]:
    """Return the drawn officials with their odds, the same for all: `wanted` of the pool.

    Every stratum gets the whole part of its share; the rests, integers over the size of the pool,
    are drawn as well (systematic sampling, 系统抽样), or small strata would never be seen.
    """
    strata: dict[str, list[str]] = defaultdict(list)
    for candidate in pool:
        strata[candidate.stratum].append(candidate.official_id)
    size = len(pool)
    point = int(_lot(name, "start"), 16) % size if size else 0
    found: list[str] = []
    for stratum in sorted(strata, key=lambda s: _lot(name, s)):
        ids = sorted(strata[stratum], key=lambda i: _lot(name, i))
        share, rest = divmod(wanted * len(ids), size)
        more, point = point < rest, (point - rest) % size
        found += ids[: share + more]
    return dict.fromkeys(found, wanted / size if size else 0.0)


def _lot(name: str, item: str) -> str:
    return sha256(f"{name}|{item}".encode()).hexdigest()
