"""How much commoner a name is among persons of one sex, cohort and region (性别、年代、地域倾向).

``f(name | sex, cohort, region) = f(name) · R(given | sex, cohort) · R(surname | region)``. The ratios
are estimated from the office's own persons, each once, of whom these are known: counts over expected
counts, drawn towards 1, or for given names towards what their characters say, and those towards the
synthetic table. Weighted with how many persons each cell has, the ratios of a name average 1; so where
sex or cohort is missing the ratio is the average itself, and nothing is gained by not knowing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.special import gammaincinv

from resolve.fields import SEEN
from resolve.given_names import SEXES, characters, cohorts, table
from resolve.knowledge import load

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Who(NamedTuple):
    """Persons, one entry each: numbers of what is known of them, -1 where it is not."""

    given: Ints
    surname: Ints
    sex: Ints
    cohort: Ints
    region: Ints


class Tendencies(NamedTuple):
    """Ratios and the shape of their gamma posterior, by number of the given name or surname."""

    weight: Floats  # (2, cohorts), share of persons in each cell
    given: Floats  # (givens, 2, cohorts)
    given_shape: Floats
    regions: Floats  # (regions,), share of persons
    surname: Floats  # (surnames, regions)
    surname_shape: Floats


def who(names: pa.Table, sex: pa.ChunkedArray, born: pa.ChunkedArray, region: Ints) -> Who:
    """Return what is known of persons.

    Parameters
    ----------
    names : columns given and surname, numbers
    sex, born : as registers write them, null or empty where unknown
    region : array, number of the region, -1 where unknown
    """
    each = (_coded(values) for values in (sex, born))
    (sexes, sex_code), (dates, born_code) = each
    of_sex = np.array([SEXES.index(s) if s in SEXES else -1 for s in sexes], np.int64)
    of_date = cohorts([d or "" for d in dates])
    given, surname = (names[key].to_numpy().astype(np.int64) for key in ("given", "surname"))
    return Who(given, surname, of_sex[sex_code], of_date[born_code], region)


def _coded(values: pa.ChunkedArray) -> tuple[list[str | None], Ints]:
    encoded = values.combine_chunks().dictionary_encode(null_encoding="encode")
    return encoded.dictionary.to_pylist(), encoded.indices.to_numpy().astype(np.int64)


def fit(persons: Who, givens: list[str], surnames: int, regions: int) -> Tendencies:
    """Estimate the ratios.

    Parameters
    ----------
    persons : deduplicated persons; those of whom sex or cohort is unknown say nothing of given
        names, those without region nothing of surnames
    givens : given name by its number
    surnames, regions : how many of each there are
    """
    rule = load("weights")["tendencies"]
    known = (persons.sex >= 0) & (persons.cohort >= 0) & (persons.given >= 0)
    cells = len(table().starts) * 2
    cell = persons.sex[known] * (cells // 2) + persons.cohort[known]
    counted = np.bincount(cell, minlength=cells) + rule["cell"]
    weight = counted / counted.sum()
    given, shape = _given_ratios(persons.given[known], cell, givens, weight, rule)
    seated = (persons.region >= 0) & (persons.surname >= 0)
    region = np.bincount(persons.region[seated], minlength=max(regions, 1)).astype(float)
    share = region / max(float(region.sum()), 1.0)
    counts = _counts(persons.surname[seated], persons.region[seated], surnames, max(regions, 1))
    surname, surname_shape = _shrunk(counts, share, np.ones_like(counts), rule["surname"])
    two = (2, cells // 2)
    each = (len(givens), *two)
    return Tendencies(
        weight.reshape(two), given.reshape(each), shape.reshape(each),
        share, surname, surname_shape,
    )  # fmt: skip


def _given_ratios(
    given: Ints, cell: Ints, givens: list[str], weight: Floats, rule: dict[str, float]
) -> tuple[Floats, Floats]:
    """Return ratios of given names: first of the characters, then of the names themselves."""
    share = table().share
    by_table = share / (share @ weight)[:, None]
    code = characters(givens)
    counts = _counts(given, cell, len(givens), len(weight))
    of_character = np.zeros_like(share)
    for place in code.T:
        np.add.at(of_character, place[place >= 0], counts[place >= 0])
    of_character[-1] = 0.0  # the characters that are not listed have nothing in common
    each, _ = _shrunk(of_character, weight, by_table, rule["character"])
    together = np.ones_like(counts)
    for place in code.T:
        together *= np.where(place[:, None] >= 0, each[place], 1.0)
    together = _tempered(together / (together @ weight)[:, None], weight, rule["fashion"])
    return _shrunk(counts, weight, together, rule["given"])


def _tempered(ratio: Floats, weight: Floats, power: float) -> Floats:
    """Return ratios whose cohort within a sex counts for less: both characters tell one fashion."""
    share = weight.reshape(2, -1)
    cells = ratio.reshape(len(ratio), *share.shape)
    of_sex = (cells * share).sum(axis=2, keepdims=True) / share.sum(axis=1)[:, None]
    fashion = (cells / of_sex) ** power
    fashion /= (fashion * share).sum(axis=2, keepdims=True) / share.sum(axis=1)[:, None]
    tempered: Floats = (of_sex * fashion).reshape(ratio.shape)
    return tempered


def _shrunk(
    counts: Floats, weight: Floats, prior: Floats, strength: float
) -> tuple[Floats, Floats]:
    """Return ratios of counts to expected counts, drawn to `prior`, averaging 1; and gamma shapes."""
    shape = counts + strength * prior
    ratio = shape / (counts.sum(axis=1, keepdims=True) * weight + strength)
    average = (ratio @ weight)[:, None]
    return ratio / np.where(average > 0, average, 1.0), shape


def _counts(row: Ints, column: Ints, rows: int, columns: int) -> Floats:
    flat = np.bincount(row * columns + column, minlength=rows * columns)
    return flat.astype(np.float64).reshape(rows, columns)


class Ratios(NamedTuple):
    """For each person: of the full name, the factor up to its upper bound, of the given name."""

    full: Floats
    high: Floats
    given: Floats


def ratios(fitted: Tendencies, persons: Who, sex_alike: Floats | float | None = None) -> Ratios:
    """Return how much commoner the names are for what is known; the rest is averaged over.

    Parameters
    ----------
    sex_alike : chance that a stranger shares the sex, where somebody has counted with it already:
        then the ratio is that of both, name and sex, to what he has. None: nobody has.

    Notes
    -----
    No ratio is below `tendencies.least`.
    """
    rule = load("weights")
    bound: float = rule["frequency"]["bound"]
    least: float = rule["tendencies"]["least"]
    given, given_high = _of_given(fitted, persons, bound)
    if sex_alike is not None:
        given = given * np.where(persons.sex >= 0, _sex_share(fitted, persons) / sex_alike, 1.0)
    surname, surname_high = _of_surname(fitted, persons, bound)
    high = np.exp(np.hypot(np.log(given_high), np.log(surname_high)))
    return Ratios(np.maximum(given * surname, least), high, np.maximum(given, least))


def pair_ratios(
    pairs: pa.Table, persons: pa.Table, parts: pa.Table, called: Ints, sex_alike: float
) -> Ratios:
    """Return the ratios for what each candidate pair agrees in.

    Where the two differ, or one is silent, the ratio is the average.

    Parameters
    ----------
    pairs : table of `resolve.pairs.compare`
    persons : table of `resolve.pairs.register_persons`
    parts : `resolve.frequency.name_parts` of the distinct names
    called : array (persons,), number of each person's name, -1 where it is masked
    sex_alike : chance of two strangers' sexes agreeing that the field `sex` counts with
    """
    (givens, given), (surnames, surname) = (_coded(parts[key]) for key in ("given", "surname"))
    seats, seat = _coded(pc.utf8_slice_codeunits(persons["region"], 0, 4))
    seat = np.array([n if code else -1 for n, code in enumerate(seats)], np.int64)[seat]
    codes = {
        "given": np.append(given, -1)[called],
        "surname": np.append(surname, -1)[called],
    }
    register = who(pa.table(codes), persons["sex"], persons["born"], seat)
    fitted = fit(register, [g or "" for g in givens], len(surnames), len(seats))
    k = pairs["k"].to_numpy().astype(np.int64)
    same = {key: pairs[key].to_numpy() == SEEN["agree"] for key in ("sex", "region")}
    known = Who(
        register.given[k], register.surname[k],
        np.where(same["sex"], register.sex[k], -1),
        np.where(pairs["born_width"].to_numpy() > 0, register.cohort[k], -1),
        np.where(same["region"], register.region[k], -1),
    )  # fmt: skip
    # a mask that shows the sex counts it once for all names, with nothing known of the given name
    by_mask = pairs["sex_shown"].to_numpy().astype(bool) & pairs["mask_same"].to_numpy().astype(
        bool
    )
    plain = float((fitted.weight.sum(axis=1) ** 2).sum())
    return ratios(fitted, known, np.where(by_mask, plain, sex_alike))


def _sex_share(fitted: Tendencies, persons: Who) -> Floats:
    """Return the share of each person's sex, in his cohort where that is known."""
    by_cohort = fitted.weight / fitted.weight.sum(axis=0)
    dated = by_cohort[persons.sex, persons.cohort]
    result: Floats = np.where(persons.cohort >= 0, dated, fitted.weight.sum(axis=1)[persons.sex])
    return result


