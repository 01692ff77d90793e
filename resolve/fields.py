"""Field by field, how much better "one person" explains a pair than "two strangers" (比对权重).

Every function returns the agreement of each pair and its weight of evidence in bans, log10(m / u):
m is the chance of what is seen if the two are one person (`weights.yaml`), u if they are two, taken
from the office's own tables with a floor. A missing field weighs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.knowledge import load
from resolve.names import one_slip
from resolve.sql import column, query

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[Any]

#: How a comparison is told in the table of pairs: nothing to compare, agrees, does not, a hub.
SEEN = {"missing": 0, "agree": 1, "disagree": 2, "hub": 3}
#: Bans that stand for "impossible" where a number is needed; such a pair has probability 0.
IMPOSSIBLE = -9.0


class Field(NamedTuple):
    """One compared field of n pairs."""

    name: str
    agreement: Texts  # agree, partial, disagree, impossible, missing, …
    bans: Floats


class Register(NamedTuple):
    """What the register says of its persons at large, for the chances of agreement by accident."""

    birth_year: Floats  # of each person: chance that a stranger was born in the same year
    sex: float  # chance that two strangers with one given name's last character share the sex
    region: Floats  # of each person: share of the region code of his ID, 0 where unknown


def describe(persons: pa.Table) -> Register:
    """Count birth years, sexes and ID regions of the register persons; persons by their number k."""
    rule = load("weights")["born"]
    years = _count("SELECT left(born, 4) AS key_, count(*) AS n FROM persons", persons, "born")
    total = sum(years.values())
    smoothing = rule["smoothing"]
    base = smoothing * rule["default_u_year"]
    chance = {year: (n + base) / (total + smoothing) for year, n in years.items()}
    unseen = max(base, smoothing / rule["years_span"]) / (total + smoothing)
    regions = _count("SELECT region AS key_, count(*) AS n FROM persons", persons, "region")
    known = sum(regions.values())
    shares = {code: n / known for code, n in regions.items()}
    shown = pc.coalesce(persons["born"], persons["doubtful_born"])
    return Register(
        _looked_up(pc.utf8_slice_codeunits(shown, 0, 4), chance, unseen),
        sex_agreement(persons),
        _looked_up(persons["region"], shares, 0.0),
    )


def _looked_up(values: pa.ChunkedArray, known: dict[str, float], other: float) -> Floats:
    """Return what is known of each value, each distinct one looked up once."""
    coded = pc.fill_null(values, "").combine_chunks().dictionary_encode()
    found = [known.get(value, other) for value in coded.dictionary.to_pylist()]
    looked: Floats = np.array(found, np.float64)[coded.indices.to_numpy()]
    return looked


def _count(select: str, persons: pa.Table, field: str) -> dict[str, int]:
    sql = f"{select} WHERE {field} IS NOT NULL GROUP BY key_ ORDER BY key_"
    return {row["key_"]: row["n"] for row in query(sql, persons=persons).to_pylist()}


def sex_agreement(persons: pa.Table) -> float:
    """Return how often two persons whose given names end alike share the sex."""
    rule = load("weights")["sex"]
    counted = query(
        """
        SELECT coalesce(sum(n * (n - 1)), 0)::DOUBLE AS pairs,
               coalesce(sum(a * (a - 1) + (n - a) * (n - a - 1)), 0)::DOUBLE AS same
        FROM (SELECT count(*) AS n, count(*) FILTER (sex = '男') AS a FROM persons
              WHERE sex IS NOT NULL GROUP BY right(name, 1))
        """,
        persons=persons,
    ).to_pylist()[0]
    prior = 100
    return float(
        max(
            (counted["same"] + prior * rule["default_u"]) / (counted["pairs"] + prior),
            rule["u_floor"],
        )
    )


def compare_name(pairs: pa.Table, frequency: Floats) -> Field:
    """Weigh the name: ``1 / f`` where it agrees, ``m / u`` where it is spelled otherwise; by ID token alone it may differ.

    Parameters
    ----------
    frequency : array (n,), f of the register person's name, κ included (D3.1)
    """
    full = column(pairs, "full_same").astype(bool)
    rule = load("weights")["name"]
    differs = name_is(pairs, "different")
    slips = np.zeros(len(differs), bool)
    for n in np.flatnonzero(differs & full):
        slips[n] = one_slip(pairs["s_name"][int(n)].as_py(), pairs["k_name"][int(n)].as_py())
    near = ~differs & ~names_agree(pairs)
    slips |= near
    bans = -np.log10(np.maximum(frequency, 1e-12))
    spelled = np.log10(column(pairs, "name_m") / column(pairs, "name_u"))
    bans = np.select([differs, near], [np.log10(rule["mismatch"]), spelled], bans)
    # An equal full number already points at one person; the name then only confirms or disturbs.
    by_number = np.select([slips, differs], [rule["id_slip"], rule["id_mismatch"]], 0.0)
    agreement = _told(
        [name_is(pairs, "former"), slips, differs], ["former", "partial", "disagree"], "agree"
    )
    return Field("name", agreement, np.where(full, by_number, bans))


def name_is(pairs: pa.Table, relation: str) -> Bools:
    """Say of each pair whether its names are so related: same, former, different."""
    return np.asarray(pc.equal(pairs["name_relation"], relation).to_numpy(), bool)


def names_agree(pairs: pa.Table) -> Bools:
    """Say of each pair whether a name of the subject, present or former, is the person's."""
    return name_is(pairs, "same") | name_is(pairs, "former")


