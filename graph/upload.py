"""Replacing the graph on a Neo4j server (载入服务器), with the old one answering until the last moment.

Neo4j Community has one database and no snapshots, so two graphs lie side by side for a while:

1. New nodes come in under labels that no query names (``QinqingIncomingCompany``), with their edges;
   the old graph answers. A load that is killed here leaves remains that the next one clears away.
2. When the counts are right, the marker says ``replacing``, the old nodes lose their labels and the
   new ones get theirs, and the marker says ``complete``. That takes a few seconds a million nodes;
   queries are refused meanwhile. A load that is killed here must be run again.
3. The old nodes are deleted.

Every node of ours carries the label ``Qinqing``. A database with any other node is refused, because
queries would mix it in. One load at a time: two at once end in an error of the constraints.
"""

from __future__ import annotations

from collections.abc import Iterator

import neo4j
import pyarrow.parquet as pq

from graph.projection import EdgeTable, NodeTable, Projection, row_count
from ingest.errors import SetupError, UserError

COMPLETE, REPLACING = "complete", "replacing"
MARKER = "MATCH (p:QinqingProjection) RETURN p.digest AS digest, p.state AS state"
_MARK = (
    "MERGE (p:Qinqing:QinqingProjection {name: 'current'}) SET p.state = $state, p.digest = $digest"
)
#: Rows in one transaction.
BATCH = 10_000


def replace(driver: neo4j.Driver, projection: Projection) -> None:
    """Put the projection in the place of the graph that the server holds.

    Raises
    ------
    UserError
        The database holds data that is not ours.
    SetupError
        The server holds other counts than the tables.
    """
    refuse_foreign(driver)
    _clear(driver)
    _declare(driver, projection)
    for node in projection.nodes:
        _insert(driver, node, _node_insert(node))
    for edge in projection.edges:
        _insert(driver, edge, _edge_insert(edge))
    _check_counts(driver, projection)
    driver.execute_query(_MARK, state=REPLACING, digest=projection.digest)
    for node in projection.nodes:
        _repeat(
            driver,
            f"MATCH (n:Qinqing:`{node.kind}`) WITH n LIMIT {BATCH} "
            f"REMOVE n:`{node.kind}` SET n:QinqingOutgoing RETURN count(*)",
        )
        _repeat(
            driver,
            f"MATCH (n:`{_incoming(node.kind)}`) WITH n LIMIT {BATCH} "
            f"REMOVE n:`{_incoming(node.kind)}` SET n:`{node.kind}` RETURN count(*)",
        )
    driver.execute_query(_MARK, state=COMPLETE, digest=projection.digest)
    _clear(driver)


def refuse_foreign(driver: neo4j.Driver) -> None:
    """Raise UserError where a node in the database is not ours."""
    everything = _count(driver, "MATCH (n) RETURN count(n)")
    foreign = everything - _count(driver, "MATCH (n:Qinqing) RETURN count(n)")
    if foreign:
        what = f"该数据库里有不属于亲清的节点 the database holds {foreign} nodes of other programs"
        fix = "给亲清一个专用的空数据库。 Give Qinqing an empty database of its own."
        raise UserError(what, fix)


def _incoming(kind: str) -> str:
    return f"QinqingIncoming{kind}"


def _clear(driver: neo4j.Driver) -> None:
    """Delete what no graph needs: the graph before, or the remains of a load that was killed."""
    labels, _, _ = driver.execute_query("CALL db.labels() YIELD label RETURN label")
    for label in sorted(str(record["label"]) for record in labels):
        if label == "QinqingOutgoing" or label.startswith("QinqingIncoming"):
            _repeat(
                driver,
                f"MATCH (n:`{label}`) WITH n LIMIT {BATCH} DETACH DELETE n RETURN count(*)",
            )


def _declare(driver: neo4j.Driver, projection: Projection) -> None:
    """Make ids unique, and every name known, so that a misspelt one can be told from an empty one."""
    for node in projection.nodes:
        for label in (node.kind, _incoming(node.kind)):
            driver.execute_query(
                f"CREATE CONSTRAINT `qinqing_{label}` IF NOT EXISTS "
                f"FOR (n:`{label}`) REQUIRE n.id IS UNIQUE"
            )
    for kind in dict.fromkeys(edge.kind for edge in projection.edges):
        driver.execute_query("CALL db.createRelationshipType($name)", name=kind)
    for name in dict.fromkeys(name for table in projection.tables for name in _properties(table)):
        driver.execute_query("CALL db.createProperty($name)", name=name)


def _properties(table: NodeTable | EdgeTable) -> list[str]:
    ends = ("from", "to") if isinstance(table, EdgeTable) else ()
    return [name for name in table.schema.names if name not in ends]


def _values(table: NodeTable | EdgeTable) -> str:
    return ", ".join(f"`{name}`: r.`{name}`" for name in _properties(table))


def _node_insert(table: NodeTable) -> str:
    return f"UNWIND $rows AS r CREATE (:Qinqing:`{_incoming(table.kind)}` {{{_values(table)}}})"


def _edge_insert(table: EdgeTable) -> str:
    """Return the statement; `WITH` keeps the planner from a cross product of the two ends."""
    return (
        f"UNWIND $rows AS r MATCH (a:`{_incoming(table.start)}` {{id: r.from}}) WITH a, r "
        f"MATCH (b:`{_incoming(table.stop)}` {{id: r.to}}) "
        f"CREATE (a)-[:`{table.kind}` {{{_values(table)}}}]->(b)"
    )


def _insert(driver: neo4j.Driver, table: NodeTable | EdgeTable, statement: str) -> None:
    with pq.ParquetFile(table.path) as file:
        for batch in file.iter_batches(batch_size=BATCH):
            driver.execute_query(statement, rows=batch.to_pylist())


def _check_counts(driver: neo4j.Driver, projection: Projection) -> None:
    for table, found in _counts(driver, projection):
        if found != (wanted := row_count(table)):
            what = f"{table.path.name}: Neo4j 里有 {found} 条，应为 {wanted} 条 rows in Neo4j, not {wanted}"
            fix = "重新运行；不要同时载入两次。 Run again; never two loads at once."
            raise SetupError(what, fix)


def _counts(
    driver: neo4j.Driver, projection: Projection
) -> Iterator[tuple[NodeTable | EdgeTable, int]]:
    for node in projection.nodes:
        yield node, _count(driver, f"MATCH (n:`{_incoming(node.kind)}`) RETURN count(n)")
    for edge in projection.edges:
        pattern = f"(:`{_incoming(edge.start)}`)-[e:`{edge.kind}`]->(:`{_incoming(edge.stop)}`)"
        yield edge, _count(driver, f"MATCH {pattern} RETURN count(e)")


def _count(driver: neo4j.Driver, query: str) -> int:
    records, _, _ = driver.execute_query(query)
    return int(records[0][0]) if records else 0


def _repeat(driver: neo4j.Driver, statement: str) -> None:
    """Run a statement that takes up to BATCH nodes, until there are none left."""
    while _count(driver, statement):
        pass
