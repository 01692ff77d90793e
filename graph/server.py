"""The graph on a Neo4j 5 server (图数据库服务器), for analysts and for several people at once.

A target is ``bolt://host:7687`` (or any scheme of the driver). User and password come from the URL
or from the environment, and are never shown again: messages name the server without them.

The node ``(:QinqingProjection)`` says which graph answers. It is read before and after each query in
one transaction, so an answer never mixes two graphs; `graph.upload` tells how a graph is replaced.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import unquote, urlsplit, urlunsplit

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError

from graph.cypher import check_query, refuse_elements, refused
from graph.projection import Projection
from graph.store import Row
from graph.upload import COMPLETE, MARKER, refuse_foreign, replace
from ingest.errors import SetupError, UserError

USER, PASSWORD = "QINQING_NEO4J_USER", "QINQING_NEO4J_PASSWORD"
#: Seconds. An unreachable server must be noticed before any long work.
_CONNECT, _ACQUIRE, _RETRY = 3.0, 6.0, 10.0
#: GQL status of an unknown label, relationship type or property: to Neo4j no error, to us one.
_UNKNOWN = ("01N50", "01N51", "01N52")

# what the driver would log is either translated into our errors or of no use; nobody's names in logs
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class ServerStore:
    """The graph on a Neo4j server; see `graph.store.GraphStore`.

    Parameters
    ----------
    url : str
        ``bolt://[user:password@]host[:port]``.

    Raises
    ------
    SetupError
        The server does not answer within seconds, or refuses the password.
    """

    def __init__(self, url: str) -> None:
        self.place, auth = _split(url)
        with _translated(self.place):
            self._driver = neo4j.GraphDatabase.driver(
                self.place,
                auth=auth,
                connection_timeout=_CONNECT,
                connection_acquisition_timeout=_ACQUIRE,
                max_transaction_retry_time=_RETRY,
            )
        try:
            with _translated(self.place):
                self._driver.verify_connectivity()
        except ValueError as error:  # a port that is no number
            self._driver.close()
            raise _setup_error(self.place, error) from error
        except UserError:
            self._driver.close()
            raise

    @property
    def digest(self) -> str | None:
        """The digest of the graph that answers; None where none is there or one is half replaced."""
        with _translated(self.place), self._session() as session:
            marker = session.execute_read(_marker)
        return marker["digest"] if marker and marker["state"] == COMPLETE else None

    def load(self, projection: Projection) -> None:
        """Replace the graph on the server; see `graph.upload.replace`."""
        with _translated(self.place):
            replace(self._driver, projection)

    def query(self, cypher: str, **params: Any) -> list[Row]:
        """Return the rows of a query.

        Raises
        ------
        UserError
            The statement is refused, or names a label, type or property that no graph of ours has.
        SetupError
            No graph is loaded, or it was being replaced meanwhile.
        """

        def read(transaction: neo4j.ManagedTransaction) -> list[Row]:
            before = _marker(transaction)
            result = transaction.run(cypher, params)
            rows = [dict(record) for record in result]
            refuse_elements(rows, _is_element, cypher)
            _refuse_unknown(result.consume(), cypher)
            if before is None or before["state"] != COMPLETE or _marker(transaction) != before:
                what = f"{self.place}: 没有完整的图 no complete graph is there"
                fix = (
                    "等载入结束再查，或重新运行 qinqing run --graph。 "
                    "Query again when the load is over, or run `qinqing run --graph` again."
                )
                raise SetupError(what, fix)
            return rows

        check_query(cypher, params)
        with _translated(self.place, cypher), self._session() as session:
            return session.execute_read(read)

    def refuse_foreign(self) -> None:
        """Raise UserError where the database holds data that is not ours."""
        with _translated(self.place):
            refuse_foreign(self._driver)

    def close(self) -> None:
        """Release the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _session(self) -> neo4j.Session:
        return self._driver.session(default_access_mode=neo4j.READ_ACCESS)


def _split(url: str) -> tuple[str, tuple[str, str] | None]:
    """Return the address without credentials, and the credentials of the URL or the environment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    place = urlunsplit((parts.scheme, host, parts.path, parts.query, ""))
    user = unquote(parts.username or "") or os.environ.get(USER, "neo4j")
    password = unquote(parts.password or "") or os.environ.get(PASSWORD, "")
    return place, (user, password) if password else None


@contextmanager
def _translated(place: str, cypher: str = "") -> Iterator[None]:
    """Turn the driver's errors into ours: the server's setup, or the statement."""
    try:
        yield
    except DriverError as error:
        raise _setup_error(place, error) from error
    except Neo4jError as error:
        if (error.code or "").startswith("Neo.ClientError.Security"):
            raise _setup_error(place, error) from error
        if cypher and isinstance(error, ClientError):
            raise refused(place, error.message, cypher) from error
        what = f"{place}: 图数据库出错 the graph database failed: {error.code} {error.message}"
        fix = "查看 Neo4j 的日志后重新运行。 See Neo4j's log, then run again."
        raise SetupError(what, fix) from error


def _setup_error(place: str, error: Exception) -> SetupError:
    if isinstance(error, Neo4jError):
        what = f"{place}: Neo4j 拒绝登录 refused the user or password ({error.code})"
        fix = f"用环境变量 set ${USER} 与 and ${PASSWORD}。"
    else:
        what = f"{place}: 无法连接 Neo4j cannot be reached ({type(error).__name__}: {error})"
        fix = (
            "确认服务器已启动、地址与端口正确（见 docs/neo4j.md）。 "
            "Check that the server runs and that address and port are right (docs/neo4j.md)."
        )
    return SetupError(what, fix)


def _marker(transaction: neo4j.ManagedTransaction) -> dict[str, str] | None:
    record = transaction.run(MARKER).single()
    return None if record is None else {"digest": record["digest"], "state": record["state"]}


def _is_element(value: Any) -> bool:
    return isinstance(value, neo4j.graph.Node | neo4j.graph.Relationship | neo4j.graph.Path)


def _refuse_unknown(summary: neo4j.ResultSummary, cypher: str) -> None:
    """Refuse a misspelt name: Neo4j would answer with no rows, which reads as "nobody found"."""
    for status in summary.gql_status_objects:
        if status.gql_status in _UNKNOWN:
            what = f"{status.status_description}\n  {cypher}"
            raise UserError(
                what, "名称见 graph/schema.py。 The names are those of graph/schema.py."
            )
