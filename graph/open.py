"""The one place that knows which stores there are: a URL means a server, a path a folder."""

from __future__ import annotations

from pathlib import Path

from graph.embedded import EmbeddedStore
from graph.server import ServerStore
from graph.store import GraphStore
from ingest.errors import UserError

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
    return ServerStore(server_url(target)) if "://" in str(target) else EmbeddedStore(Path(target))


def check(url: str) -> None:
    """Make sure, within seconds, that a graph can be loaded into the server at `url`.

    Raises
    ------
    UserError
        The URL is not one of a Neo4j server, or its database holds other programs' data.
    SetupError
        The server cannot be reached or refuses the password.
    """
    with ServerStore(server_url(url)) as store:
        store.refuse_foreign()


def server_url(target: str | Path) -> str:
    """Return the target if it is a Neo4j URL. Raises UserError; credentials are not repeated."""
    scheme, _, rest = str(target).partition("://")
    if scheme not in SCHEMES or "/" in rest.rpartition("@")[2]:
        what = f"不是 Neo4j 的地址 not the address of a Neo4j server: {scheme}://…"
        raise UserError(what, "写成 write it as bolt://127.0.0.1:7687")
    return str(target)
