"""What a match would be if one field were otherwise (假如某一项不同): sums of bans, limits, levels.

The odds of a published row are ``10^Σ bans / R``, R being what its rivals weigh (1 where it has
none). R follows from the probability unless a limit lowered that; then the other rows of the same
subject stand in for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isclose, log10
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gammaincinv

from resolve.fields import Field
from resolve.knowledge import load
from resolve.limits import limits as of_pairs

Row = Mapping[str, Any]
#: Field → (agreement, bans).
Fields = dict[str, tuple[str, float]]
#: Published probabilities have six places; just below a level is one in the last of them.
_STEP = 1e-6
#: Bans from which a sum no longer grows (resolve.identities).
_MOST = 12.0
#: What an equal full number says in their place.
IN_NUMBER = ("name", "born", "sex", "region")


class Sums(NamedTuple):
    """How a row's probability comes about, in bans; total + rivals + limit is its log odds."""

    total: float  # Σ bans of all fields, the starting point among them
    rivals: float  # what other candidates take off, ≤ 0
    limit: float  # what a limit takes off, ≤ 0
    cap: str | None  # which limit: name_only, names_only, namesakes, spelling, theft


class Change(NamedTuple):
    """A row as it would be if one field were otherwise."""

    field: str
    agreement: str
    probability: float
    level: str


def sums(row: Row, others: Sequence[Row] = ()) -> Sums:
    """Return how the probability of a row comes about."""
    fields = _fields(row)
    total = sum(bans for _, bans in fields.values())
    probability = float(row["probability"])
    cap = _cap_of(probability, total, fields, row["subject"])
    rivals = _rivals(probability, min(total, _MOST), others, capped=cap is not None)
    if cap is None:
        return Sums(total, -log10(rivals), 0.0, None)
    limit = min(0.0, _logit(probability) - min(total, _MOST) + log10(rivals))
    return Sums(total, -log10(rivals), limit, cap)


def changes(row: Row, added: Sums) -> list[Change]:
    """Return the single changes that move the level of a row, biggest change of probability first."""
    before = _fields(row)
    found = []
    for field, agreement, bans in alternatives(before, row["subject"]):
        after = {**before, field: (agreement, bans)}
        if agreement == "full_equal":
            after |= {name: ("missing", 0.0) for name in IN_NUMBER if name in before}
            after["name"] = ("agree", 0.0)
        probability = _published(after, added, row)
        level = level_of(probability)
        if level != row["level"]:
            found.append(Change(field, agreement, probability, level))
    return sorted(found, key=lambda c: (-abs(c.probability - row["probability"]), c.field))


def level_of(probability: float) -> str:
    """Return the level of a probability, ``none`` below `hold`."""
    levels = load("weights")["levels"]
    names = ("identified", "probable", "hold")
    return next((name for name in names if probability >= levels[name]), "none")


def limits(fields: Fields, subject: str) -> dict[str, float]:
    """Return the limits that hold for a row's fields, by name."""
    prior = np.array([load("weights")["prior"]["self" if subject == "self" else "relative"]])
    compared = {
        name: Field(name, np.array([agreement], object), np.array([bans]))
        for name, (agreement, bans) in fields.items()
    }
    found = {name: float(most[0]) for name, most in of_pairs(compared, prior).items()}
    return {name: most for name, most in found.items() if most < 1.0}


def alternatives(fields: Fields, subject: str) -> Iterator[tuple[str, str, float]]:
    """Yield what each field of a row could be instead: (field, agreement, bans)."""
    for field, (agreement, bans) in fields.items():
        if field == "id":
            yield from _other_numbers(fields, agreement, subject)
        elif _number_is_equal(fields) and field in IN_NUMBER:
            continue
        elif field == "born":
            yield from _other_births(agreement, bans)
        elif field in ("sex", "phone", "address", "region"):
            yield from _other_facts(field, agreement, bans)
        elif field == "family" and bans > 0:
            yield field, "missing", 0.0
        elif field not in ("prior", "name", "place", "family") and abs(bans) > _STEP:
            yield field, "not counted", 0.0


def _fields(row: Row) -> Fields:
    return {f["field"]: (f["agreement"], float(f["bans"])) for f in row["fields"]}


def _number_is_equal(fields: Fields) -> bool:
    return fields.get("id", ("", 0.0))[0] == "full_equal"