def _of_given(fitted: Tendencies, persons: Who, bound: float) -> tuple[Floats, Floats]:
    """Return the ratio of the given name and the factor up to its bound."""
    ratio, high = np.ones(len(persons.given)), np.ones(len(persons.given))
    sexed, dated = persons.sex >= 0, persons.cohort >= 0
    for has_sex, has_date in ((True, True), (True, False), (False, True)):
        at = np.flatnonzero((sexed == has_sex) & (dated == has_date) & (persons.given >= 0))
        over = tuple(n for n, has in ((1, has_sex), (2, has_date)) if not has)
        weight = fitted.weight.sum(axis=tuple(n - 1 for n in over), keepdims=True)
        values = (fitted.given * fitted.weight).sum(axis=over, keepdims=True) / weight
        shapes = fitted.given_shape.sum(axis=over, keepdims=True)
        which = (
            persons.given[at],
            persons.sex[at] if has_sex else np.zeros(len(at), np.int64),
            persons.cohort[at] if has_date else np.zeros(len(at), np.int64),
        )
        ratio[at] = values[which]
        high[at] = _upper(shapes[which], bound)
    return ratio, high


def _of_surname(fitted: Tendencies, persons: Who, bound: float) -> tuple[Floats, Floats]:
    ratio, high = np.ones(len(persons.surname)), np.ones(len(persons.surname))
    at = np.flatnonzero((persons.region >= 0) & (persons.surname >= 0))
    which = persons.surname[at], persons.region[at]
    ratio[at] = fitted.surname[which]
    high[at] = _upper(fitted.surname_shape[which], bound)
    return ratio, high


def _upper(shape: Floats, bound: float) -> Floats:
    """Return the upper credible bound of a gamma of this shape as a multiple of its mean, ≥ 1."""
    values, code = np.unique(np.maximum(shape, 0.1), return_inverse=True)
    result: Floats = np.maximum(gammaincinv(values, bound) / values, 1.0)[code]
    return result
