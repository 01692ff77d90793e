"""The tables of a run and the rule pack, side by side in one DuckDB, so that everything is a join."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from graph.schema import CHAINS, OWNERSHIP
from ingest.dates import day_number, span
from ingest.errors import SetupError
from ingest.schema import TABLES as INGEST
from ingest.stage import Stage
from nlp.schema import TABLES as NLP
from resolve.knowledge import load
from resolve.schema import TABLES as RESOLVE
from risk.entries import Window
from risk.pack import Pack

Con: TypeAlias = duckdb.DuckDBPyConnection
#: What risk reads of the stages before it, with the columns that it may rely on.
READ: dict[str, pa.Schema] = {
    **{
        name: INGEST[name]
        for name in (
            "officials", "posts", "relatives", "companies", "holdings", "roles", "declarations",
            "approvals", "awards", "acts", "complaints", "dispositions", "files", "documents",
            "personnel", "changes",
        )
    },
    "allegations": NLP["allegations"],
    "complaint_groups": NLP["complaint_groups"],
    **{
        name: RESOLVE[name]
        for name in (
            "appearances", "company_links", "subjects", "identities", "unit_links", "accused",
            "tie_hypotheses",
        )
    },
    "ownership": OWNERSHIP,
    "chains": CHAINS,
}  # fmt: skip
_PREPARE = ("1_time", "2_office", "3_contacts", "3_facts", "4_power", "5_papers", "5_voices")
FAR = 10**6


def of_stages(*stages: Stage) -> dict[str, Path]:
    """Return the Parquet file of every table that risk reads."""
    return {
        table: stage.path(table)
        for stage in stages
        for table in stage.manifest["tables"]
        if table in READ
    }


def connect(tables: Mapping[str, Path | pa.Table], pack: Pack, *, as_of: date) -> Con:
    """Return a DuckDB with the tables, the pack and everything that is prepared from both.

    Parameters
    ----------
    tables : mapping of table name to a Parquet file or a table
        Tables that are not there count as empty.
    as_of : date
        Nothing that begins later is seen; what has no end is open on this day.
    """
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false")
    for name, schema in READ.items():
        _add(con, name, tables.get(name), schema)
    _presence(con, pack)
    _add_pack(con, pack, as_of)
    for part in _PREPARE:
        run_sql(con, part)
    return con


def run_sql(con: Con, part: str) -> None:
    """Run one file of ``risk/sql``."""
    con.execute(files("risk").joinpath(f"sql/{part}.sql").read_text(encoding="utf-8"))


def _add(con: Con, name: str, table: Path | pa.Table | None, schema: pa.Schema) -> None:
    if isinstance(table, Path):
        con.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet($path)'.replace(
            "$path", "'" + str(table).replace("'", "''") + "'"))  # fmt: skip
        return
    rows = schema.empty_table() if table is None else table.select(schema.names).cast(schema)
    put(con, name, rows)


def put(con: Con, name: str, rows: pa.Table) -> None:
    """Make a table of an Arrow table."""
    con.register("incoming", rows)
    con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
    con.unregister("incoming")


def _presence(con: Con, pack: Pack) -> None:
    """Note which tables have rows, and which columns that patterns need have any value."""
    wanted: dict[str, set[str]] = {name: set() for name in READ}
    for pattern in pack.patterns.values():
        for table, columns in pattern.needs.items():
            _known(pattern.id, table, columns)
            wanted[table].update(columns)
    there: list[str] = []
    for name, fields in wanted.items():
        needed = sorted(fields)
        counts = "".join(f', count("{column}")' for column in needed)
        rows, *filled = con.execute(f'SELECT count(*){counts} FROM "{name}"').fetchall()[0]
        there += [name] if rows else []
        there += [f"{name}.{c}" for c, n in zip(needed, filled, strict=True) if n]
    put(con, "present", pa.table({"name": pa.array(there, pa.string())}))


def _known(pattern: str, table: str, columns: tuple[str, ...]) -> None:
    """Refuse a pattern that needs a table or column which no stage writes."""
    missing = [table] if table not in READ else sorted(set(columns) - set(READ[table].names))
    if missing:
        what = f"规则包：{pattern} 所需的 {', '.join(missing)} 不存在 · {pattern} needs what no stage writes"
        raise SetupError(what, "改正 needs 中的表名、列名 · correct the names under `needs`")


def _add_pack(con: Con, pack: Pack, as_of: date) -> None:
    w, board = pack.weights, pack.switchboard
    put(con, "rank_levels", _rows(rank=list(board.ranks), level=list(board.ranks.values())))
    titles = list(board.junior_titles)
    put(con, "junior_titles", _rows(title=titles, level=[0] * len(titles)))
    put(con, "leaving", _rows(word=list(board.left), way=list(board.left.values())))
    put(con, "kin_circles", _rows(
        kinship=list(board.kin), kin=list(board.kin.values()),
        lifelong=[kin in board.lifelong for kin in board.kin.values()],
        former=[word in board.former_kin for word in board.kin],
    ))  # fmt: skip
    put(con, "official_classes", _rows(
        category=[c for c, names in board.classes.items() for _ in names],
        **{"class": [n for names in board.classes.values() for n in names]},
    ))  # fmt: skip
    ties = board.associates
    put(con, "associate_words", _rows(
        tie=list(ties), zh=[t.words.zh for t in ties.values()], alone=[t.alone for t in ties.values()]))  # fmt: skip
    put(con, "ended_statuses", _rows(status=list(board.ended)))
    put(con, "senior_roles", _rows(role=list(board.senior_roles)))
    put(con, "approval_kinds", _rows(
        kind=list(board.approvals), exemption=list(board.approvals.values())))  # fmt: skip
    put(con, "fake_registrations", _table(["uscc"], [(code,) for code in pack.fakes]).cast(CODES))
    days = [day_number(date.fromisoformat(day)) for day in pack.extracted.values()]
    put(con, "extracted", pa.table({"table": pa.array(list(pack.extracted), pa.string()),
                                    "day": pa.array(days, pa.int64())}))  # fmt: skip
    put(con, "reasons_held", _table(["code", "reason"], [
        (e.code, reason) for e in pack.exemptions.values() for reason in e.holds
    ]))  # fmt: skip
    put(con, "declared_nothing", _rows(word=list(board.declared_nothing)))
    put(con, "role_weights", _rows(role=list(w.roles), p=list(w.roles.values())))
    put(con, "unit_weights", _rows(basis=list(w.unit_basis), p=list(w.unit_basis.values())))
    put(con, "act_weights", _rows(kind=list(w.act_kinds), p=list(w.act_kinds.values())))
    put(con, "depth_weights", _rows(depth=list(w.line_depth), p=list(w.line_depth.values())))
    put(con, "closed_methods", _rows(method=list(w.closed_methods)))
    put(con, "favours", _rows(kind=list(w.favours)))
    put(con, "exposures", _rows(phase=list(w.exposure), h=list(w.exposure.values())))
    groups = sorted({c.group for c in w.circumstances})
    put(con, "group_caps", _rows(
        group=groups, cap=[w.group_caps.get(g, w.group_cap) for g in groups]))  # fmt: skip
    _add_patterns(con, pack)
    _add_constants(con, pack, as_of)


def _add_patterns(con: Con, pack: Pack) -> None:
    patterns = list(pack.patterns.values())
    book = [
        {
            "pattern": p.id, "rule": r.id, "base": r.base, "place": n, "classes": list(r.who.classes),
            "min_level": r.who.min_level, "max_level": r.who.max_level, "leading": r.who.leading,
            "party": r.who.party, "kin": list(r.kin), "benefit": r.benefit,
            "needs_predicate": r.needs_predicate, "predicates": list(r.predicates),
            "by_predicate": r.by_predicate,
            "left": list(r.who.left), "deal": r.deal, "related_stake": r.related_stake,
            **_window(r.window),
            "heavier_than": r.severity.than if r.severity and r.severity.order == "heavier" else None,
            "in_force": span(r.effective_from, r.effective_to)._asdict(),
        }
        for p in patterns
        for n, r in enumerate(v for rule in p.rules for v in pack.versions(rule))
        if r.on and r.binds == "person"
    ]  # fmt: skip
    put(con, "rule_book", pa.Table.from_pylist(book, RULE_BOOK))
    alternatives = [
        (p.id, n, a.code, a.rate, pack.exemptions[a.code].miss if a.code else 1.0, a.ruled_out)
        for p in patterns
        for n, a in enumerate(p.alternatives)
    ]
    names = ["pattern", "place", "code", "rate", "miss", "ruled_out"]
    put(con, "alternatives", _table(names, alternatives).cast(ALTERNATIVES))
    items = {c.item: c for c in pack.weights.circumstances}
    met = [
        (p.id, i, items[i].group, items[i].bans, items[i].most)
        for p in patterns
        for i in p.circumstances
    ]
    put(con, "circumstance_items", _table(["pattern", "item", "group", "bans", "most"], met))
    priors = [(p.id, p.prior, p.until is not None, p.strength in ("K1", "K2")) for p in patterns]
    put(con, "pattern_priors",
        _table(["pattern", "prior", "held_back", "circumstantial"], priors))  # fmt: skip


def _window(window: Window | None) -> dict[str, Any]:
    """Return the columns of a rule's window in days; empty where the rule has none."""
    if window is None:
        return {}
    return {
        "other_days": round(window.others * 365.25), "long_days": round(window.long * 365.25),
        "long_for": window.long_for, "in_office": window.in_office,
    }  # fmt: skip


