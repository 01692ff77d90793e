"""The property graph for other programs: GraphML and GEXF (Gephi, yEd, igraph), CSV for neo4j-admin.

Every file is written beside its place and renamed into it, and is the same for the same run.
"""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pyarrow.csv as pc

from graph.network import whole
from graph.schema import EDGES, NODES, edge_table
from ingest.stage import Stage

#: Arrow type → type word in the header of ``neo4j-admin database import``.
_ADMIN = {pa.string(): "string", pa.float64(): "double", pa.int64(): "long", pa.bool_(): "boolean"}
#: GEXF as networkx writes it carries today's date, which would make two equal exports differ.
_MODIFIED = re.compile(r' lastmodifieddate="[^"]*"')


def write_graphml(graph: Stage, path: Path) -> None:
    """Write the whole property graph as GraphML."""
    text = "\n".join(nx.generate_graphml(whole(graph)))
    _put(path, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n')


def write_gexf(graph: Stage, path: Path) -> None:
    """Write the whole property graph as GEXF 1.2."""
    text = "\n".join(nx.generate_gexf(whole(graph)))
    _put(path, _MODIFIED.sub("", text) + "\n")


def write_admin_csv(graph: Stage, folder: Path) -> str:
    """Write one CSV a table for ``neo4j-admin database import full``; return the command's arguments.

    Node ids are unique over all kinds, so they share one id space.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arguments = []
    for kind in NODES:
        table = graph.read(f"node_{kind}")
        header = ["id:ID", *_typed(table.schema, "id")]
        _put_csv(folder / f"node_{kind}.csv", table.rename_columns(header))
        arguments.append(f"--nodes={kind}=node_{kind}.csv")
    for kind, pairs in EDGES.items():
        for start, stop in pairs:
            name = edge_table(kind, start, stop)
            table = graph.read(name)
            header = [":START_ID", ":END_ID", *_typed(table.schema, "from", "to")]
            _put_csv(folder / f"{name}.csv", table.rename_columns(header))
            arguments.append(f"--relationships={kind}={name}.csv")
    return " ".join(arguments)


def _typed(schema: pa.Schema, *ends: str) -> list[str]:
    return [f"{field.name}:{_ADMIN[field.type]}" for field in schema if field.name not in ends]


def _put(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _put_csv(path: Path, table: pa.Table) -> None:
    beside = path.with_name(f".{path.name}.part")
    pc.write_csv(table, beside)
    beside.replace(path)