def _told(cases: list[Bools], words: list[str], other: str) -> Texts:
    """Return the word of the first case that holds; one object a word, not one a pair."""
    told: Texts = np.array([*words, other], object)[
        np.select(cases, list(range(len(words))), len(words))
    ]
    return told


def compare_number(pairs: pa.Table, size: int) -> Field:
    """Weigh the ID number: full numbers equal or different, masked ones compatible or not, failing ones near or not.

    Two equal full numbers are one person but for stolen identities (D0.3): among `size` register
    persons `id.theft` strangers are expected to carry the number. Where neither full numbers nor masks can be compared, a
    number that fails its check is: it may be a slip of the other one (`not_twice` weighs the rest of it).
    """
    rule = load("weights")["id"]
    flag = {name: column(pairs, name).astype(bool) for name in
            ("full_same", "full_other", "mask_same", "mask_other", "near_same", "near_other")}  # fmt: skip
    conflict = flag["mask_other"] & ~flag["full_same"]
    masked = flag["mask_same"] & ~conflict
    cases = [flag["full_same"], flag["full_other"], conflict, masked,
             flag["near_same"], flag["near_other"]]  # fmt: skip
    m, u, equal = rule["near_m"], rule["near_u"], np.log10(size / rule["theft"])
    bans = np.select(
        cases,
        [
            np.full(len(masked), equal),
            np.full(len(masked), IMPOSSIBLE),
            np.full(len(masked), np.log10(rule["mask_conflict"])),
            np.log10(rule["mask_m"] / column(pairs, "mask_u")),
            np.full(len(masked), np.log10(m / u)),
            np.full(len(masked), np.log10((1 - m) / (1 - u))),
        ],
        0.0,
    )
    names = ["full_equal", "impossible", "masked_conflict", "masked_equal",
             "near_equal", "near_differs"]  # fmt: skip
    return Field("id", _told(cases, names, "missing"), bans)


def compare_born(pairs: pa.Table, register: Register) -> Field:
    """Weigh the dates of birth, at the coarser precision of the two; one of a failing number weighs little."""
    rule = load("weights")["born"]
    width = column(pairs, "born_width")
    same = column(pairs, "born_same").astype(bool)
    same_year = column(pairs, "born_same_year").astype(bool)
    usable = (width > 0) & ~_said_by_number(pairs, "born")
    year = register.birth_year[column(pairs, "k").astype(np.int64)]
    kinds = [width == 4, width == 7, width == 10]
    m = np.select(kinds, [rule["m"][name] for name in ("year", "month", "day")], 0.5)
    u = year / np.select(kinds, [1.0, 12.0, 365.25], 1.0)
    # Of those whose dates differ, most still agree in the year: lunar dates, slips.
    slip = np.where(width > 4, rule["year_only"], 0.0)
    doubtful = usable & column(pairs, "born_doubtful").astype(bool)
    doubt = rule["doubtful_m"]
    cases = [~usable, doubtful & same, doubtful, same, same_year, usable]
    bans = np.select(
        cases,
        [
            np.zeros(len(year)),
            np.log10(doubt / u),
            np.log10((1 - doubt) / (1 - u)),
            np.log10(m / u),
            np.log10(np.maximum((1 - m) * slip, 1e-9) / np.maximum(year - u, 1e-9)),
            np.log10((1 - m) * (1 - slip) / (1 - year)),
        ],
    )
    agree = [usable & same & kind for kind in kinds]
    words = ["doubtful_agree", "doubtful_differs", "agree_year", "agree_month", "agree_day",
             "partial", "disagree"]  # fmt: skip
    seen = [doubtful & same, doubtful, *agree, usable & ~same & same_year, usable & ~same]
    return Field("born", _told(seen, words, "missing"), bans)


