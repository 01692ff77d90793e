"""The table `identities`: officials and relatives against register persons, posterior and reasons.

The weight of a pair is ``π / (1 − π) / M_R · 10^(Σ bans)``, the name's bans being ``log10(1 / f)``:
that is ρ·L of D3.1 with ν = M_R · f. The published probability uses the expected frequency f; a
pair becomes "identified", which a first-tier lead needs, only if it also does so at the upper
credible bound of f (D3.3). Otherwise it stays just below.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve import fields, frequency, posterior, tendencies
from resolve.families import compare_family
from resolve.fields import Field
from resolve.knowledge import load
from resolve.limits import BELOW, limits
from resolve.schema import IDENTITIES
from resolve.sql import column, query
from resolve.verdicts import Verdicts, judgement_field, unjudged

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Fields that a company has no part in.
OWN = ("id", "born", "sex", "region")


class Names(NamedTuple):
    """Commonness of the register person's name, one entry a pair."""

    mean: Floats  # among persons of the sex, cohort and prefecture in which the pair agrees
    excess: Floats  # upper credible bound as a multiple of the mean
    given: Floats
    surname: pa.ChunkedArray
    everywhere: Floats  # among all persons


def identify(
    subjects: pa.Table,
    rows: pa.Table,
    persons: pa.Table,
    pairs: pa.Table,
    linked: pa.Table,
    verdicts: Verdicts | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Weigh the candidate pairs.

    Parameters
    ----------
    subjects : table of `resolve.subjects.find_subjects` with its row number `s`
    rows : register rows with their person `k`
    persons : table of `resolve.pairs.register_persons`
    pairs : table of `resolve.pairs.compare`
    linked : table of `resolve.linked.linked_companies`
    verdicts : result of `resolve.verdicts.weigh` for these pairs; None: nobody has judged

    Returns
    -------
    (chosen, fields)
        The pairs of probability ≥ `levels.hold` as s, k, probability, level, expected_namesakes,
        sorted, and beside each its list of fields.
    """
    verdicts = verdicts or unjudged(subjects, rows, pairs)
    size = max(persons.num_rows, 1)
    names = commonness(subjects, persons, pairs)
    compared = _compare(pairs, persons, names, size)
    possible = _possible(pairs, compared["id"]) & (~verdicts.barred | verdicts.contested)
    entities = verdicts.subject[column(pairs, "s").astype(np.int64)]
    prior = _prior(subjects, pairs)
    family = _relatives(subjects, pairs, names, compared, possible & ~verdicts.barred, prior / size)
    family = family.append_column("entity", pa.array(entities))
    compared["family"] = compare_family(family, rows, linked)
    base = np.log10(prior / (1 - prior)) - np.log10(size)
    bans = base + sum(field.bans for field in compared.values())
    people = verdicts.person[column(pairs, "k").astype(np.int64)]
    if (verdicts.same | verdicts.unsure).any():
        _, against = _against(bans, possible, entities, people)
        compared["judgement"] = judgement_field(verdicts, bans, against)
        bans = bans + compared["judgement"].bans
    probability = _probability(bans, possible, entities, people)
    by_number = (compared["id"].agreement == "full_equal") | verdicts.same
    by_name = fields.names_agree(pairs) & ~by_number
    careful = _probability(
        bans - np.where(by_name, np.log10(names.excess), 0.0), possible, entities, people
    )
    probability = _capped(probability, careful, compared, prior)
    probability = np.where(verdicts.barred, 0.0, probability)
    compared = {"prior": Field("prior", np.full(len(base), "base"), base), **compared}
    return _chosen(pairs, probability, names.everywhere * size, compared)


def commonness(subjects: pa.Table, persons: pa.Table, pairs: pa.Table) -> Names:
    """Return how common the name of the register person of each pair is."""
    counted = query(
        """
        WITH every AS (
          SELECT name, count(*) AS register, 0 AS roster FROM persons WHERE NOT masked GROUP BY name
          UNION ALL
          SELECT canonical, 0, count(*) FROM subjects
          WHERE subject = 'self' AND NOT masked GROUP BY canonical
        )
        SELECT name, sum(register)::BIGINT AS register, sum(roster)::BIGINT AS roster
        FROM every GROUP BY name ORDER BY name
        """,
        subjects=subjects,
        persons=persons,
    )
    names = counted["name"].combine_chunks()
    register, roster = (column(counted, n).astype(np.int64) for n in ("register", "roster"))
    parts = frequency.name_parts(names)
    common = frequency.fit(names, register, roster, parts)
    called = pc.index_in(persons["name"], names)
    at = pc.fill_null(called, -1).to_numpy()[column(pairs, "k").astype(np.int64)]
    # A masked register name has no frequency; only an ID token can have brought it here.
    mean, excess, given = (
        np.where(at >= 0, values[at], 1.0) if len(names) else np.ones(len(at))
        for values in (common.mean(), common.excess(), common.given)
    )
    surnames = parts["surname"].take(pa.array(at, mask=at < 0))
    ratio = tendencies.pair_ratios(
        pairs, persons, parts, pc.fill_null(called, -1).to_numpy(), fields.sex_agreement(persons)
    )
    excess = np.exp(np.hypot(np.log(excess), np.log(ratio.high)))
    return Names(
        np.minimum(mean * ratio.full, 1.0), excess, np.minimum(given * ratio.given, 1.0),
        pc.fill_null(surnames, ""), mean,
    )  # fmt: skip


def _compare(pairs: pa.Table, persons: pa.Table, names: Names, size: int) -> dict[str, Field]:
    register = fields.describe(persons)
    facets = (
        fields.compare_born(pairs, register),
        fields.compare_sex(pairs, register),
        fields.compare_region(pairs, register),
    )
    name, number = fields.compare_name(pairs, names.mean), fields.compare_number(pairs, size)
    found = [
        name,
        fields.not_twice(number, name, facets, size),
        *facets,
        fields.compare_contact(pairs, "phone"),
        fields.compare_contact(pairs, "address"),
        fields.compare_place(pairs),
    ]
    return {field.name: field for field in found}


def _relatives(
    subjects: pa.Table,
    pairs: pa.Table,
    names: Names,
    compared: dict[str, Field],
    possible: Bools,
    stray: Floats,
) -> pa.Table:
    """Return what `compare_family` needs of each pair.

    Telephone, address and place are the company's: of two who share it they would count twice.
    """
    who = subjects.select(["official_id", "valid_from", "valid_to", "kinship", "kin"])
    who = who.take(pa.array(column(pairs, "s").astype(np.int64)))
    ended = pc.and_(
        pc.not_equal(pc.fill_null(who["valid_to"], ""), ""), pc.is_valid(who["kinship"])
    )
    own = sum(compared[name].bans for name in OWN)
    return pa.table({
        "n": np.arange(pairs.num_rows),
        "k": pairs["k"], "official_id": who["official_id"],
        "named": fields.names_agree(pairs) & possible,
        "f": names.mean, "given": names.given, "surname": names.surname,
        "bans": own, "stray": stray,
        "child": pc.fill_null(pc.equal(who["kin"], "child"), False), "ended": ended,
        "tie_from": pc.if_else(pc.equal(who["valid_from"], ""), None, who["valid_from"]),
        "tie_to": who["valid_to"],
    })  # fmt: skip


def _possible(pairs: pa.Table, number: Field) -> Bools:
    possible = ~column(pairs, "impossible_age").astype(bool)
    possible |= column(pairs, "full_same").astype(bool)
    result: Bools = possible & (number.agreement != "impossible")
    return result


def _prior(subjects: pa.Table, pairs: pa.Table) -> Floats:
    rule = load("weights")["prior"]
    own = np.array(subjects["subject"].to_pylist(), dtype=object) == "self"
    priors = np.where(own, rule["self"], rule["relative"])
    result: Floats = priors[column(pairs, "s").astype(np.int64)].astype(np.float64)
    return result


def _probability(bans: Floats, possible: Bools, subject: Ints, person: Ints) -> Floats:
    """Return the posterior of each pair; rows of one natural person on either side do not compete."""
    weight, against = _against(bans, possible, subject, person)
    return weight / (against + weight)


def _against(bans: Floats, possible: Bools, subject: Ints, person: Ints) -> tuple[Floats, Floats]:
    """Return the weight of each pair and what stands against it."""
    if not len(bans):
        return bans, bans
    weight = np.where(possible, 10.0 ** np.minimum(bans, 12.0), 0.0)
    order = np.lexsort((person, subject))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(subject[order]) != 0) | (np.diff(person[order]) != 0)
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(new) - 1
    best = np.zeros(int(group.max()) + 1)
    np.maximum.at(best, group, weight)
    first = order[new]
    return weight, posterior.rivals(best, subject[first], person[first])[group]


def _capped(
    probability: Floats, careful: Floats, compared: dict[str, Field], prior: Floats
) -> Floats:
    """Lower what its grounds do not carry, or what rests on a name rarer than can be known."""
    identified = load("weights")["levels"]["identified"]
    for most in limits(compared, prior).values():
        probability = np.minimum(probability, most)
    unsure = careful < identified
    return np.where(unsure, np.minimum(probability, identified - BELOW), probability)


def _chosen(
    pairs: pa.Table, probability: Floats, expected: Floats, compared: dict[str, Field]
) -> tuple[pa.Table, pa.Table]:
    levels = load("weights")["levels"]
    probability = np.round(probability, 6)
    keep = np.flatnonzero(probability >= levels["hold"])
    level = np.select(
        [probability[keep] >= levels["identified"], probability[keep] >= levels["probable"]],
        ["identified", "probable"],
        "hold",
    )
    chosen = pa.table({
        "s": column(pairs, "s")[keep], "k": column(pairs, "k")[keep],
        "probability": probability[keep], "level": pa.array(level.tolist(), pa.string()),
        "expected_namesakes": np.round(expected[keep], 6),
    })  # fmt: skip
    explained = [
        [
            {
                "field": f.name,
                "agreement": str(f.agreement[n]),
                "bans": float(np.round(f.bans[n], 6)) + 0.0,
            }
            for f in compared.values()
            if f.agreement[n]
        ]
        for n in keep
    ]
    return chosen, pa.table({"fields": pa.array(explained, IDENTITIES.field("fields").type)})