CODES = pa.schema([("uscc", pa.string())])
ALTERNATIVES = pa.schema([
    ("pattern", pa.string()), ("place", pa.int64()), ("code", pa.string()), ("rate", pa.float64()),
    ("miss", pa.float64()), ("ruled_out", pa.string()),
])  # fmt: skip
RULE_BOOK = pa.schema([
    ("pattern", pa.string()), ("rule", pa.string()), ("base", pa.string()), ("place", pa.int64()),
    ("classes", pa.list_(pa.string())), ("min_level", pa.int64()), ("max_level", pa.int64()),
    ("leading", pa.bool_()),
    ("party", pa.bool_()), ("kin", pa.list_(pa.string())), ("benefit", pa.string()),
    ("needs_predicate", pa.bool_()), ("predicates", pa.list_(pa.string())),
    ("by_predicate", pa.bool_()), ("left", pa.list_(pa.string())), ("deal", pa.string()),
    ("related_stake", pa.bool_()), ("other_days", pa.int64()), ("long_days", pa.int64()),
    ("long_for", pa.string()), ("in_office", pa.bool_()), ("heavier_than", pa.string()),
    ("in_force", pa.struct([
        ("from_lo", pa.int64()), ("from_hi", pa.int64()), ("to_lo", pa.int64()), ("to_hi", pa.int64()),
    ])),
])  # fmt: skip


