"""Ownership, control and dominance against slow, plain oracles on random networks with rings."""

from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest

from graph.control import controlled, dominant, heads_of_groups
from graph.ownership import integrated
from graph.snapshot import Network, build, merged
from graph.thresholds import load

T = load()
Floats = npt.NDArray[np.float64]


def network(companies: int, nodes: int, edges: list[tuple[int, int, float]]) -> Network:
    return _build(companies, nodes, edges)[0]


def _build(
    companies: int, nodes: int, edges: list[tuple[int, int, float]]
) -> tuple[Network, set[int]]:
    holder = np.array([e[0] for e in edges], np.int32)
    company = np.array([e[1] for e in edges], np.int32)
    share = np.array([e[2] for e in edges], np.float64)
    built, closed, large = build(companies, nodes, (holder, company, share), T)
    assert large == []
    return built, {int(c) for group in closed for c in group}


def random_edges(rng: np.random.Generator) -> tuple[int, int, list[tuple[int, int, float]]]:
    """A small network: up to four holders a company, persons or companies, mostly summing to 1."""
    companies = int(rng.integers(2, 25))
    nodes = companies + int(rng.integers(1, 9))
    ringed = rng.random()
    edges = []
    for company in range(companies):
        count = int(rng.integers(0, 5))
        holders = np.where(
            rng.random(count) < ringed,
            rng.integers(0, companies, count),
            rng.integers(companies, nodes, count),
        )
        holders = np.unique(holders)
        if rng.random() < 0.5:  # round shares, so that exactly one half occurs
            cuts = np.sort(rng.integers(0, 21, len(holders) + 1)) / 20
            shares = np.diff(cuts)
        else:
            shares = rng.dirichlet(np.ones(len(holders) + 1))[: len(holders)]
            if rng.random() < 0.7 and len(holders):
                shares = shares / shares.sum()
        edges += [
            (int(h), company, float(s)) for h, s in zip(holders, shares, strict=True) if s > 0
        ]
    return companies, nodes, edges


