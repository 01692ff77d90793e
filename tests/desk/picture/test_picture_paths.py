"""The shortest simple paths, against networkx that tries them all."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.picture.paths import TooWideError, shortest_paths

GRAPHS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=22)


@settings(max_examples=250, deadline=None)
@given(GRAPHS, st.integers(1, 7), st.integers(1, 6))
def test_paths_are_those_that_networkx_finds(
    edges: list[tuple[int, int]], hops: int, most: int
) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(9))
    graph.add_edges_from(edges)
    every = sorted(nx.all_simple_paths(graph, 0, 8, cutoff=hops), key=lambda p: (len(p), p))
    found = shortest_paths(lambda n: graph[n], 0, 8, hops=hops, most=most)
    assert [len(path) for path in found] == [len(path) for path in every[:most]]
    assert all(path in every for path in found)
    assert len({tuple(path) for path in found}) == len(found)
    assert found == shortest_paths(lambda n: graph[n], 0, 8, hops=hops, most=most)
    if most >= len(every):
        assert sorted(found) == sorted(every)


def test_a_path_never_goes_twice_through_one_node_though_a_walk_could() -> None:
    # 0 - 1 - 2, and a ring at 1: a walk 0 1 3 4 1 2 is no path
    graph = nx.Graph([(0, 1), (1, 2), (1, 3), (3, 4), (4, 1)])
    assert shortest_paths(lambda n: graph[n], 0, 2, hops=8, most=10) == [[0, 1, 2]]


def test_two_edges_between_two_nodes_are_one_step_and_a_loop_is_none() -> None:
    near = {0: [1, 1, 0], 1: [0, 0, 2, 1], 2: [1]}
    assert shortest_paths(near.__getitem__, 0, 2, hops=5, most=10) == [[0, 1, 2]]
    assert shortest_paths(near.__getitem__, 0, 0, hops=5, most=10) == []


def test_a_search_that_grows_too_wide_is_given_up_and_says_so() -> None:
    with pytest.raises(TooWideError):
        shortest_paths(lambda n: range(n * 50, n * 50 + 50), 1, -1, hops=8, most=1, asked=500)
