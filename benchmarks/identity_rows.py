"""What the office sees of a simulated area: the tables of ingest under one quality of data, and the truth.

Four regimes (数据条件): full numbers; masked or failing numbers in the registers; birth dates
without numbers (the registers hide the last four digits, the roster has no numbers); names only.
In each, cells are missing more often for the old, for early registrations and for parents, names are
misspelt, numbers fail, dates of birth differ between the roster and the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.identity_names import Ints, Rng, texts
from benchmarks.identity_numbers import LUCK, STATUS, id_columns, number_tokens, statuses
from benchmarks.identity_people import PREFECTURES, TODAY, People
from benchmarks.identity_slips import slips
from benchmarks.identity_world import AGENT, HOLDER, HOMES, ROLE, World
from ingest.schema import TABLES as INGEST
from resolve.sql import query

#: Regime → shares of STATUS in the registers, whether the roster has numbers, whether dates of birth.
REGIMES: dict[str, tuple[tuple[float, ...], bool, bool]] = {
    "full": ((0.92, 0.02, 0.02, 0.0, 0.01, 0.03), True, True),
    "masked": ((0.0, 0.60, 0.25, 0.0, 0.10, 0.05), True, True),
    "birth": ((0.0, 0.0, 0.0, 0.92, 0.03, 0.05), False, True),
    "names": ((0.0, 0.0, 0.0, 0.0, 0.0, 1.0), False, False),
}
_ROLES = np.array(["法定代表人", "执行董事", "监事", "经理"], object)


@dataclass(slots=True)
class Case:
    """The tables that the matching sees, and the truth that it does not."""

    tables: dict[str, pa.Table]
    rows: pa.Table  # source, person: of which natural person a register row really speaks
    subjects: pa.Table  # official_id, subject, person


def render(world: World, regime: str) -> Case:
    """Return an area as an office would have it under one regime."""
    shares, numbers, births = REGIMES[regime]
    rng = np.random.default_rng([world.seed, sorted(REGIMES).index(regime)])
    tokens = number_tokens(world.people, shares)
    holdings, roles, rows = _register(rng, world, shares, tokens)
    roster, subjects = _roster(rng, world, tokens, numbers=numbers, births=births)
    tables = {
        "holdings": _typed("holdings", holdings), "roles": _typed("roles", roles),
        "companies": _typed("companies", _companies(world)),
        **{name: _typed(name, table) for name, table in roster.items()},
    }  # fmt: skip
    return Case(tables, rows, subjects)


def _typed(name: str, table: pa.Table) -> pa.Table:
    schema = INGEST[name]
    have = set(table.column_names)
    columns = [
        table[f.name].cast(f.type) if f.name in have else pa.nulls(table.num_rows, f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _register(
    rng: Rng, world: World, shares: tuple[float, ...], tokens: pa.Table
) -> tuple[pa.Table, pa.Table, pa.Table]:
    members, people = world.members, world.people
    held = np.flatnonzero((members.kind != ROLE) & (members.kind != AGENT))
    posts = np.flatnonzero(members.kind != HOLDER)
    member = np.concatenate([rng.permutation(held), rng.permutation(posts)])
    is_role = np.arange(len(member)) >= len(held)
    shown = members.shown[member]
    start = members.start[member]
    old = people.born[shown] < np.datetime64("1965-01-01")
    worse = np.where(old, 1.8, 0.8) * np.where(start < np.datetime64("2010-01-01"), 1.8, 0.7)
    worse *= np.where(is_role, 1.3, 0.8)
    role = _ROLES[rng.integers(0, 4, len(member))]
    role[members.kind[member] == AGENT] = "联络员"
    left_ = rng.random(len(member)) < 0.2
    end = start + (rng.random(len(member)) * (TODAY - start).astype(np.int64)).astype(np.int64)
    letters = _written(rng, world, shown)
    plain = pa.table({
        "n": np.where(is_role, np.arange(len(member)) - len(held), np.arange(len(member))) + 2,
        "is_role": is_role, "person": shown, "company": members.company[member],
        "name": pa.array(texts(letters)), "role": pa.array(role, pa.string()),
        "status": pa.array(statuses(rng, shares, worse), pa.string()),
        "valid_from": pa.array(np.datetime_as_string(start.astype("datetime64[D]"))),
        "valid_to": pa.array(np.where(left_, np.datetime_as_string(end.astype("datetime64[D]")), "")),
        "region": PREFECTURES[world.companies.prefecture[members.company[member]]] * 100 + 2,
    })  # fmt: skip
    sql = """
        SELECT {name} || '.parquet#' || n AS source, '91' || p.region || lpad(company::VARCHAR, 10, '0')
               AS uscc, name AS {who}, {id}, {more}, valid_from, nullif(valid_to, '') AS valid_to
        FROM ({luck}) p JOIN tokens t USING (person) WHERE is_role = {role} ORDER BY n
        """
    luck = (
        LUCK if shares[STATUS.index("date")] == 0 else "SELECT *, NULL::BIGINT AS luck FROM plain"
    )
    holdings = query(
        sql.format(name="'holdings'", who="holder_name", id=id_columns("holder_id"), luck=luck,
                   more="'自然人' AS holder_type", role="false"),
        plain=plain, tokens=tokens,
    )  # fmt: skip
    roles = query(
        sql.format(name="'roles'", who="name", id=id_columns("person_id"), more="role", luck=luck,
                   role="true"),
        plain=plain, tokens=tokens,
    )  # fmt: skip
    source = pa.concat_tables([holdings.select(["source"]), roles.select(["source"])])["source"]
    truth = pa.table({"source": source, "person": members.person[member]})
    return holdings, roles, truth


def _written(rng: Rng, world: World, person: Ints) -> NDArray[np.uint32]:
    """Return names as clerks wrote them: former ones, slips, traditional characters, masks."""
    letters = world.people.letters[person].copy()
    former = (world.former[person, 0] > 0) & (rng.random(len(person)) < 0.3)
    letters[former] = world.former[person[former]]
    draw = rng.random(len(person))
    return slips(rng, letters, draw, 0.01)


def _companies(world: World) -> pa.Table:
    firms = world.companies
    plain = pa.table({
        "n": np.arange(len(firms.group)), "region": PREFECTURES[firms.prefecture] * 100 + 2,
        "phone": firms.phone, "address": firms.address,
    })  # fmt: skip
    return query(
        f"""
        SELECT 'companies.parquet#' || (n + 2) AS source, '91' || region || lpad(n::VARCHAR, 10, '0')
               AS uscc, 'valid' AS uscc_status, '第' || n || '商贸有限公司' AS name,
               region::VARCHAR AS region, CASE WHEN phone > 0 THEN phone::VARCHAR END AS phone,
               {_address("address")} AS address, '存续' AS status
        FROM plain ORDER BY n
        """,
        plain=plain,
    )


def _address(column: str) -> str:
    return f"""CASE WHEN {column} >= {HOMES} THEN '江海市东湖路' || ({column} - {HOMES}) || '号'
        WHEN {column} >= 500000000 THEN '江海市创业园' || ({column} - 500000000) || '号集群注册'
        WHEN {column} > 0 THEN '江海市长江大道' || {column} || '号' END"""


def _roster(
    rng: Rng, world: World, tokens: pa.Table, *, numbers: bool, births: bool
) -> tuple[dict[str, pa.Table], pa.Table]:
    plain = _roster_rows(rng, world, numbers=numbers, births=births)
    full = query(
        f"""
        SELECT p.* EXCLUDE (luck), {id_columns("person_id")}, {_address("home")} AS address
        FROM ({LUCK}) p JOIN tokens t USING (person) ORDER BY n
        """,
        plain=plain,
        tokens=tokens,
    )
    officials = query(
        """
        SELECT *, 'officials.parquet#' || (n + 2) AS source, '公务员' AS category,
               CASE WHEN died IS NULL THEN '在职' ELSE '去世' END AS status
        FROM full_ WHERE kinship = 'self' ORDER BY n
        """,
        full_=full.drop_columns(["status"]),
    )
    posts = query(
        """
        SELECT 'posts.parquet#' || (n + 2) AS source, official_id, '江海市第' || n % 97 || '局' AS unit,
               '科员' AS title, region, '2010-01-01' AS valid_from, died AS valid_to,
               CASE WHEN died IS NOT NULL THEN '去世' END AS exit_reason
        FROM officials ORDER BY n
        """,
        officials=officials,
    )
    relatives = query(
        """
        SELECT *, 'relatives.parquet#' || (row_number() OVER (ORDER BY n) + 1) AS source,
               '本人报告' AS basis
        FROM full_ WHERE kinship <> 'self' ORDER BY n
        """,
        full_=full,
    )
    truth = query(
        """
        SELECT official_id, 'self' AS subject, person FROM officials
        UNION ALL SELECT official_id, source, person FROM relatives ORDER BY 1, 2
        """,
        officials=officials,
        relatives=relatives,
    )
    return {"officials": officials, "posts": posts, "relatives": relatives}, truth


def _roster_rows(rng: Rng, world: World, *, numbers: bool, births: bool) -> pa.Table:
    roster, people = world.roster, world.people
    size, person = len(roster.person), roster.person
    own = roster.kinship == "self"
    parent = np.isin(roster.kinship, ["父亲", "母亲"])
    shares = (0.95, 0.02, 0.0, 0.0, 0.01, 0.02) if numbers else (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    worse = np.where(own, 1.0, np.where(parent, 5.0, 2.5))
    born = _birth_cells(rng, people, person, own, parent) if births else np.full(size, "", object)
    phones = world.phones[person].copy()
    other = rng.random(size) < 0.15
    phones[other] = 15 * 10**9 + rng.integers(0, 10**9, int(other.sum()))
    phones[rng.random(size) >= np.where(own, 0.85, 0.4)] = 0
    home = HOMES + people.household[person]
    home[rng.random(size) < 0.2] += 2 * 10**7
    home[rng.random(size) < 0.2] = 0
    died = np.full(size, "", object)
    dead = np.flatnonzero(own)[~np.isnat(world.died)]
    died[dead] = np.datetime_as_string(world.died[~np.isnat(world.died)])
    letters = slips(rng, people.letters[person].copy(), rng.random(size), 0.003)
    known = (world.former[person, 0] > 0) & own & (rng.random(size) < 0.6)
    former = np.where(known, texts(world.former[person]), "").astype(object)
    return pa.table({
        "n": np.arange(size), "person": person,
        "official_id": pa.array([f"G{n:07d}" for n in roster.official]),
        "kinship": pa.array(roster.kinship, pa.string()), "name": pa.array(texts(letters)),
        "former_names": pa.array([[f] if f else [] for f in former], pa.list_(pa.string())),
        "sex": pa.array(np.where(rng.random(size) < 0.98,
                                 np.where(people.male[person], "男", "女"), ""), pa.string()),
        "born": pa.array([b or None for b in born], pa.string()),
        "phone": pa.array([str(p) if p else None for p in phones], pa.string()), "home": home,
        "region": pa.array([f"{p}02" for p in PREFECTURES[people.prefecture[person]]]),
        "died": pa.array([d or None for d in died], pa.string()),
        "status": pa.array(statuses(rng, shares, worse), pa.string()),
    })  # fmt: skip


def _birth_cells(rng: Rng, people: People, person: Ints, own: Any, parent: Any) -> NDArray[Any]:
    """Return dates of birth as the roster has them: coarse, missing, or not the number's."""
    born = people.born[person].copy()
    wrong = rng.random(len(person)) < 0.025
    far = rng.random(len(person)) < 0.4
    born[wrong] += np.where(far, 365, 1)[wrong] * rng.integers(1, 40, int(wrong.sum()))
    days = np.datetime_as_string(born.astype("datetime64[D]")).astype(object)
    draw = rng.random(len(person)) / np.where(own, 1.0, np.where(parent, 0.55, 1.1))
    width = np.where(own, np.where(draw < 0.1, 7, 10),
                     np.select([draw < 0.10, draw < 0.18, draw < 0.26], [0, 4, 7], 10))  # fmt: skip
    return np.array([day[:w] for day, w in zip(days, width, strict=True)], object)
