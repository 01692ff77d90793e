"""What the rest of the program may ask of a graph database (图数据库); two stores fill it.

The graph is a view: it is made whole from the tables of the stage `graph` and never changed in
place, so a store has one way in, :meth:`GraphStore.load`, and one way out, :meth:`GraphStore.query`.
"""

from __future__ import annotations

from typing import Any, Protocol, Self

from graph.projection import Projection

Row = dict[str, Any]


class GraphStore(Protocol):
    """A property graph that answers Cypher; `graph.open.open_store` picks the store."""

    @property
    def digest(self) -> str | None:
        """The digest of the projection that answers now; None where none is complete."""

    def load(self, projection: Projection) -> None:
        """Replace the whole graph; what was there answers until the new one is complete.

        The tables must have passed `graph.projection.check_tables`.
        """

    def query(self, cypher: str, **params: Any) -> list[Row]:
        """Return the rows of a read-only query in the Cypher that both share (docs/cypher.md).

        Values are strings, floats, integers, booleans, null and lists of them; a query that
        returns a node, a relationship or a path is refused, because the stores show them
        differently.
        """

    def close(self) -> None:
        """Release the file or the connections."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
