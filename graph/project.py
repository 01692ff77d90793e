"""Load the tables of the stage `graph` into a store (图的投影), unless they are there already."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from graph.embedded import EmbeddedStore
from graph.open import open_server
from graph.projection import Projection, check_tables, projection_of
from graph.store import GraphStore
from ingest.stage import Stage, sha256_text


def projection(stage: Stage) -> Projection:
    """Return the node and edge tables of a finished stage `graph`.

    The digest covers those tables and the version of this program, not the measures beside them:
    another `--as-of` that leaves nodes and edges alone needs no new load.
    """
    tables = {
        name: facts["sha256"]
        for name, facts in stage.manifest["tables"].items()
        if name.startswith(("node_", "edge_"))
    }
    key = {"version": version("qinqing"), "tables": tables}
    return projection_of(stage.folder, sha256_text(json.dumps(key, sort_keys=True)))


def project(stage: Stage, store: GraphStore) -> bool:
    """Make the store hold the stage's graph; say whether there was something to do.

    Raises UserError where the tables are no graph (nothing is changed then), SetupError where the
    store fails.
    """
    wanted = projection(stage)
    if store.digest == wanted.digest:
        return False
    check_tables(wanted)
    store.load(wanted)
    return True


def project_embedded(stage: Stage, folder: Path) -> None:
    """Load the stage's graph into the embedded store in `folder`."""
    with EmbeddedStore(folder) as store:
        project(stage, store)


def project_server(stage: Stage, url: str) -> None:
    """Load the stage's graph into the Neo4j server at `url`, which must hold nothing else."""
    with open_server(url) as store:
        store.refuse_foreign()
        project(stage, store)
