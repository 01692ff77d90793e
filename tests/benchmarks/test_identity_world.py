"""The simulated areas of the identity benchmark: honest, seeded, and silent about the truth."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.identity_numbers import MASKS, STATUS, check_values
from benchmarks.identity_people import SELF_REGISTERED
from benchmarks.identity_rows import REGIMES, Case, render
from benchmarks.identity_world import AGENT, HOMES, World, draw_world
from ingest.schema import TABLES
from resolve.sql import query
from worlds.ids import id_check


@cache
def world(seed: int = 7) -> World:
    return draw_world(seed, 6000, 2000)


@cache
def case(regime: str) -> Case:
    return render(world(), regime)


@pytest.mark.parametrize("regime", REGIMES)
def test_equal_seeds_give_equal_tables_in_the_schema_of_ingest(regime: str) -> None:
    again = render(draw_world(7, 6000, 2000), regime)
    for name, table in case(regime).tables.items():
        assert table.schema == TABLES[name]
        assert table.equals(again.tables[name])


def test_another_seed_gives_another_area() -> None:
    assert world(8).people.names().tolist() != world().people.names().tolist()


def test_as_many_persons_are_registered_as_asked_and_some_officials_among_them() -> None:
    registered = np.unique(world().members.person)
    assert len(registered) == 6000
    own = np.mean(np.isin(np.arange(2000), registered))
    assert SELF_REGISTERED / 2 < own < SELF_REGISTERED * 2


def test_the_truth_names_every_register_row_once_and_every_subject() -> None:
    made = case("full")
    sources = [*made.tables["holdings"]["source"].to_pylist(), *made.tables["roles"]["source"].to_pylist()]  # fmt: skip
    assert sorted(made.rows["source"].to_pylist()) == sorted(sources)
    assert len(set(sources)) == len(sources)
    size = made.tables["officials"].num_rows + made.tables["relatives"].num_rows
    assert made.subjects.num_rows == size == len(world().roster.person)


def test_no_two_persons_share_a_number_and_one_persons_number_never_changes() -> None:
    shown = query(
        """
        SELECT count(DISTINCT token) AS tokens, count(DISTINCT shown) AS persons,
               count(DISTINCT (token, shown)) AS pairs
        FROM (SELECT source, unnest(holder_id_tokens) AS token FROM holdings)
        JOIN shown USING (source) WHERE token LIKE 'F:%'
        """,
        holdings=case("full").tables["holdings"],
        shown=_shown(),
    ).to_pylist()[0]
    assert shown["tokens"] == shown["persons"] == shown["pairs"] > 1000


def _shown() -> pa.Table:
    """Return whose number each row carries: the truth, but for stolen identities."""
    w = world()
    stolen = dict(zip(*(x[w.members.shown != w.members.person].tolist()
                        for x in (w.members.person, w.members.shown)), strict=True))  # fmt: skip
    rows = case("full").rows.to_pydict()
    kept = [(s, p) for s, p in zip(rows["source"], rows["person"], strict=True) if p not in stolen]
    return pa.table({"source": [s for s, _ in kept], "shown": [p for _, p in kept]})


def test_numbers_are_valid() -> None:
    people = world().people
    values = check_values(people)
    for n in range(0, 300, 7):
        born = str(people.born[n].astype("datetime64[D]")).replace("-", "")
        body = f"{people.region[n]}{born}{people.serial[n]:03d}"
        assert "0123456789X"[values[n]] == id_check(body)
        assert (people.serial[n] % 2 == 1) == people.male[n]


def test_a_masked_number_has_the_token_of_the_full_one_under_its_mask() -> None:
    holdings = case("full").tables["holdings"].append_column("person", _column("holdings"))
    joined = query(
        """
        WITH f AS (SELECT person, holder_id_tokens AS tokens FROM holdings
                   WHERE holder_id_status = 'full'),
        m AS (SELECT person, holder_id_tokens[1] AS token FROM holdings
              WHERE holder_id_status = 'masked')
        SELECT avg(list_contains(f.tokens, m.token)::INT) AS share_, count(*) AS n
        FROM f JOIN m USING (person)
        """,
        holdings=holdings,
    ).to_pylist()[0]
    assert joined["n"] >= 5
    assert joined["share_"] > 0.99  # a thief's row shows another's


def _column(name: str) -> pa.Array:
    made = case("full")
    rows = made.rows.to_pydict()
    person = dict(zip(rows["source"], rows["person"], strict=True))
    return pa.array([person[s] for s in made.tables[name]["source"].to_pylist()])


def test_a_regime_shows_what_it_says_and_nothing_more() -> None:
    names = case("names").tables
    assert names["holdings"]["holder_id_status"].null_count == names["holdings"].num_rows
    for table in ("officials", "relatives"):
        assert set(names[table]["born"].to_pylist()) == {None}
        assert set(names[table]["person_id_status"].to_pylist()) == {None}
    birth = case("birth").tables
    assert set(birth["officials"]["person_id_status"].to_pylist()) == {None}
    tokens = [t for cell in birth["holdings"]["holder_id_tokens"].to_pylist() for t in cell]
    assert {t.split(":")[0] for t in tokens} == {MASKS["date"]}
    masked = case("masked").tables["holdings"]
    assert "full" not in masked["holder_id_status"].to_pylist()
    cells = zip(masked["holder_id_status"], masked["holder_id_tokens"], strict=True)
    kinds = {(s.as_py(), t.split(":")[0]) for s, cell in cells for t in cell.as_py()}
    assert kinds == {
        ("masked", MASKS["head_and_tail"]), ("masked", MASKS["year"]), ("failing", "N"),
    }  # fmt: skip


def test_shares_of_a_regime_sum_to_one() -> None:
    for shares, _, _ in REGIMES.values():
        assert len(shares) == len(STATUS)
        assert sum(shares) == pytest.approx(1)


def test_nobody_is_registered_after_death_and_agents_stand_in_many_companies() -> None:
    w = world()
    own = w.members.person < w.officials
    died = w.died[w.members.person[own]]
    assert not np.any(w.members.start[own] >= died)  # comparison with NaT is false
    agents = w.members.person[w.members.kind == AGENT]
    assert np.bincount(agents).max() >= 20


def test_homes_and_offices_are_told_apart() -> None:
    addresses = world().companies.address
    assert np.mean(addresses >= HOMES) > 0.02
    assert np.mean(addresses < HOMES) > 0.5