def closed_circles(companies: int, edges: list[tuple[int, int, float]]) -> set[int]:
    """Members of components whose share matrix has spectral radius 1, by networkx and eigenvalues."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(companies))
    graph.add_weighted_edges_from(e for e in edges if e[0] < companies)
    closed: set[int] = set()
    for members in nx.strongly_connected_components(graph):
        matrix = nx.to_numpy_array(graph.subgraph(members))
        if np.abs(np.linalg.eigvals(matrix)).max() >= 1 - 1e-6:
            closed |= members
    return closed


def matrix(companies: int, nodes: int, edges: list[tuple[int, int, float]]) -> Floats:
    shares = np.zeros((nodes, companies))
    for h, c, s in edges:
        shares[h, c] += s
    return shares


def slow_control(shares: Floats, block: set[int]) -> set[int]:
    """The fixpoint as it is written in the books, set by set."""
    companies = shares.shape[1]
    won: set[int] = set()
    while True:
        held = shares[sorted(block | won)].sum(axis=0)
        now = {c for c in range(companies) if held[c] > 0.5 + 1e-9} - block
        if now == won:
            return won
        won = now


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_random_networks_agree_with_dense_algebra_and_set_by_set_control(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    rings = 0
    for _ in range(100):
        companies, nodes, edges = random_edges(rng)
        built, closed = _build(companies, nodes, edges)
        assert closed == closed_circles(companies, edges)
        edges = [e for e in edges if e[1] not in closed]
        shares = matrix(companies, nodes, edges)
        persons = np.arange(companies, nodes, dtype=np.int32)
        own = matrix(companies, nodes, list(zip(*integrated(built, persons), strict=True)))
        truth = shares[companies:] @ np.linalg.inv(np.eye(companies) - shares[:companies])
        np.testing.assert_allclose(own[companies:], truth, rtol=0, atol=1e-9)
        everyone = np.arange(nodes, dtype=np.int32)
        got = set(zip(*(part.tolist() for part in controlled(built, everyone, T)), strict=True))
        assert got == {(h, c) for h in range(nodes) for c in slow_control(shares, {h})}
        rings += int((built.rings.size > 1).sum())
    assert rings > 20


@pytest.mark.parametrize("seed", range(2))
def test_a_ring_of_hundreds_of_companies_is_as_exact(seed: int) -> None:
    rng = np.random.default_rng(50 + seed)
    companies, nodes = 300, 330
    edges = [
        (int(holder), company, float(share))
        for company in range(companies)
        for holder, share in zip(
            [*rng.choice(companies, 2, replace=False), rng.integers(companies, nodes)],
            rng.dirichlet([4.0, 4.0, 0.2]),
            strict=True,
        )
    ]
    built, closed = _build(companies, nodes, edges)
    assert closed == set()
    assert built.rings.size.max() > 200
    shares = matrix(companies, nodes, edges)
    persons = np.arange(companies, nodes, dtype=np.int32)
    own = matrix(companies, nodes, list(zip(*integrated(built, persons), strict=True)))
    truth = np.linalg.solve((np.eye(companies) - shares[:companies]).T, shares[companies:].T).T
    np.testing.assert_allclose(own[companies:], truth, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_family_controls_what_its_members_control_together(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    more = 0
    for _ in range(100):
        companies, nodes, edges = random_edges(rng)
        built, closed = _build(companies, nodes, edges)
        family = np.arange(companies, nodes, dtype=np.int32)[:3]
        shares = matrix(companies, nodes, [e for e in edges if e[1] not in closed])
        block = merged(built, [family], T)
        _, won = controlled(block, family[:1], T)
        alone = {int(c) for c in controlled(built, family, T)[1]}
        assert set(won.tolist()) == slow_control(shares, set(family.tolist()))
        assert alone <= set(won.tolist())
        more += len(won) > len(alone)
        together = integrated(block, family[:1])[2].sum()
        assert together == pytest.approx(integrated(built, family)[2].sum(), abs=1e-9)
    assert more > 5


def slow_dominant(shares: Floats, companies: int) -> list[int]:
    nodes = len(shares)
    won = {h: slow_control(shares, {h}) for h in range(nodes)}
    head = list(range(nodes))
    for h in [*range(companies, nodes), *range(companies)]:
        if head[h] == h:
            for c in won[h]:
                head[c] = h
    largest = []
    for c in range(companies):
        blocks: dict[int, float] = {}
        for h in range(nodes):
            blocks[head[h]] = blocks.get(head[h], 0.0) + shares[h, c]
        best = max(blocks, key=lambda h: blocks[h])
        rivals = [share for h, share in blocks.items() if h != best]
        second = max([*rivals, 1 - shares[:, c].sum()])
        largest.append(
            best if blocks[best] >= 0.3 - 1e-9 and blocks[best] >= 2 * second - 1e-9 else -1
        )
    return largest


def test_the_dominant_block_agrees_with_grouping_by_hand() -> None:
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(200):
        companies, nodes, edges = random_edges(rng)
        built, closed = _build(companies, nodes, edges)
        shares = matrix(companies, nodes, [e for e in edges if e[1] not in closed])
        got = dominant(built, T).tolist()
        assert got == slow_dominant(shares, companies)
        found += sum(1 for head in got if head >= companies)
    assert found > 100


def test_half_is_not_control_and_a_quarter_is_beneficial_ownership() -> None:
    built = network(2, 4, [(2, 0, 0.5), (3, 0, 0.5), (2, 1, 0.51), (3, 1, 0.49)])
    assert [c.tolist() for c in controlled(built, np.array([2, 3], np.int32), T)] == [[2], [1]]
    # 0.1 + 0.2 + 0.2 is a little more than one half in binary
    split = network(
        3, 5, [(3, 1, 0.6), (3, 2, 0.6), (3, 0, 0.1), (1, 0, 0.2), (2, 0, 0.2), (4, 0, 0.5)]
    )
    assert 0 not in controlled(split, np.array([3], np.int32), T)[1]


def test_who_dominates_needs_twice_the_second_and_what_nobody_is_named_for_counts_as_a_rival() -> (
    None
):
    persons = dict(zip("abc", (3, 4, 5), strict=True))
    built = network(
        3, 6,
        [(persons["a"], 0, 0.4), (persons["b"], 0, 0.2), (persons["c"], 0, 0.2),
         (persons["a"], 1, 0.4), (persons["b"], 1, 0.21), (persons["c"], 1, 0.2),
         (persons["a"], 2, 0.4), (persons["b"], 2, 0.1)],
    )  # fmt: skip
    assert dominant(built, T).tolist() == [persons["a"], -1, -1]


def test_a_block_is_the_holder_with_all_it_controls() -> None:
    # person 3 holds 60 % of company 0, which holds 25 % of company 1; with his own 15 % that is 40 %
    built = network(
        2,
        6,
        [
            (3, 0, 0.6),
            (4, 0, 0.4),
            (0, 1, 0.25),
            (3, 1, 0.15),
            (4, 1, 0.2),
            (5, 1, 0.2),
            (2, 1, 0.2),
        ],
    )
    assert heads_of_groups(built, T)[0] == 3
    assert dominant(built, T)[1] == 3


def test_a_company_that_holds_its_own_shares_leaves_the_rest_to_its_owner() -> None:
    built = network(1, 2, [(0, 0, 0.2), (1, 0, 0.8)])
    assert integrated(built, np.array([1], np.int32))[2] == pytest.approx([1.0])


def test_a_closed_circle_is_refused_and_what_hangs_on_it_is_not() -> None:
    # 0 and 1 own each other whole; 1 holds 30 % of 2, the person 70 %
    built, closed = _build(3, 4, [(0, 1, 1.0), (1, 0, 1.0), (1, 2, 0.3), (3, 2, 0.7)])
    assert closed == {0, 1}
    holder, company, own = integrated(built, np.array([3], np.int32))
    assert (holder.tolist(), company.tolist()) == ([3], [2])
    assert own == pytest.approx([0.7])


def test_a_ring_beyond_the_limit_is_refused_not_solved() -> None:
    from dataclasses import replace

    edges = np.array([0, 1, 2, 3]), np.array([1, 2, 0, 0]), np.array([0.5, 0.5, 0.2, 0.8])
    small = replace(T, component_limit=2)
    built, closed, large = build(
        3, 4, (edges[0].astype(np.int32), edges[1].astype(np.int32), edges[2]), small
    )
    assert closed == []
    assert [group.tolist() for group in large] == [[0, 1, 2]]
    assert len(built.out_company) == 0


def test_nobody_holding_anything_has_no_measures() -> None:
    built = network(0, 3, [])
    assert integrated(built, np.array([0, 1], np.int32))[2].tolist() == []
    assert dominant(built, T).tolist() == []
