"""Which tables of the earlier stages each stage reads (各步所读表): what its key is made of.

A stage is computed again where one of these tables has other bytes, and only then: a letter more
leaves the registers' tables alone, a paper more the identities. A stage sees nothing else
(`ingest.stage.Stage.only`), so a table that is missing here stops the run, it never makes a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.registers import INGEST as GRAPH_OF_INGEST
from graph.registers import RESOLVE as GRAPH_OF_RESOLVE
from graph.schema import TABLES as GRAPH
from ingest.schema import TABLES as INGEST
from ingest.stage import Stage
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES as RESOLVE
from risk.tables import READ as RISK

#: Stage → earlier stage → its tables.
READS: dict[str, dict[str, tuple[str, ...]]] = {
    "nlp": {
        "ingest": (
            "companies", "changes", "officials", "posts", "relatives", "awards", "acts", "evaluations",
            "complaints", "documents",
        ),
    },
    "resolve": {
        "ingest": (
            "companies", "changes", "holdings", "roles", "officials", "posts", "relatives", "declarations",
            "approvals", "awards", "acts", "documents",
        ),
        "nlp": ("mentions", "allegations", "relations"),
    },
    "graph": {"ingest": GRAPH_OF_INGEST, "resolve": GRAPH_OF_RESOLVE},
    "risk": {
        room: tuple(sorted(set(RISK) & set(tables)))
        for room, tables in (("ingest", INGEST), ("nlp", NLP), ("resolve", RESOLVE), ("graph", GRAPH))
    },
}  # fmt: skip


def read_by(stage: str, done: Mapping[str, Stage]) -> dict[str, Stage]:
    """Return the earlier stages as a stage sees them."""
    return {room: done[room].only(tables) for room, tables in READS[stage].items()}
