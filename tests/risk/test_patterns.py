"""The pattern pack as a whole, and the small tables that several patterns rest on, against plain Python."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import SetupError
from risk.pack import load, shipped
from risk.tables import Con, connect
from risk.trial import fill

RISK = Path(str(files("risk")))
AS_OF = date(2025, 6, 30)
EVERY = {f"P-{n:02}" for n in range(1, 33)}
#: Complaints about a company without an official: a count for an area, never a lead on a person.
OF_NOBODY = {"P-30"}


def test_every_pattern_of_the_law_file_runs_or_says_why_not() -> None:
    pack = shipped()
    assert set(pack.patterns) | set(pack.unrun) | OF_NOBODY == EVERY
    assert not set(pack.patterns) & set(pack.unrun)
    assert {u.id for u in pack.unrun.values() if u.kind == "single_matter"} >= {"P-09", "P-22"}


def test_a_pattern_that_runs_is_not_among_those_that_cannot(tmp_path: Path) -> None:
    shutil.copytree(RISK, tmp_path / "risk", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = tmp_path / "risk" / "patterns_off.yaml"
    path.write_text(path.read_text("utf-8").replace("id: P-05", "id: P-01"), "utf-8")
    with pytest.raises(SetupError, match="P-01"):
        load(tmp_path / "risk")


def test_every_threshold_of_a_pattern_is_looked_at_and_has_its_source() -> None:
    pack = shipped()
    sql = "".join(p.read_text("utf-8") for p in (RISK / "sql").glob("*.sql"))
    named = [(p.id, name, t) for p in pack.patterns.values() for name, t in p.thresholds.items()]
    assert len({name for _, name, _ in named}) == len(named)
    for pattern, name, threshold in named:
        assert f"{name}()" in sql + "".join(pack.sql.values()), (pattern, name)
        assert threshold.source, (pattern, name)


def test_weak_ties_are_seen_only_by_patterns_that_name_them() -> None:
    for name, sql in shipped().sql.items():
        looks = re.search(r"kin (<>|NOT IN) \(?'self'", sql)
        if name.startswith("P-") and looks:
            assert "associate" in sql or name in {"P-11", "P-18"}, name


def prepared(**tables: list[dict[str, Any]]) -> Con:
    return connect(fill(tables), shipped(), as_of=AS_OF)


@pytest.fixture(scope="module")
def macros() -> Con:
    return prepared()


@pytest.mark.parametrize(
    ("address", "county"),
    [
        ("江海市东山区沿江路248号", "江海市东山区"),
        ("中原省管城市金泉区丰收路238号17栋2607室", "中原省管城市金泉区"),
        ("东山县人民路12号", "东山县"),
        ("沿江路248号", ""),
        ("", ""),
    ],
)
def test_the_county_of_an_address(macros: Con, address: str, county: str) -> None:
    assert macros.execute("SELECT county_of(?)", [address]).fetchall() == [(county,)]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1000万元", 1000.0), ("1.2亿元", 12000.0), ("500000元", 50.0), ("1,200万元人民币", 1200.0), ("不详", None)],
)  # fmt: skip
def test_the_amount_of_a_capital_cell(macros: Con, cell: str, amount: float | None) -> None:
    assert macros.execute("SELECT capital_of(?)", [cell]).fetchall() == [(amount,)]


FIRM = st.fixed_dictionaries({
    "phone": st.sampled_from(["1", "2", "3", ""]),
    "address": st.sampled_from(["路1号101室", "路1号102室", "路1号大厦", "路2号集群注册101室"]),
    "filing_agent": st.sampled_from(["", "", "", "F0"]),
})  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(firms=st.lists(FIRM, min_size=2, max_size=9))
def test_shared_contacts_are_those_of_few_and_of_no_agent(firms: list[dict[str, str]]) -> None:
    rows = [{"uscc": f"C{n}", "name": f"F{n}", **firm} for n, firm in enumerate(firms)]
    con = prepared(
        officials=[{"official_id": "A", "name": "许青禾"}],
        companies=rows,
        holdings=[{"uscc": "C1", "holder_name": "许青禾", "person": "p1", "share": 1.0}],
        identities=[{"official_id": "A", "name": "许青禾", "person": "p1"}],
    )
    found = set(con.execute("SELECT own, uscc, kind, users FROM shared_contacts").fetchall())
    assert found == set(expected(rows))


def expected(rows: list[dict[str, str]]) -> list[tuple[str, str, str, int]]:
    users: dict[tuple[str, str], set[str]] = defaultdict(set)
    agents = {row["filing_agent"] for row in rows} - {""}
    for row in rows:
        door = "室" in row["address"] and "集群注册" not in row["address"]
        keys = {
            "phone": row["phone"],
            "address": row["address"] if door else "",
            "agent": row["filing_agent"],
        }
        for kind, value in keys.items():
            if value:
                users[kind, value].add(row["uscc"])
    names = {row["uscc"]: row["name"] for row in rows}
    return [
        ("C1", other, kind, len(who))
        for (kind, _), who in users.items()
        for other in who - {"C1"}
        if "C1" in who and len(who) <= 5 and not {names[u] for u in who} & agents
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("awards", "date"),
        ("posts", "is_leading"),
        ("posts", "valid_from"),
        ("holdings", "valid_from"),
    ],
)
def test_a_missing_field_never_makes_a_swap(
    table: str, field: str, case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    tables = case("p12_swap")
    less = {**tables, table: [{k: v for k, v in r.items() if k != field} for r in tables[table]]}
    full = {(f["official_id"], f["pattern"]): f["probability"] for f in judge(tables).findings}
    for finding in judge(less).findings:
        assert finding["probability"] <= full[finding["official_id"], finding["pattern"]]


def test_the_rows_behind_a_swap_and_a_shared_contact_are_told(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    swap = judge(case("p12_swap")).findings
    for finding, rows in product(swap, [("中标合同.csv", 2), ("中标合同.csv", 3)]):
        assert rows in {(e["file"], e["row"]) for e in finding["evidence"]}
    (shared,) = judge(case("p14_two_shared_contacts")).findings
    assert [h["label"] for h in shared["path"] if h["kind"] == "CONTACT"] == ["住所、电话"]
    assert {("企业登记.csv", 2), ("企业登记.csv", 3)} <= {
        (e["file"], e["row"]) for e in shared["evidence"]
    }