def compare_sex(pairs: pa.Table, register: Register) -> Field:
    """Weigh the sex, against strangers whose given names end in the same character."""
    seen = column(pairs, "sex")
    m, u = (np.full(len(seen), x) for x in (load("weights")["sex"]["m"], register.sex))
    usable = (seen != SEEN["missing"]) & ~_said_by_number(pairs, "sex")
    return _two_way("sex", usable, seen == SEEN["agree"], m, u)


def compare_region(pairs: pa.Table, register: Register) -> Field:
    """Weigh the region codes of two ID numbers that no common mask compares."""
    rule = load("weights")["region"]
    seen = column(pairs, "region")
    usable = (seen != SEEN["missing"]) & ~_compared(pairs)
    share = register.region[column(pairs, "k").astype(np.int64)]
    u = np.clip(share, rule["u_floor"], 0.95)
    return _two_way("region", usable, seen == SEEN["agree"], np.full(len(u), rule["m"]), u)


def compare_contact(pairs: pa.Table, name: str) -> Field:
    """Weigh the person's telephone or home against those of the companies; hubs weigh nothing."""
    rule = load("weights")[name]
    seen = column(pairs, name)
    agree, disagree, hub = (seen == SEEN[word] for word in ("agree", "disagree", "hub"))
    m, u = (np.full(len(seen), rule[x]) for x in ("m", "u_floor"))
    field = _two_way(name, agree | disagree, agree, m, u)
    return field._replace(
        agreement=_told([agree, disagree, hub], ["agree", "disagree", "hub"], "missing")
    )


def compare_place(pairs: pa.Table) -> Field:
    """Weigh, weakly, whether the companies lie in a prefecture where the official has served."""
    rule = load("weights")["place"]
    seen, u = column(pairs, "place"), np.clip(column(pairs, "place_u"), 0.001, 0.999)
    m = np.maximum(rule["m"], u)
    field = _two_way("place", seen != SEEN["missing"], seen == SEEN["agree"], m, u)
    return field._replace(bans=np.clip(field.bans, -rule["limit"], rule["limit"]))


def _compared(pairs: pa.Table) -> Bools:
    result: Bools = np.logical_or.reduce([
        column(pairs, name).astype(bool)
        for name in ("full_same", "full_other", "mask_same", "mask_other")
    ])  # fmt: skip
    return result


def _said_by_number(pairs: pa.Table, facet: str) -> Bools:
    """Say where the comparison of the numbers has already used a facet: both numbers show it."""
    full = column(pairs, "full_same").astype(bool)
    said: Bools = full | (_compared(pairs) & column(pairs, f"{facet}_shown").astype(bool))
    return said


def not_twice(number: Field, name: Field, facets: Sequence[Field], size: int) -> Field:
    """Take off a failing number near a good one what date of birth, sex and region have told of it.

    What is left and the name, which an equal number has no need of, together say less than an equal number does.
    """
    rule = load("weights")["id"]
    told = sum(np.maximum(facet.bans, 0.0) for facet in facets)
    most = np.log10(size / rule["theft"]) - rule["near_below"] - np.maximum(name.bans, 0.0)
    left = np.maximum(np.minimum(number.bans, most) - told, 0.0)
    return number._replace(bans=np.where(number.agreement == "near_equal", left, number.bans))


def _two_way(name: str, usable: Bools, same: Bools, m: Floats, u: Floats) -> Field:
    bans = np.where(same, np.log10(m / u), np.log10((1 - m) / (1 - u)))
    agreement = _told([usable & same, usable], ["agree", "disagree"], "missing")
    return Field(name, agreement, np.where(usable, bans, 0.0))
