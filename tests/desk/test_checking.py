"""Rounds of checks on a finished run, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from ingest.schema import TABLES as INGEST
from resolve.schema import TABLES as RESOLVE
from risk.learning.checks import Check, read

Row = dict[str, Any]
#: Two of the list who may be told, one known from a complaint alone, and many others.
OFFICIALS = ["G001", "G002", "G003", "G004", *(f"H{n:03d}" for n in range(60))]


@pytest.fixture
def out(make_run: Callable[..., Path]) -> Path:
    folder = make_run()
    put(folder, "ingest", "officials", [{"official_id": o, "name": f"人{o}"} for o in OFFICIALS])
    put(folder, "ingest", "dispositions", [])
    put(folder, "resolve", "register_persons", [])
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    return folder


def put(out: Path, stage: str, name: str, rows: list[Row]) -> None:
    schema = (INGEST if stage == "ingest" else RESOLVE)[name]
    full = [{field.name: row.get(field.name) for field in schema} for row in rows]
    (out / "stages" / stage).mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(full, schema), out / "stages" / stage / f"{name}.parquet")


def call(command: str, case: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(
        app, ["checks", command, "--case", str(case), "--out", str(out), *more]
    )


def drawn(case: Path, out: Path, *more: str) -> list[Check]:
    done = call("draw", case, out, "--round", "R1", "--capacity", "60", "--on", "2025-07-01", *more)
    assert done.exit_code == 0, done.output
    return read(case)


def test_a_round_holds_list_and_slice_and_does_not_say_who_is_which(case: Path, out: Path) -> None:
    done = call("draw", case, out, "--round", "R1", "--capacity", "60", "--on", "2025-07-01")
    rows = read(case)
    assert {row.official_id for row in rows if row.lead_id} <= {"G001", "G002", "G004"}
    assert sum(row.slice_odds > 0 for row in rows) >= 50
    assert "random" not in done.stdout
    assert str(rows[0].odds) not in done.stdout


def test_what_a_complaint_alone_tells_is_in_no_record(case: Path, out: Path) -> None:
    rows = drawn(case, out)
    assert not {row.lead_id for row in rows} & {"F0002", "F0004"}
    assert not {row.pattern for row in rows} & {"P-28"}


def test_who_is_cleared_for_complaints_may_draw_such_leads(case: Path, out: Path) -> None:
    assert {"F0002", "F0004"} <= {row.lead_id for row in drawn(case, out, "--with-complaints")}


def test_the_same_round_twice_is_refused(case: Path, out: Path) -> None:
    before = drawn(case, out)
    again = call("draw", case, out, "--round", "R1", "--capacity", "5")
    assert again.exit_code != 0
    assert read(case) == before


def test_who_has_an_open_check_is_not_drawn_again(case: Path, out: Path) -> None:
    first = {row.official_id for row in drawn(case, out)}
    call("draw", case, out, "--round", "R2", "--capacity", "60", "--on", "2025-08-01")
    assert not first & {row.official_id for row in read(case) if row.round == "R2"}


def test_what_came_back_is_counted(case: Path, out: Path) -> None:
    drawn(case, out)
    said = {"F0001": "属实", "F0003": "身份不符", "F0005": "证据不足"}
    owner = {"F0001": "G001", "F0003": "G002", "F0005": "G004"}
    put(
        out, "ingest", "dispositions",
        [{"lead_id": k, "official_id": owner[k], "outcome": v, "date": "2025-08"} for k, v in said.items()],
    )  # fmt: skip
    told = call("report", case, out).stdout
    assert "P-08: 抽取 drawn 1，反馈 answered 1，属实 true 1，不成立 unfounded 0" in told
    assert "P-01: 抽取 drawn 1，反馈 answered 1，属实 true 0，不成立 unfounded 1" in told
    # insufficient evidence is an answer, and neither true nor unfounded
    assert "P-02: 抽取 drawn 1，反馈 answered 1，属实 true 0，不成立 unfounded 0" in told


def test_few_answers_change_nothing_and_the_card_says_so(case: Path, out: Path) -> None:
    drawn(case, out)
    done = call("learn", case, out)
    assert done.exit_code == 0
    assert "不能评判" in done.stdout
    assert not (case / "learned.json").exists()


def test_learning_before_any_round_says_what_to_do(case: Path, out: Path) -> None:
    done = call("learn", case, out)
    assert done.exit_code != 0
    assert "qinqing checks draw" in str(done.exception) + done.output


def test_the_yearly_sheet_names_nobody(case: Path, out: Path) -> None:
    drawn(case, out)
    said = [
        {"lead_id": "F0001", "official_id": "G001", "outcome": "合规", "date": "2025-07-11"},
        {"lead_id": "F0003", "official_id": "G002", "outcome": "身份不符", "date": "2025-07-31"},
    ]
    put(out, "ingest", "dispositions", said)
    told = call("year", case, out, "2025").stdout
    first, *patterns = told.splitlines()
    assert first.startswith(
        "2025 合计 all: 线索 leads 3，反馈 answered 2，属实 confirmed 0，不成立 unfounded 1.000"
    )
    assert first.endswith("天数中位 median days 20")
    assert [line.split(":")[0] for line in patterns] == ["P-01", "P-02", "P-08"]
    assert "G0" not in told
    assert call("year", case, out, "2024").stdout.startswith("2024 合计 all: 线索 leads 0")
