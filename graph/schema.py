"""The tables of the stage `graph`, and the kinds of nodes and edges of the property graph.

Node ids carry their kind: ``official:<official_id>``, ``relative:<row of 亲属关系>``,
``person:<person_key>``, ``company:<uscc>``, ``unit:<name>``, ``award:<award_id>``, ``act:<act_id>``.
"""

from __future__ import annotations

import pyarrow as pa

_S, _F, _I, _B = pa.string(), pa.float64(), pa.int64(), pa.bool_()

#: One hop of a path. `kind` is SAME_AS, KIN, INFERRED, HOLDS, ROLE, CONTACT, IN_POST, SUPERVISES, PROCURED, ACTED, WON or GOT;
#: `from` and `to` are node ids; `source` is the row that says so, null for what was inferred.
HOP = pa.struct([
    ("from", _S), ("kind", _S), ("to", _S), ("share", _F), ("label", _S),
    ("valid_from", _S), ("valid_to", _S), ("source", _S),
])  # fmt: skip
#: Ownership measures of the persons of interest as of the run's date.
#: own: integrated share 0–1; control: > 50 % fixpoint; bo25: own ≥ 0.25; dominant: largest block.
OWNERSHIP = pa.schema([
    ("person_key", _S), ("uscc", _S), ("own", _F), ("control", _B), ("bo25", _B), ("dominant", _B),
    ("as_of", _S),
])  # fmt: skip
#: Chains of holdings from a person of interest to a company, at any time: one hop is a direct stake,
#: up to six through companies. `share` is the product of the known shares (null where one is
#: unknown); the interval is the intersection of the hops' intervals; `certain` says whether all hops
#: certainly share a day.
CHAINS = pa.schema([
    ("person_key", _S), ("uscc", _S), ("hops", _I), ("share", _F),
    ("valid_from", _S), ("valid_to", _S), ("certain", _B), ("path", pa.list_(HOP)),
])  # fmt: skip

#: What could not be computed or was left out, and why: `subject` is a node id, `source` the row at
#: fault where there is one. `graph.problems` lists the checks.
PROBLEMS = pa.schema([("check", _S), ("subject", _S), ("detail", _S), ("source", _S)])

NODES: dict[str, pa.Schema] = {
    "Official": pa.schema([("id", _S), ("name", _S), ("sex", _S), ("category", _S), ("status", _S)]),
    "Relative": pa.schema([("id", _S), ("name", _S), ("sex", _S)]),
    "Person": pa.schema([("id", _S), ("name", _S), ("companies", _I)]),
    "Company": pa.schema([
        ("id", _S), ("uscc", _S), ("name", _S), ("company_type", _S), ("status", _S),
        ("industry", _S), ("region", _S), ("founded", _S), ("dissolved", _S),
    ]),
    "Unit": pa.schema([("id", _S), ("name", _S)]),
    "Award": pa.schema([("id", _S), ("title", _S), ("method", _S), ("amount", _F), ("date", _S)]),
    "Act": pa.schema([("id", _S), ("kind", _S), ("amount", _F), ("date", _S)]),
}  # fmt: skip
_EDGE = [("from", _S), ("to", _S)]
_DATED = [("valid_from", _S), ("valid_to", _S), ("source", _S)]
#: Edge kind → (node kind from, node kind to, columns). Property names avoid Cypher's reserved words.
EDGES: dict[str, tuple[tuple[str, str], ...]] = {
    "KIN": (("Official", "Relative"),),
    "INFERRED": (("Official", "Person"),),
    "SAME_AS": (("Official", "Person"), ("Relative", "Person")),
    "HOLDS": (("Person", "Company"), ("Company", "Company")),
    "ROLE": (("Person", "Company"),),
    "IN_POST": (("Official", "Unit"),),
    "PROCURED": (("Unit", "Award"),),
    "WON": (("Company", "Award"),),
    "ACTED": (("Unit", "Act"),),
    "GOT": (("Company", "Act"),),
}
EDGE_COLUMNS: dict[str, pa.Schema] = {
    # declared in the roster, or confirmed by a household or marriage book (`standing`)
    "KIN": pa.schema([*_EDGE, ("kinship", _S), ("basis", _S), ("standing", _S), *_DATED]),
    # a hypothesis of resolve: no register and no roster says so, `probability` says how likely it is
    "INFERRED": pa.schema([*_EDGE, ("tie", _S), ("probability", _F), ("alternatives", _S)]),
    "SAME_AS": pa.schema([*_EDGE, ("probability", _F), ("level", _S)]),
    "HOLDS": pa.schema([*_EDGE, ("share", _F), *_DATED]),
    "ROLE": pa.schema([*_EDGE, ("role", _S), *_DATED]),
    "IN_POST": pa.schema([
        *_EDGE, ("title", _S), ("rank", _S), ("is_leading", _B), ("region", _S), *_DATED,
    ]),
    "PROCURED": pa.schema([*_EDGE, ("date", _S), ("source", _S)]),
    "WON": pa.schema([*_EDGE, ("date", _S), ("source", _S)]),
    "ACTED": pa.schema([*_EDGE, ("date", _S), ("source", _S)]),
    "GOT": pa.schema([*_EDGE, ("date", _S), ("source", _S)]),
}  # fmt: skip


def edge_table(kind: str, start: str, stop: str) -> str:
    """Return the name of the table of edges of one kind between two kinds of nodes."""
    return f"edge_{kind}_{start}_{stop}"


#: Every table of the stage `graph`: the measures, the problems, node_<Kind>, edge_<KIND>_<From>_<To>.
TABLES: dict[str, pa.Schema] = {
    "ownership": OWNERSHIP,
    "chains": CHAINS,
    "problems": PROBLEMS,
    **{f"node_{kind}": schema for kind, schema in NODES.items()},
    **{
        edge_table(kind, start, stop): EDGE_COLUMNS[kind]
        for kind, pairs in EDGES.items()
        for start, stop in pairs
    },
}
