"""Who stands does not move, and nobody stands on somebody else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.picture.layout import HIGH, WIDE, Layout


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 45)), max_size=12))
def test_nobody_moves_and_nobody_overlaps(steps: list[tuple[int, int]]) -> None:
    layout = Layout()
    layout.put(0, (0.0, 0.0))
    for pick, count in steps:
        before = dict(layout.places)
        nodes = sorted(before)
        layout.around(nodes[pick % len(nodes)], range(len(before), len(before) + count))
        assert {n: layout.places[n] for n in before} == before
        assert len(layout.places) == len(before) + count
    by_x = sorted(layout.places.values())
    for n, (x, y) in enumerate(by_x):
        for other in by_x[n + 1 :]:
            if other[0] - x >= WIDE:
                break
            assert abs(other[1] - y) >= HIGH


def test_the_same_steps_give_the_same_places_and_paths_run_to_the_right() -> None:
    one, two = Layout(), Layout()
    for layout in (one, two):
        layout.rows([[1], [2, 3], [4]])
        layout.around(4, range(5, 20))
    assert one.places == two.places
    assert all(one.places[a][0] < one.places[b][0] for a, b in pairwise([1, 2, 4]))
    assert one.places[2][1] != one.places[3][1]