def _add_constants(con: Con, pack: Pack, as_of: date) -> None:
    w, board = pack.weights, pack.switchboard
    numbers: dict[str, float] = {
        "today": day_number(as_of),
        "registry_lag": w.registry_lag_days,
        "grace_days": w.grace_days,
        "dead_days": round(w.dead_years * 365.25),
        "founding_days": round(w.founding_window_months * 365.25 / 12),
        "related_days": round(w.related_years * 365.25),
        "long_window_level": board.long_window_level,
        "declaration_level": board.declaration_level,
        "direct_holding": w.direct_holding,
        "later_hop": w.later_hop,
        "unknown_share": w.unknown_share,
        "deals_of_kin": w.deals_of_kin,
        "usual_partners": w.usual_partners,
        "deal_cap": w.group_caps.get("procurement", w.group_cap),
        "met_most": w.met_most,
        "probable": w.probable,
        "other_role": w.other_role,
        "not_leading": w.not_leading,
        "certain_time": w.certain_time,
        "possible_time": w.possible_time,
        "min_effective_share": w.min_effective_share,
        "inferred_line": w.show_line,
        "item_cap": w.item_cap,
        "career_years": w.career_years,
        "older_days": w.older_days,
        "few_buyers": w.supplier_buyers.few,
        "many_buyers": w.supplier_buyers.many,
        "favour_days": round(w.favour_years * 365.25),
        "total_cap": w.total_cap,
    }
    for name, number in numbers.items():
        kind = "BIGINT" if isinstance(number, int) else "DOUBLE"
        con.execute(f"CREATE MACRO {name}() AS CAST({number!r} AS {kind})")
    thresholds = [
        *(t for p in pack.patterns.values() for t in p.thresholds.items()),
        *(t for e in pack.exemptions.values() for t in e.thresholds.items()),
    ]
    for name, threshold in thresholds:
        kind = "BIGINT" if threshold.value.is_integer() else "DOUBLE"
        con.execute(f"CREATE MACRO {name}() AS CAST({threshold.value!r} AS {kind})")
    words = {
        "listed": board.listed, "collective": board.collective, "state_owned": board.state,
        "public_fund": board.public_fund, "private_fund": board.private_fund,
        "legacy": board.legacy, "old_form": board.old_form, "farm": board.farm,
        "self_employed": board.self_employed, "door": board.door, "no_means": board.no_means,
        "mass": "|".join(load("kin_evidence")["mass_registration"]),
        "inner": f"^.*(?:{'|'.join(load('units')['inner'])})$",
    }  # fmt: skip
    for name, expression in words.items():
        quoted = expression.replace("'", "''")
        con.execute(f"CREATE MACRO {name}_words() AS '{quoted}'")
    con.execute("CREATE MACRO exposure(p) AS (SELECT max(h) FROM exposures WHERE phase = p)")
    con.execute("CREATE VIEW officers AS SELECT * FROM (SELECT *, row_number() OVER ("
                "PARTITION BY official_id ORDER BY source) AS nth FROM officials) WHERE nth = 1")  # fmt: skip
    con.execute("CREATE MACRO there(t) AS t IN (SELECT name FROM present)")


def _rows(**columns: list[Any]) -> pa.Table:
    return pa.table(columns)


def _table(names: list[str], rows: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: [row[n] for row in rows] for n, name in enumerate(names)})
