"""ID numbers of a simulated area as rows show them: full, masked in three ways, failing or not at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.identity_names import Ints, Rng
from benchmarks.identity_people import People
from resolve.sql import query

#: How an ID number stands in a row, by its share; the last two are no use to anybody.
STATUS = ("full", "head_and_tail", "year", "date", "failing", "missing")
#: The places that a mask shows, as the prefix of its token (`ingest.tokens`).
MASKS = {"head_and_tail": "M3c03f", "year": "M303ff", "date": "M03fff"}
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])


def number_tokens(people: People, shares: tuple[float, ...]) -> pa.Table:
    """Return for each person the number's tokens under the masks that occur in the case."""
    days = np.datetime_as_string(people.born.astype("datetime64[D]"))
    plain = pa.table({
        "person": np.arange(len(people.male)), "region": people.region, "born": pa.array(days),
        "serial": people.serial, "check_": check_values(people), "male": people.male,
    })  # fmt: skip
    shown = {
        "head_and_tail": "region || serial || check_",
        "year": "region || left(born, 4) || right(serial, 1) || check_",
        "date": "region || born",
    }
    used = {kind: shares[STATUS.index(kind)] > 0 for kind in MASKS}
    masks = ", ".join(
        f"'{MASKS[kind]}:' || left(md5({text}), 16) AS {kind}" if used[kind] else f"NULL AS {kind}"
        for kind, text in shown.items()
    )
    every = ", ".join(kind for kind in MASKS if used[kind]) or "NULL"
    return query(
        f"""
        WITH digits AS (
          SELECT person, region::VARCHAR AS region, born, lpad(serial::VARCHAR, 3, '0') AS serial,
                 CASE check_ WHEN 10 THEN 'X' ELSE check_::VARCHAR END AS check_,
                 CASE WHEN male THEN '男' ELSE '女' END AS sex FROM plain
        ), made AS (
          SELECT *, 'F:' || left(md5(region || born || serial || check_), 16) AS full_, {masks}
          FROM digits
        )
        SELECT person, region, born, sex, full_, head_and_tail, year, date,
               list_filter([full_, {every}], lambda t: t IS NOT NULL) AS every
        FROM made ORDER BY person
        """,
        plain=plain,
    )


def check_values(people: People) -> Ints:
    """Return the value of the check character (GB 11643)."""
    born = people.born.astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    year = month.astype("datetime64[Y]").astype(np.int64) + 1970
    months = month.astype(np.int64) % 12 + 1
    day = (born - month.astype("datetime64[D]")).astype(np.int64) + 1
    body = people.region * 10**11 + (year * 10**4 + months * 100 + day) * 1000 + people.serial
    total = np.zeros(len(body), np.int64)
    for place in range(16, -1, -1):
        total += body % 10 * _WEIGHTS[place]
        body = body // 10
    result: Ints = (12 - total % 11) % 11
    return result


#: Columns of an ID number: what its state shows.
_ID = """
CASE status WHEN 'missing' THEN NULL WHEN 'failing' THEN 'failing' WHEN 'full' THEN 'full'
     ELSE 'masked' END AS {p}_status,
CASE status WHEN 'full' THEN every WHEN 'head_and_tail' THEN [head_and_tail] WHEN 'year' THEN [year]
     WHEN 'date' THEN [date] WHEN 'failing'
     THEN CASE WHEN luck < 71 THEN ['N:' || full_[3:], {stray}] WHEN luck < 100 THEN [{stray}] ELSE [] END
     ELSE [] END AS {p}_tokens,
CASE status WHEN 'full' THEN t.born WHEN 'date' THEN t.born WHEN 'year' THEN left(t.born, 4)
     WHEN 'failing' THEN CASE WHEN luck < 50 THEN t.born WHEN luck < 70 THEN NULL
       WHEN luck < 80 THEN (t.born::DATE + INTERVAL 10 DAY)::DATE::VARCHAR
       WHEN luck < 100 THEN '19' || (40 + luck % 50) || '-01-01' END END AS {p}_born,
CASE WHEN status IN ('full', 'head_and_tail', 'year') THEN t.sex END AS {p}_sex,
CASE WHEN status IN ('full', 'head_and_tail', 'year', 'date') THEN t.region END AS {p}_region
"""
#: What a failing number is, by a lot of 100 a row: of 71 one slip away from the person's, of 9 more than one, of 20 made
#: up; of 50 the date in it is right, of 20 it can be none. Where the registers hide the last digits nothing fails.
LUCK = "SELECT *, ('0x' || left(md5(person || '-' || n), 6))::BIGINT % 100 AS luck FROM plain"
_STRAY = "'N:' || left(md5('another ' || p.person || '-' || p.n), 16)"


def id_columns(prefix: str) -> str:
    """Return SQL for the columns of an ID number, of rows `p` with status and luck and tokens `t`."""
    return _ID.format(p=prefix, stray=_STRAY)


def statuses(rng: Rng, shares: tuple[float, ...], worse: NDArray[np.float64]) -> NDArray[Any]:
    """Draw how numbers stand in rows; the useless kinds are `worse` times as frequent."""
    draw = rng.random(len(worse))
    if sum(shares[:4]) == 0:
        return np.full(len(worse), "missing", object)
    bad = np.minimum((shares[4] + shares[5]) * worse, 1.0)
    failing = bad * shares[4] / (shares[4] + shares[5])
    good = np.array(shares[:4]) / sum(shares[:4])
    kinds = rng.choice(np.array(STATUS[:4], object), len(worse), p=good)
    kinds[draw < bad] = "missing"
    kinds[draw < failing] = "failing"
    return kinds
