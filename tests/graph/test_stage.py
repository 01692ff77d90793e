"""The whole stage on a small area written down by hand, from tables to tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import ingest.schema as ingest_schema
import resolve.schema as resolve_schema
from graph.schema import EDGES, TABLES, edge_table
from graph.stage import build
from ingest.stage import Stage, StageStore, StageWriter

Rows = dict[str, list[dict[str, Any]]]
A, B, C, D = (f"9142060200000000{i}X" for i in range(4))
FAILING = "914206020000000099"


def holding(uscc: str, name: str, share: float | None, source: str, **more: Any) -> dict[str, Any]:
    return {"uscc": uscc, "holder_name": name, "share": share, "source": source, **more}


def register() -> Rows:
    """甲公司 is held by a relative and a stranger, and holds 乙公司 with a government body."""
    return {
        "companies": [
            {"uscc": A, "uscc_status": "valid", "name": "甲公司", "status": "存续", "phone": "13800000000", "source": "c#2"},
            {"uscc": B, "uscc_status": "valid", "name": "乙公司", "source": "c#3"},
            {"uscc": FAILING, "uscc_status": "failing", "name": "丙公司", "source": "c#4"},
        ],
        "officials": [{"official_id": "O1", "name": "示例甲", "sex": "男", "source": "o#2"}],
        "relatives": [
            {"official_id": "O1", "kinship": "配偶", "name": "示例乙", "valid_from": "2010", "source": "r#2"},
            {"official_id": "O9", "kinship": "配偶", "name": "示例丙", "source": "r#3"},
        ],
        "posts": [{"official_id": "O1", "unit": "某市住建局", "valid_from": "2019", "source": "p#2"}],
        "awards": [
            {"award_id": "W1", "buyer": "某市住房和城乡建设局", "amount": 3.0, "date": "2020-05", "source": "a#2"},
            {"award_id": "W1", "buyer": "某市住建局", "amount": 2.0, "date": "2020-06", "source": "a#3"},
            {"award_id": "W2", "buyer": "某市住建局质监站", "date": "2020", "source": "a#4"},
        ],
        "acts": [{"act_id": "T1", "agency": "某市税务局", "kind": "财政补贴", "date": "2020", "source": "x#2"}],
        "holdings": [
            holding(A, "示例乙", 0.6, "h#2", valid_from="2018"),
            holding(A, "示例丁", 0.4, "h#3", valid_from="2018"),
            holding(B, "甲公司", 0.9, "b#4", valid_from="2019-03"),
            holding(B, "某管理局", 0.1, "b#4"),
            holding(A, "乙公司", None, "h#6"),
            holding(FAILING, "示例乙", 1.0, "h#7"),
        ],
        "shareholdings": [{"uscc": FAILING, "uscc_status": "failing", "holder_name": "示例乙", "source": "h#7"}],
        "roles": [
            {"uscc": A, "name": "示例乙", "role": "监事", "valid_from": "2018", "source": "m#2"},
            {"uscc": FAILING, "name": "示例丁", "role": "法定代表人", "source": "c#4"},
            {"uscc": FAILING, "name": "示例丁", "role": "监事", "source": "m#3"},
        ],
    }  # fmt: skip


def who() -> Rows:
    seen = [("k1", "holdings", "h#2", A, "示例乙", None), ("k2", "holdings", "h#3", A, "示例丁", None),
            ("k1", "holdings", "h#7", FAILING, "示例乙", None), ("k1", "roles", "m#2", A, "示例乙", "监事"),
            ("k2", "roles", "c#4", FAILING, "示例丁", "法定代表人"), ("k2", "roles", "m#3", FAILING, "示例丁", "监事")]  # fmt: skip
    links = [("holdings", "b#4", A, "name"), ("holdings", "h#6", B, "name"), ("awards", "a#2", B, "name"),
             ("awards", "a#4", A, "uscc"), ("acts", "x#2", A, "uscc")]  # fmt: skip
    fields = {name: schema.names for name, schema in resolve_schema.TABLES.items()}
    return {
        "register_persons": [
            {"person_key": "k1", "name": "示例乙", "uscc_list": [A]},
            {"person_key": "k2", "name": "示例丁", "uscc_list": [A]},
        ],
        "appearances": [dict(zip(fields["appearances"], row, strict=True)) for row in seen],
        "company_links": [dict(zip(fields["company_links"], row, strict=True)) for row in links],
        "identities": [
            {"official_id": "O1", "subject": "r#2", "person_key": "k1", "probability": 0.9, "level": "probable"},
            {"official_id": "O1", "subject": "self", "person_key": "k1", "probability": 0.3, "level": "hold"},
        ],
        "unit_links": [
            {"name": "某市住房和城乡建设局", "unit": "某市住建局", "basis": "short"},
            {"name": "某市住建局质监站", "unit": "某市住建局", "basis": "inner"},
        ],
    }  # fmt: skip


def write(tables: Mapping[str, pa.Schema], rows: Rows) -> Callable[[StageWriter], None]:
    def produce(writer: StageWriter) -> None:
        for name, schema in tables.items():
            filled = [
                {field: row.get(field) for field in schema.names} for row in rows.get(name, [])
            ]
            writer.write(name, pa.Table.from_pylist(filled, schema=schema), schema)

    return produce


def run(folder: Path, register: Rows, who: Rows) -> Stage:
    store = StageStore(folder)
    parts: dict[str, Any] = {"inputs": {}, "params": {}, "rooms": ()}
    ingest = store.run("ingest", write(ingest_schema.TABLES, register), **parts)
    resolve = store.run("resolve", write(resolve_schema.TABLES, who), **parts)

    def produce(writer: StageWriter) -> None:
        build(ingest, resolve, writer, as_of=date(2025, 6, 30), progress=lambda *_: None)

    return store.run("graph", produce, **parts)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return run(tmp_path_factory.mktemp("stages"), register(), who())


def ends(graph: Stage, table: str) -> list[tuple[str, str, str]]:
    return [(e["from"], e["to"], e.get("source", "")) for e in graph.read(table).to_pylist()]


def test_every_table_of_the_schema_is_written_with_its_columns(graph: Stage) -> None:
    assert set(graph.manifest["tables"]) == set(TABLES)
    for name, schema in TABLES.items():
        assert graph.read(name).schema.equals(schema)


def test_both_ends_of_every_edge_are_nodes_and_node_ids_are_unique(graph: Stage) -> None:
    ids = {
        kind: graph.read(f"node_{kind}")["id"].to_pylist()
        for kind in ("Official", "Relative", "Person", "Company", "Unit", "Award", "Act")
    }
    for known in ids.values():
        assert len(known) == len(set(known))
        assert known
    for kind, pairs in EDGES.items():
        for start, stop in pairs:
            for begin, end, _ in ends(graph, edge_table(kind, start, stop)):
                assert begin in ids[start]
                assert end in ids[stop]


def test_the_edges_are_the_statements_of_the_registers(graph: Stage) -> None:
    person, company = "person:k1", f"company:{A}"
    assert ends(graph, "edge_HOLDS_Person_Company") == [
        (person, company, "h#2"),
        ("person:k2", company, "h#3"),
    ]
    assert ends(graph, "edge_HOLDS_Company_Company") == [
        (company, f"company:{B}", "b#4"),
        (f"company:{B}", company, "h#6"),
    ]
    assert ends(graph, "edge_KIN_Official_Relative") == [("official:O1", "relative:r#2", "r#2")]
    assert ends(graph, "edge_SAME_AS_Official_Person") == [("official:O1", person, "")]
    assert ends(graph, "edge_SAME_AS_Relative_Person") == [("relative:r#2", person, "")]
    assert ends(graph, "edge_WON_Company_Award") == [
        (company, "award:W2", "a#4"),
        (f"company:{B}", "award:W1", "a#2"),
    ]
    assert ends(graph, "edge_GOT_Company_Act") == [(company, "act:T1", "x#2")]
    assert ends(graph, "edge_ACTED_Unit_Act") == [("unit:某市税务局", "act:T1", "x#2")]


def test_a_unit_written_short_is_the_unit_and_its_inner_organ_is_not(graph: Stage) -> None:
    assert ends(graph, "edge_IN_POST_Official_Unit") == [("official:O1", "unit:某市住建局", "p#2")]
    assert ends(graph, "edge_PROCURED_Unit_Award") == [
        ("unit:某市住建局", "award:W1", "a#2"),
        ("unit:某市住建局", "award:W1", "a#3"),
        ("unit:某市住建局质监站", "award:W2", "a#4"),
    ]


def test_a_project_of_several_lots_is_one_award_with_their_sum(graph: Stage) -> None:
    awards = {
        row["id"]: (row["amount"], row["date"]) for row in graph.read("node_Award").to_pylist()
    }
    assert awards == {"award:W1": (5.0, "2020-05"), "award:W2": (None, "2020")}


def test_a_code_that_fails_its_check_names_a_company_in_its_own_row_only(graph: Stage) -> None:
    assert f"company:{FAILING}" in graph.read("node_Company")["id"].to_pylist()
    assert ends(graph, "edge_ROLE_Person_Company") == [
        ("person:k1", f"company:{A}", "m#2"),
        ("person:k2", f"company:{FAILING}", "c#4"),
    ]
    assert FAILING not in graph.read("chains")["uscc"].to_pylist()


def test_what_was_left_out_is_told_with_its_row(graph: Stage) -> None:
    told = [(p["check"], p["subject"], p["source"]) for p in graph.read("problems").to_pylist()]
    assert sorted(told) == [
        ("edge_without_end", "official:O9", "r#3"),
        ("uscc_failing", f"company:{FAILING}", "h#7"),
        ("uscc_failing", f"company:{FAILING}", "m#3"),
    ]


def test_measures_and_chains_are_those_of_persons_of_interest_only(graph: Stage) -> None:
    measures = [
        (row["person_key"], row["uscc"], row["own"], row["control"], row["bo25"], row["dominant"])
        for row in graph.read("ownership").to_pylist()
    ]
    assert measures == [("k1", A, 0.6, True, True, False), ("k1", B, 0.54, True, True, True)]
    chains = [
        (c["person_key"], c["uscc"], c["hops"], c["share"])
        for c in graph.read("chains").to_pylist()
    ]
    assert chains == [("k1", A, 1, 0.6), ("k1", B, 2, 0.54)]


def test_no_number_and_no_phone_is_a_column_or_a_cell_of_the_graph(graph: Stage) -> None:
    names = {name for schema in TABLES.values() for name in schema.names}
    assert not {name for name in names if "phone" in name or "token" in name or "person_id" in name}
    everything = " ".join(str(graph.read(name).to_pylist()) for name in TABLES)
    assert "13800000000" not in everything


def test_the_order_of_the_input_rows_does_not_matter(graph: Stage, tmp_path: Path) -> None:
    turned = run(
        tmp_path,
        {name: rows[::-1] for name, rows in register().items()},
        {name: rows[::-1] for name, rows in who().items()},
    )
    assert turned.manifest["tables"] == graph.manifest["tables"]


def test_an_area_without_registers_gives_empty_tables(tmp_path: Path) -> None:
    graph = run(tmp_path, {"officials": register()["officials"]}, {})
    assert {name for name in TABLES if graph.read(name).num_rows} == {"node_Official"}


def test_a_change_record_that_names_two_companies_gives_each_its_own_stake(tmp_path: Path) -> None:
    rows = register()
    rows["companies"] += [{"uscc": C, "uscc_status": "valid", "name": "丁公司", "source": "c#5"}]
    rows["holdings"] += [holding(D, "甲公司", 0.3, "z#9"), holding(D, "丁公司", 0.7, "z#9")]
    links = who()
    links["company_links"] += [
        {"table": "holdings", "source": "z#9", "uscc": A, "basis": "name"},
        {"table": "holdings", "source": "z#9", "uscc": C, "basis": "name"},
    ]
    graph = run(tmp_path, rows, links)
    edges = [
        (e["from"], e["share"])
        for e in graph.read("edge_HOLDS_Company_Company").to_pylist()
        if e["source"] == "z#9"
    ]
    assert edges == [(f"company:{A}", 0.3), (f"company:{C}", 0.7)]


TIES: Rows = {
    "tie_hypotheses": [
        {"official_id": "O1", "person_key": "k2", "name": "示例丁", "tie": "kin", "basis": "inferred",
         "probability": 0.7, "alternatives": ["同姓巧合", "号码转手"], "sources": ["c#2"]},
        {"official_id": "O1", "person_key": "k1", "name": "示例乙", "tie": "配偶", "basis": "declared",
         "probability": 0.9, "sources": ["r#2"]},
    ],
}  # fmt: skip


def test_declared_confirmed_and_inferred_ties_are_three_kinds_of_edges(tmp_path: Path) -> None:
    rows = register()
    rows["relatives"] = [
        row | {"basis": basis, "source": f"r#{n}"}
        for row in rows["relatives"]
        for n, basis in enumerate(("本人报告", "户籍"), 2)
    ]
    made = run(tmp_path, rows, who() | TIES)
    kin = made.read("edge_KIN_Official_Relative").to_pylist()
    assert [edge["standing"] for edge in kin] == ["declared", "confirmed"]
    (inferred,) = made.read("edge_INFERRED_Official_Person").to_pylist()
    assert (inferred["from"], inferred["to"]) == ("official:O1", "person:k2")
    assert inferred["alternatives"] == "同姓巧合；号码转手"
    assert "k2" in made.read("chains")["person_key"].to_pylist(), "what he holds is followed"


def test_without_a_hypothesis_there_is_no_inferred_edge(graph: Stage) -> None:
    assert graph.read("edge_INFERRED_Official_Person").num_rows == 0


def test_who_only_shares_a_contact_with_many_is_not_drawn_beside_an_official(
    tmp_path: Path,
) -> None:
    (likely, _) = TIES["tie_hypotheses"]
    made = run(tmp_path, register(), who() | {"tie_hypotheses": [likely | {"probability": 0.02}]})
    assert made.read("edge_INFERRED_Official_Person").num_rows == 0
    assert "k2" in made.read("chains")["person_key"].to_pylist(), "leads still weigh what he holds"
