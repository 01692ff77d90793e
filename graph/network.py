"""networkx views of the property graph, for notebooks and pictures; the arithmetic never needs them."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import networkx as nx
import pyarrow as pa

from graph.schema import EDGES, NODES, edge_table
from ingest.stage import Stage


def whole(graph: Stage) -> nx.MultiDiGraph:
    """Return the property graph of a finished stage: fit for an area of some 100,000 nodes.

    Nodes carry `kind` and their columns, edges their kind as key and their columns; empty cells are
    left out, as GraphML and GEXF want it.
    """
    view = nx.MultiDiGraph()
    for kind in NODES:
        view.add_nodes_from(_nodes(kind, graph.read(f"node_{kind}")))
    for kind, pairs in EDGES.items():
        for start, stop in pairs:
            _add_edges(view, kind, graph.read(edge_table(kind, start, stop)))
    return view


def ego(graph: Stage, centre: str, *, radius: int = 2, widest: int = 100) -> nx.MultiDiGraph:
    """Return the surroundings of one node, such as ``official:…``.

    Parameters
    ----------
    graph : Stage
        The finished stage `graph`.
    centre : str
        A node id.
    radius : int
        Number of edges from the centre, in either direction.
    widest : int
        A node of more edges than this is shown but not passed through, and marked ``hub=True``:
        through a bureau's purchases everybody is everybody's neighbour.

    Raises
    ------
    KeyError
        There is no such node.
    """
    with duckdb.connect() as con:
        con.execute(_all_edges(graph))
        seen, frontier, hubs = {centre}, {centre}, set[str]()
        for _ in range(radius):
            near = _neighbours(con, frontier, widest, centre)
            hubs |= {node for node in frontier if node not in near}
            frontier = {other for others in near.values() for other in others} - seen
            seen |= frontier
        wanted = pa.table({"id": pa.array(sorted(seen))})
        view = nx.MultiDiGraph()
        for kind in NODES:
            table = con.read_parquet(str(graph.path(f"node_{kind}")))
            view.add_nodes_from(_nodes(kind, _among(con, table, wanted, "id")))
        if centre not in view:
            raise KeyError(centre)
        for kind, pairs in EDGES.items():
            for start, stop in pairs:
                table = con.read_parquet(str(graph.path(edge_table(kind, start, stop))))
                _add_edges(view, kind, _among(con, table, wanted, "from", "to"))
    for hub in hubs:
        view.nodes[hub]["hub"] = True
    return view


def _all_edges(graph: Stage) -> str:
    files = [graph.path(edge_table(k, a, b)) for k, pairs in EDGES.items() for a, b in pairs]
    both = " UNION ALL ".join(
        f"""SELECT "from" AS a, "to" AS b FROM read_parquet('{str(path).replace("'", "''")}')"""
        for path in files
    )
    return f"CREATE TABLE ties AS SELECT a, b FROM ({both}) UNION ALL SELECT b, a FROM ({both})"


def _neighbours(
    con: duckdb.DuckDBPyConnection, frontier: set[str], widest: int, centre: str
) -> dict[str, list[str]]:
    """Return the neighbours of each node that is no hub; the centre never is."""
    nodes = pa.table({"id": pa.array(sorted(frontier))})
    con.register("frontier", nodes)
    rows = con.execute(
        "SELECT id, list(DISTINCT b) FILTER (b IS NOT NULL) FROM frontier LEFT JOIN ties ON a = id"
        " GROUP BY id HAVING count(b) <= ? OR id = ?",
        [widest, centre],
    ).fetchall()
    return {node: others or [] for node, others in rows}


def _among(
    con: duckdb.DuckDBPyConnection, table: duckdb.DuckDBPyRelation, wanted: pa.Table, *ends: str
) -> pa.Table:
    con.register("wanted", wanted)
    within = " AND ".join(f'"{end}" IN (SELECT id FROM wanted)' for end in ends)
    return table.filter(within).order(", ".join(f'"{c}"' for c in table.columns)).to_arrow_table()


def _nodes(kind: str, table: pa.Table) -> Iterator[tuple[str, dict[str, object]]]:
    for row in table.to_pylist():
        yield row.pop("id"), {"kind": kind, **_filled(row)}


def _add_edges(view: nx.MultiDiGraph, kind: str, table: pa.Table) -> None:
    for row in table.to_pylist():
        view.add_edge(row.pop("from"), row.pop("to"), kind=kind, **_filled(row))


def _filled(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
