from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from risk.learning.selection import Candidate, draw
from risk.learning.settings import settings

SMALL = settings().model_copy(update={"slice_least": 6})


def pool(n: int, listed: int) -> list[Candidate]:
    return [
        Candidate(f"GY{k:03d}", f"s{k % 5 if k % 7 else 9}", k + 1 if k < listed else None)
        for k in range(n)
    ]


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 80), st.text(min_size=1, max_size=4))
def test_a_round_is_as_large_as_the_office_can_check(
    n: int, listed: int, capacity: int, name: str
) -> None:
    people = pool(n, min(n, listed))
    drawn = draw(people, capacity, name, SMALL)
    ids = [d.official_id for d in drawn]
    assert len(set(ids)) == len(ids)
    assert ids == sorted(ids)
    assert all(0 < d.odds <= 1 and d.slice_odds <= d.odds for d in drawn)
    shown = min(n, listed)
    wanted = min(capacity, n, max(6, -(-min(capacity, n) // 10)))
    assert sum(d.slice_odds > 0 for d in drawn) == wanted
    # besides the slice only officials with a lead are drawn
    assert len(drawn) <= min(capacity, n)
    assert len(drawn) == min(capacity, n) or len(drawn) >= shown


def test_the_same_round_is_the_same_draw_and_another_is_another() -> None:
    people = pool(60, 20)
    first, again = draw(people, 15, "2025Q1", SMALL), draw(people[::-1], 15, "2025Q1", SMALL)
    assert first == again
    assert first != draw(people, 15, "2025Q2", SMALL)


def test_the_top_of_the_list_is_always_checked() -> None:
    people = pool(60, 20)
    for n in range(50):
        drawn = {d.official_id: d for d in draw(people, 15, f"r{n}", SMALL)}
        for k in range(9):
            assert drawn[f"GY{k:03d}"].odds == 1.0


def test_everybody_is_drawn_as_often_as_his_odds_say() -> None:
    people = pool(40, 10)
    rounds = 4000
    seen: Counter[str] = Counter()
    odds: dict[str, float] = {}
    for n in range(rounds):
        for d in draw(people, 10, f"r{n}", SMALL):
            if d.slice_odds:
                seen[d.official_id] += 1
                odds[d.official_id] = d.slice_odds
    assert len(odds) == len(people)  # nobody, in however small a stratum, is never drawn
    for official, p in odds.items():
        expected, spread = rounds * p, (rounds * p * (1 - p)) ** 0.5
        assert abs(seen[official] - expected) < 5 * spread


def test_half_of_the_slice_has_a_lead() -> None:
    drawn = draw(pool(400, 40), 20, "x", SMALL)
    slice_ = [d.official_id for d in drawn if d.slice_odds]
    assert sum(i < "GY040" for i in slice_) == 3
    assert len(slice_) == 6
