"""Telephones, addresses and seats of companies against those of subjects (电话、住址、任职地), for candidate pairs.

Companies are whole numbers here and their texts are compared once, with those of subjects only: registers have millions
of telephones, and few of them are anybody's whom we look for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.components import among
from resolve.fields import SEEN
from resolve.knowledge import load
from resolve.places import coded
from resolve.sql import column, query

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

KINDS = ("phone", "address")

#: An address as it is compared, whoever wrote it.
CLEAN = "regexp_replace(nfc_normalize({0}), '\\s', '', 'g')"

#: Contacts of subjects that companies have, with how many companies have them.
_SHARED = f"""
WITH own AS (
  SELECT s, 'phone' AS kind, unnest(phones) AS value FROM subjects
  UNION SELECT s, 'address', {CLEAN.format("address")} FROM subjects WHERE address IS NOT NULL
),
given AS (
  SELECT DISTINCT company, 'phone' AS kind, phone AS value FROM companies
  WHERE phone <> '' AND phone IN (SELECT value FROM own)
  UNION ALL
  SELECT DISTINCT company, 'address', home FROM companies
  WHERE address <> '' AND home IN (SELECT value FROM own)
),
known AS (
  SELECT kind, value, count(*) AS degree FROM given SEMI JOIN own USING (kind, value) GROUP BY ALL
)
"""
_NEAR = f"""{_SHARED}
SELECT DISTINCT s, kind, company FROM own JOIN known USING (kind, value) JOIN given USING (kind, value)
WHERE degree <= CASE kind WHEN 'phone' THEN {{phone}} ELSE {{address}} END ORDER BY ALL
"""
_HUBS = f"""{_SHARED},
asked AS MATERIALIZED (
  SELECT s, k, kind, value FROM pairs JOIN own USING (s) JOIN known USING (kind, value)
  WHERE degree > CASE kind WHEN 'phone' THEN {{phone}} ELSE {{address}} END
),
here AS (SELECT k, company FROM homes SEMI JOIN asked USING (k))
SELECT DISTINCT s, k, kind FROM asked JOIN here USING (k) JOIN given USING (company, kind, value) ORDER BY ALL
"""
_OWN = """
SELECT s, len(phones) > 0 AS phone, address IS NOT NULL AS address FROM subjects ORDER BY s
"""
_POSTS = """
SELECT DISTINCT s, left(region, 4) AS prefecture FROM posts JOIN subjects USING (official_id)
WHERE length(region) = 6 AND substr(region, 3, 2) <> '00' ORDER BY ALL
"""


class Homes(NamedTuple):
    """Who stands in which company, each pair once."""

    k: Ints
    company: Ints
    usccs: pa.Array  # company code by number


def homes(rows: pa.Table) -> Homes:
    """Return where the persons `k` of register rows stand."""
    company, usccs = coded(rows["uscc"])
    size = max(len(usccs), 1)
    pairs = np.unique(column(rows, "k").astype(np.int64) * size + company)
    return Homes(pairs // size, pairs % size, usccs)


def with_homes(companies: pa.Table) -> pa.Table:
    """Return companies with the column home, their address in one spelling; made once."""
    if "home" in companies.column_names:
        return companies
    numbered = pa.table({"n": np.arange(companies.num_rows), "address": companies["address"]})
    clean = query(f"SELECT {CLEAN.format('address')} AS home FROM t ORDER BY n", t=numbered)
    return companies.append_column("home", clean["home"])


class Contacts:
    """The contacts of companies and subjects, joined once; `rule` is how many companies make a hub."""

    def __init__(self, subjects: pa.Table, companies: pa.Table, stand: Homes) -> None:
        weights = load("weights")
        self._hubs = {kind: weights[kind]["hub"] for kind in KINDS}
        self._stand = stand
        self._subjects = subjects.select(["s", "phones", "address"])
        firms = with_homes(companies)
        company = pc.index_in(firms["uscc"], value_set=stand.usccs)
        known = firms["uscc"].is_valid()
        # one number a code also for companies in which nobody stands: they make a hub as others do
        other = pc.index_in(firms["uscc"], value_set=pc.unique(firms["uscc"]))
        number = pc.if_else(company.is_valid(), company, pc.add(other, len(stand.usccs)))
        self._firms = pa.table({
            "company": number.cast(pa.int64()), "phone": firms["phone"],
            "address": firms["address"], "home": firms["home"], "region": firms["region"],
        }).filter(known)  # fmt: skip
        near = query(_NEAR.format(**self._hubs), subjects=self._subjects, companies=self._firms)
        self._near = query(
            "SELECT DISTINCT s, k, kind FROM near JOIN homes USING (company) ORDER BY ALL",
            near=near,
            homes=self._homes(),
        )

    def _homes(self) -> pa.Table:
        return pa.table({"k": self._stand.k, "company": self._stand.company})

    def met(self) -> pa.Table:
        """Return (s, k) who share a telephone or an address that is no hub, whatever their names."""
        return query("SELECT DISTINCT s, k FROM near ORDER BY ALL", near=self._near)

    def seen(self, pairs: pa.Table) -> dict[str, NDArray[np.int8]]:
        """Return how telephone and address of each pair compare, as `resolve.fields.SEEN` tells it."""
        s, k = column(pairs, "s").astype(np.int64), column(pairs, "k").astype(np.int64)
        hubs = query(
            _HUBS.format(**self._hubs),
            subjects=self._subjects,
            companies=self._firms,
            pairs=pairs.select(["s", "k"]),
            homes=self._homes(),
        )
        own = query(_OWN, subjects=self._subjects)
        found = {}
        for kind in KINDS:
            ours, theirs = column(own, kind).astype(bool)[s], self._having(kind, k)
            same, hub = (_among(s, k, table, kind) for table in (self._near, hubs))
            told = np.where(same, SEEN["agree"], np.where(hub, SEEN["hub"], SEEN["disagree"]))
            found[kind] = np.where(ours & theirs, told, SEEN["missing"]).astype(np.int8)
        return found

    def _having(self, kind: str, k: Ints) -> Bools:
        """Say of which persons some company has a contact of one kind."""
        having = pc.not_equal(pc.fill_null(self._firms[kind], ""), "")
        firms = column(self._firms.filter(having), "company")
        company = np.zeros(
            int(max(firms.max(initial=0), self._stand.company.max(initial=0))) + 1, bool
        )
        company[firms] = True
        person = np.zeros(int(max(k.max(initial=0), self._stand.k.max(initial=0))) + 1, bool)
        person[self._stand.k[company[self._stand.company]]] = True
        return person[k]

    def places(
        self, pairs: pa.Table, subjects: pa.Table, posts: pa.Table
    ) -> tuple[NDArray[np.int8], Floats]:
        """Say whether a company lies in a prefecture of the official's posts, and how many persons' companies do."""
        firms = self._firms.filter(pc.equal(pc.utf8_length(self._firms["region"]), 6))
        where, prefectures = coded(pc.utf8_slice_codeunits(firms["region"], 0, 4))
        size = max(len(prefectures), 1)
        seats = query(
            "SELECT DISTINCT k * $size + prefecture AS seat FROM homes JOIN firms USING (company) ORDER BY seat".replace("$size", str(size)),
            homes=self._homes(),
            firms=pa.table({"company": firms["company"], "prefecture": where}),
        )  # fmt: skip
        seat = column(seats, "seat").astype(np.int64)
        share = np.bincount(seat % size, minlength=size)
        seated = np.zeros(
            int(max(column(pairs, "k").max(initial=0), seat.max(initial=0) // size)) + 1, bool
        )
        seated[seat // size] = True
        held = query(_POSTS, posts=posts, subjects=subjects.select(["s", "official_id"]))
        post = pc.index_in(held["prefecture"], value_set=prefectures)
        of, code = column(held, "s").astype(np.int64), pc.fill_null(post, -1).to_numpy()
        counts = np.bincount(of, minlength=subjects.num_rows)
        reach = np.bincount(
            of, weights=np.where(code >= 0, share[code], 0), minlength=subjects.num_rows
        )
        reach = np.minimum(reach / max(int(seated.sum()), 1), 1.0)
        s, k = column(pairs, "s").astype(np.int64), column(pairs, "k").astype(np.int64)
        met = (counts[s] > 0) & seated[k]
        same = np.zeros(len(s), bool)
        first = np.cumsum(counts) - counts
        for n in range(int(counts.max(initial=0))):  # few officials have served in more than three
            more = np.flatnonzero(met & (counts[s] > n))
            there = code[first[s[more]] + n]
            same[more] |= (there >= 0) & among(k[more] * size + there, seat)
        told = np.where(same, SEEN["agree"], SEEN["disagree"])
        return np.where(met, told, SEEN["missing"]).astype(np.int8), np.where(met, reach[s], 1.0)


def _among(s: Ints, k: Ints, table: pa.Table, kind: str) -> Bools:
    """Say which pairs a table (s, k, kind) has."""
    some = table.filter(pc.equal(table["kind"], kind))
    size = int(max(k.max(initial=0), column(some, "k").max(initial=0))) + 1
    wanted = np.sort(column(some, "s").astype(np.int64) * size + column(some, "k"))
    return among(s * size + k, wanted)