def _cap_of(probability: float, total: float, fields: Fields, subject: str) -> str | None:
    """Return the limit that a published probability stands at, None where it stands at none."""
    free = _probability(total)
    held = limits(fields, subject)
    if "spelling" not in held:
        held["namesakes"] = float(load("weights")["levels"]["identified"]) - _STEP
    for name, limit in sorted(held.items(), key=lambda item: (item[1], item[0])):
        if isclose(probability, limit, abs_tol=1.5 * _STEP) and free > limit + 1.5 * _STEP:
            return name
    return None


def _rivals(probability: float, total: float, others: Sequence[Row], *, capped: bool) -> float:
    """Return what stands against a row, 1 where nothing does but "none of them"."""
    if probability <= 0.0:
        return 1.0
    told: float = 10.0**total * (1.0 - probability) / probability
    if capped:
        weights = (10.0 ** min(sum(b for _, b in _fields(other).values()), _MOST)
                   for other in others if other["probability"] + probability <= 1.0)  # fmt: skip
        told = min(told, 1.0 + sum(weights))
    return max(told, 1.0)


def _published(fields: Fields, added: Sums, row: Row) -> float:
    """Return the probability that a row with these fields would be published with."""
    if any(agreement == "impossible" for agreement, _ in fields.values()):
        return 0.0
    total = sum(bans for _, bans in fields.values())
    odds = min(total, _MOST) + added.rivals
    probability = min(_probability(odds), *limits(fields, row["subject"]).values())
    identified = load("weights")["levels"]["identified"]
    by_name = not _number_is_equal(fields) and fields.get("judgement", ("",))[0] != "same"
    if by_name and _probability(odds - _doubt(row, added)) < identified:
        probability = min(probability, identified - _STEP)
    return round(probability, 6)


def _doubt(row: Row, added: Sums) -> float:
    """Return how many bans the careful estimate of the number of namesakes (D3.3) may take off.

    The row does not tell; it is at most that of a name without a second bearer. A row that is
    identified has shown that it is no more than its margin.
    """
    rule = load("weights")["frequency"]
    most = log10(gammaincinv(rule["shape"], rule["bound"]) / rule["shape"])
    if row["level"] != "identified":
        return float(most)
    margin = (
        min(added.total, _MOST) + added.rivals - _logit(load("weights")["levels"]["identified"])
    )
    return float(min(most, max(margin, 0.0)))


def _other_numbers(
    fields: Fields, agreement: str, subject: str
) -> Iterator[tuple[str, str, float]]:
    if agreement in ("full_equal", "impossible") or "prior" not in fields:
        return
    weights = load("weights")
    prior = weights["prior"]["self" if subject == "self" else "relative"]
    size = _logit(prior) - fields["prior"][1]  # log10 of the number of registered persons
    yield "id", "full_equal", size - log10(weights["id"]["theft"])
    yield "id", "impossible", 0.0


def _other_births(agreement: str, bans: float) -> Iterator[tuple[str, str, float]]:
    """Yield the other outcomes of a date of birth; what differs does so at the width compared."""
    rule = load("weights")["born"]
    widths = {"agree_year": ("year", 1.0), "agree_month": ("month", 12.0)}
    width, parts = widths.get(agreement, ("day", 365.25))
    m, year = rule["m"][width], rule["default_u_year"]
    if agreement == "doubtful_agree":
        year = min(max(rule["doubtful_m"] / 10**bans * parts, 1e-6), 0.9)
    if agreement.startswith("agree"):
        year = min(max(m / 10**bans * parts, 1e-6), 0.9)
    day = year / 365.25
    if agreement != "agree_day":
        yield "born", "agree_day", log10(rule["m"]["day"] / day)
    if agreement not in ("partial", "disagree"):
        slip = rule["year_only"]
        yield "born", "partial", log10((1 - rule["m"]["day"]) * slip / max(year - day, 1e-9))
        slip = slip if parts > 1 else 0.0
        yield "born", "disagree", log10((1 - m) * (1 - slip) / (1 - year))


def _other_facts(field: str, agreement: str, bans: float) -> Iterator[tuple[str, str, float]]:
    rule = load("weights")[field]
    m, floor = rule["m"], rule["u_floor"]
    if agreement == "agree":
        u = min(max(m / 10**bans, floor), 0.999)
    elif agreement == "disagree":
        u = max(1 - (1 - m) / 10**bans, floor)
    elif agreement == "missing" and field != "region":
        u = rule.get("default_u", floor)
    else:
        return
    if agreement != "agree":
        yield field, "agree", log10(m / u)
    if agreement != "disagree":
        yield field, "disagree", log10((1 - m) / (1 - u))


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-12), 1 - 1e-12)
    return log10(clipped / (1 - clipped))


def _probability(bans: float) -> float:
    return 1.0 / (1.0 + 10.0**-bans) if bans > -300 else 0.0
