"""The one place that knows which stores there are: a URL means a server, a path a folder.

The server's driver is imported only where a server is meant: it takes a second or more, which a run
on the embedded graph need not pay.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.embedded import EmbeddedStore
from graph.store import GraphStore
from ingest.errors import UserError

if TYPE_CHECKING:
    from graph.server import ServerStore

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(target: str | Path) -> GraphStore:
    """Open the graph at a ``bolt://…`` URL or in a folder (``<out>/graph``).

    Raises
    ------
    UserError
        The URL is of another kind.
    SetupError
        The server cannot be reached or refuses the password; the file cannot be opened.
    """
    return open_server(str(target)) if "://" in str(target) else EmbeddedStore(Path(target))


def check(url: str) -> None:
    """Make sure, within seconds, that a graph can be loaded into the server at `url`.

    Raises
    ------
    UserError
        The URL is not one of a Neo4j server, or its database holds other programs' data.
    SetupError
        The server cannot be reached or refuses the password.
    """
    with open_server(url) as store:
        store.refuse_foreign()


def open_server(url: str) -> ServerStore:
    """Open the graph on a Neo4j server; errors as :func:`open_store`, credentials not repeated."""
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES or "/" in rest.rpartition("@")[2]:
        what = f"不是 Neo4j 的地址 not the address of a Neo4j server: {scheme}://…"
        raise UserError(what, "写成 write it as bolt://127.0.0.1:7687")
    from graph.server import ServerStore

    return ServerStore(url)
