"""The property graph as tables: one table a kind of node, one a kind of edge and pair of ends.

An edge is one statement of one source. Node ids are unique and both ends of every edge exist: the
statements below make edges only between nodes that they find; what points at nothing goes to the
table `problems`. No column carries an ID number, a phone or anything that a complaint says.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from graph.problems import problems
from graph.schema import EDGE_COLUMNS, EDGES, NODES, edge_table
from resolve.knowledge import load

#: Kind of node → its rows; a key that occurs twice keeps its first row (by source).
_NODES = {
    "Official": """
        SELECT 'official:' || official_id AS id, name, sex, category, status FROM officials
        QUALIFY row_number() OVER (PARTITION BY official_id ORDER BY source) = 1""",
    "Relative": "SELECT 'relative:' || source AS id, name, sex FROM relatives",
    "Person": """
        SELECT 'person:' || person_key AS id, name, len(uscc_list) AS companies FROM register_persons""",
    "Company": """
        SELECT 'company:' || uscc AS id, uscc, c.name, c.company_type, c.status, c.industry,
               c.region, c.founded, c.dissolved
        FROM known_companies k LEFT JOIN (
            FROM companies QUALIFY row_number() OVER (PARTITION BY uscc ORDER BY source) = 1
        ) c USING (uscc)""",
    "Unit": """
        SELECT DISTINCT 'unit:' || unit AS id, unit AS name FROM (
            SELECT unit FROM posts UNION ALL SELECT unit FROM buyers UNION ALL SELECT unit FROM agencies)""",
    # a project of several lots or suppliers has a row for each
    "Award": """
        SELECT 'award:' || award_id AS id, min_by(title, source) AS title, min_by(method, source) AS method,
               sum(amount ORDER BY source) AS amount, min(date) AS date FROM awards GROUP BY award_id""",
    "Act": """
        SELECT 'act:' || act_id AS id, min_by(kind, source) AS kind,
               sum(amount ORDER BY source) AS amount, min(date) AS date FROM acts GROUP BY act_id""",
}
#: A buyer is the unit whose name it writes in full or short; an inner organ stays a unit of its own.
_UNITS = """
CREATE VIEW unit_names AS
SELECT name, min(unit) AS unit FROM unit_links WHERE basis IN ('exact', 'short')
GROUP BY name HAVING count(DISTINCT unit) = 1;
CREATE VIEW buyers AS
SELECT a.*, coalesce(u.unit, a.buyer) AS unit FROM awards a LEFT JOIN unit_names u ON u.name = a.buyer;
CREATE VIEW agencies AS
SELECT a.*, coalesce(u.unit, a.agency) AS unit FROM acts a LEFT JOIN unit_names u ON u.name = a.agency;
"""
_DATED = "valid_from, valid_to, source"
#: What a household or marriage book confirms; a declared tie and an inferred one are other edges.
_CONFIRMED = ", ".join(f"'{basis}'" for basis in load("kin_evidence")["confirmed"])
#: Hypotheses below this are for the weighing of leads alone: nobody is drawn beside an official for so little.
_WRITTEN = load("kin_evidence")["levels"]["written"]
_HOLDS = f"""
    SELECT holder AS "from", 'company:' || uscc AS "to", share, {_DATED} FROM linked_holdings"""
#: Kind of edge → all statements, `from` and `to` as node ids.
_EDGES = {
    "KIN": f"""
        SELECT 'official:' || official_id AS "from", 'relative:' || source AS "to", kinship, basis,
               CASE WHEN basis IN ({_CONFIRMED}) THEN 'confirmed' ELSE 'declared' END AS standing, {_DATED}
        FROM relatives""",
    "INFERRED": f"""
        SELECT 'official:' || official_id AS "from", 'person:' || person_key AS "to", tie, probability,
               array_to_string(alternatives, '；') AS alternatives, NULL AS source
        FROM tie_hypotheses WHERE basis = 'inferred' AND probability >= {_WRITTEN}""",
    "SAME_AS": """
        SELECT CASE subject WHEN 'self' THEN 'official:' || official_id
                            ELSE 'relative:' || subject END AS "from",
               'person:' || person_key AS "to", probability, level, NULL AS source FROM identities""",
    "HOLDS": _HOLDS + " WHERE NOT starts_with(holder, 'holder:')",
    "ROLE": f"""
        SELECT DISTINCT 'person:' || a.person_key AS "from", 'company:' || r.uscc AS "to", r.role, {_DATED}
        FROM sound_roles r JOIN appearances a
            ON a."table" = 'roles' AND a.source = r.source AND a.uscc = r.uscc AND a.name = r.name
            AND coalesce(a.role, r.role) = r.role""".replace(
        _DATED, "r.valid_from, r.valid_to, r.source"
    ),
    "IN_POST": f"""
        SELECT 'official:' || official_id AS "from", 'unit:' || unit AS "to", title, rank, is_leading,
               region, {_DATED} FROM posts""",
    "PROCURED": """
        SELECT 'unit:' || unit AS "from", 'award:' || award_id AS "to", date, source FROM buyers""",
    "WON": """
        SELECT 'company:' || l.uscc AS "from", 'award:' || a.award_id AS "to", a.date, a.source
        FROM awards a JOIN company_links l ON l."table" = 'awards' AND l.source = a.source""",
    "ACTED": """
        SELECT 'unit:' || unit AS "from", 'act:' || act_id AS "to", date, source FROM agencies""",
    "GOT": """
        SELECT 'company:' || l.uscc AS "from", 'act:' || a.act_id AS "to", a.date, a.source
        FROM acts a JOIN company_links l ON l."table" = 'acts' AND l.source = a.source""",
}  # fmt: skip


def property_graph(con: duckdb.DuckDBPyConnection) -> tuple[dict[str, pa.Table], pa.Table]:
    """Return the tables node_… and edge_… of a connection of `graph.registers`, and the problems met."""
    con.execute(_UNITS)
    tables: dict[str, pa.Table] = {}
    for kind, schema in NODES.items():
        con.execute(f"CREATE TEMP TABLE node_{kind} AS {_NODES[kind]}")
        tables[f"node_{kind}"] = con.sql(f"SELECT * FROM node_{kind} ORDER BY id").to_arrow_table()
        assert tables[f"node_{kind}"].schema.names == schema.names
    met = [_unsound(con)]
    for kind, pairs in EDGES.items():
        con.execute(f"CREATE TEMP TABLE edge_{kind} AS {_EDGES[kind]}")
        for start, stop in pairs:
            tables[edge_table(kind, start, stop)] = _edges(con, kind, start, stop)
        met.append(_loose(con, kind, pairs))
    return tables, pa.concat_tables(met)


def _edges(con: duckdb.DuckDBPyConnection, kind: str, start: str, stop: str) -> pa.Table:
    columns = ", ".join(f'"{name}"' for name in EDGE_COLUMNS[kind].names)
    return con.sql(f"""
        SELECT {columns} FROM edge_{kind} e
        SEMI JOIN node_{start} a ON a.id = e."from" SEMI JOIN node_{stop} b ON b.id = e."to"
        ORDER BY ALL""").to_arrow_table()


def _unsound(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return a problem for every row set aside because its company's code fails its check."""
    rows = con.sql("SELECT 'company:' || uscc, uscc, source FROM unsound ORDER BY ALL").fetchall()
    return problems("uscc_failing", rows)


def _loose(
    con: duckdb.DuckDBPyConnection, kind: str, pairs: tuple[tuple[str, str], ...]
) -> pa.Table:
    """Return a problem for every edge one end of which is no node."""
    starts = " UNION ALL ".join(
        f"SELECT id FROM node_{start}" for start in {a: 0 for a, _ in pairs}
    )
    stops = " UNION ALL ".join(f"SELECT id FROM node_{stop}" for stop in {b: 0 for _, b in pairs})
    rows = con.sql(f"""
        SELECT coalesce("from", '?'), '{kind}', source FROM edge_{kind} e
        WHERE "from" IS NULL OR "to" IS NULL
            OR "from" NOT IN ({starts}) OR "to" NOT IN ({stops})
        ORDER BY ALL""").fetchall()
    return problems("edge_without_end", rows)
