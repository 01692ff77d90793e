"""How common a name is (重名程度): a gamma posterior of its frequency from the office's own persons.

A name's frequency f is uncertain about a fallback ``f0 = P(surname) · P(given name) · κ`` fitted to
the office's register and roster, each person once. Counting c other bearers among N persons gives
``f ~ Gamma(a + c, a / f0 + N)``. "Other" matters: with f integrated out, the ratio of "he is one
of the c bearers" to "none is" needs the count without the candidate himself (leave one out), which
follows from ν in D3.1 when the number of bearers is Poisson with a gamma rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import gammaincinv

from resolve.given_names import expected
from resolve.knowledge import load, surname_shares
from resolve.sql import query

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Commonness:
    """Frequencies of n names, and what they were estimated from.

    Attributes
    ----------
    fallback : array (n,), f0 of each name, a share of the population, floored as D3.3 says
    given : array (n,), probability of its given name
    shape, rate : array (n,), the gamma posterior with the name's own bearer left out
    """

    fallback: Floats
    given: Floats
    shape: Floats
    rate: Floats

    def mean(self) -> Floats:
        """Return the expected frequency of each name, a share of the population."""
        return self.shape / self.rate

    def excess(self) -> Floats:
        """Return by how much the upper credible bound (D3.3) of each frequency exceeds the mean."""
        bound: float = load("weights")["frequency"]["bound"]
        shapes, code = np.unique(self.shape, return_inverse=True)
        factor: Floats = (gammaincinv(shapes, bound) / shapes)[code]
        return factor


def name_parts(names: pa.Array) -> pa.Table:
    """Return the columns surname and given of canonical names, as `resolve.names.split` parts them."""
    compound = [name for name in surname_shares() if len(name) == 2]
    return query(
        """
        WITH cut AS (
          SELECT n, name, CASE
            WHEN contains(name, '·') THEN strpos(name, '·') - 1
            WHEN length(name) > 2 AND left(name, 2) IN (SELECT name FROM compound) THEN 2
            ELSE 1 END AS width
          FROM names
        )
        SELECT left(name, width) AS surname, CASE WHEN contains(name, '·') THEN substr(name, width + 2) ELSE substr(name, width + 1) END AS given
        FROM cut ORDER BY n
        """,
        names=pa.table({"n": np.arange(len(names)), "name": names.cast(pa.string())}),
        compound=pa.table({"name": pa.array(compound, pa.string())}),
    )


def fit(names: pa.Array, register: Ints, roster: Ints, parts: pa.Table | None = None) -> Commonness:
    """Estimate how common names are.

    Parameters
    ----------
    names : n distinct canonical names, an Arrow array or a list
    register : array (n,), distinct register persons of each name
    roster : array (n,), officials of each name
    parts : `name_parts` of the names, where they are known already

    Returns
    -------
    Commonness
        Of the same n names. One bearer in the register and one in the roster are left out of the
        counts: the candidate and the official himself.
    """
    weights = load("weights")["frequency"]
    counts = (register + roster).astype(np.float64)
    others = np.maximum(register - 1, 0) + np.maximum(roster - 1, 0)
    own = counts - others
    total = float(counts.sum())
    parts = name_parts(pa.array(names, pa.string())) if parts is None else parts
    surname_code, surnames = _codes(parts["surname"])
    given_code, givens = _codes(parts["given"])
    surname_count = np.bincount(surname_code, weights=counts, minlength=len(surnames)).astype(float)
    given_count = np.bincount(given_code, weights=counts, minlength=len(givens)).astype(float)
    shares = surname_shares()
    national = np.array([shares.get(surname, shares["*"]) for surname in surnames])
    strength = weights["surname"]
    p_surname = (surname_count + strength * national) / (total + strength)
    by_character = _character_model(givens, given_count, weights)
    table = weights["table"] / (total + weights["table"])
    by_character = (1 - table) * by_character + table * expected(givens)
    strength = weights["given"]
    others_given = np.maximum(given_count[given_code] - own, 0)
    given = (others_given + strength * by_character[given_code]) / (total + strength)
    ratio = _kappa(counts, surname_count, given_count)
    lowest = 1 / (2 * weights["population"])
    fallback = np.clip(p_surname[surname_code] * given * ratio, lowest, 1.0)
    shape = weights["shape"] + others
    return Commonness(fallback, given, shape, weights["shape"] / fallback + total)


def _codes(values: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Return each value's index among the distinct ones, in order of first appearance."""
    encoded = values.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def _character_model(givens: list[str], count: Floats, weights: dict[str, Any]) -> Floats:
    """Return P(given name) as P(length) · Π P(character | first or later place).

    It stands in for given names that are seen once or never.
    """
    smoothing, size = weights["character"], weights["characters"]
    if not givens:
        return np.empty(0)
    width = max(map(len, givens))
    letters = np.array(givens, dtype=f"U{max(width, 1)}").view(np.uint32).reshape(len(givens), -1)
    length = (letters > 0).sum(axis=1)
    bearers = np.bincount(length, weights=count, minlength=width + 1)
    result: Floats = (bearers[length] + smoothing) / (count.sum() + 3 * smoothing)
    for later in (False, True):
        places = letters[:, 1:] if later else letters[:, :1]
        used = places > 0
        _, code = np.unique(places, return_inverse=True)
        code = code.reshape(places.shape)
        each = np.where(used, count[:, None], 0.0)
        seen = np.bincount(code.ravel(), weights=each.ravel(), minlength=1)
        p = (seen[code] + smoothing) / (each.sum() + smoothing * size)
        result = result * np.where(used, p, 1.0).prod(axis=1)
    return result


def _kappa(counts: Floats, surnames: Floats, givens: Floats) -> float:
    """Return κ: by how much full names repeat more than independent surnames and given names would."""
    rule = load("weights")["kappa"]
    repeats = [float((n * (n - 1)).sum()) for n in (counts, surnames, givens)]
    total = float(counts.sum())
    pairs = max(total * (total - 1), 1.0)
    expected = repeats[1] / pairs * repeats[2]
    prior = rule["weight"]
    fitted = (repeats[0] + prior * rule["default"]) / (expected + prior)
    return float(np.clip(fitted, rule["lower"], rule["upper"]))
