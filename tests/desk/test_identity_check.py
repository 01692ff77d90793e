"""``qinqing identity check``: one person against a finished run, with a ticket, without an ID number in sight."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from desk.asked import asked_for, case_masks, token_key, with_number
from desk.cli import app
from desk.identity_check import check, registers_of
from ingest.errors import SetupError, UserError
from ingest.resident_id import check as check_ids
from resolve.knowledge import load
from resolve.lookup import look_up

Finished = tuple[Path, Path, str]
#: A number with a valid check character that belongs to nobody: sequence 000 is never given out.
NUMBER = "110101199003070003"


def rows(out: Path, table: str, stage: str = "resolve") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(
        out / "stages" / stage / f"{table}.parquet"
    ).to_pylist()
    return found


def matched(out: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an official whom the run has matched by more than his number, and the match."""
    own = {row["official_id"]: row for row in rows(out, "subjects") if row["subject"] == "self"}
    for row in rows(out, "identities"):
        said = {field["field"]: field["agreement"] for field in row["fields"]}
        subject = own[row["official_id"]]
        full = row["subject"] == "self" and said["id"] == "full_equal"
        if full and len(subject["born"] or "") == 10 and "·" not in subject["name"]:
            return subject, row
    raise AssertionError("nobody is matched")


@pytest.mark.slow
def test_who_is_in_the_register_is_told_with_reasons_and_the_next_question(
    finished: Finished,
) -> None:
    subject, row = matched(finished[0])
    typed = {"name": subject["name"], "born": subject["born"], "sex": subject["sex"]}
    told = check(finished[0], typed)
    assert "以下是待核实的疑点线索，不是结论。" in told
    assert row["official_id"] in told
    assert row["uscc_list"][0] in told
    assert "名同名人" in told
    assert "各字段的分量（班）：起点" in told
    english = check(finished[0], typed, lang="en")
    assert "other registered person" in english
    assert "weight of each field (bans)" in english


@pytest.mark.slow
def test_a_company_marks_candidates_and_changes_no_probability(finished: Finished) -> None:
    subject, row = matched(finished[0])
    typed = {"name": subject["name"], "born": subject["born"]}
    plain = check(finished[0], typed)
    marked = check(finished[0], typed, company=row["uscc_list"][0])
    assert marked.replace(" · 在所问的企业", "") == plain
    assert marked != plain
    assert "登记中没有这家企业：无此公司" in check(finished[0], typed, company="无此公司")


@pytest.mark.slow
def test_the_number_of_a_registered_person_identifies_him_and_is_nowhere_to_be_seen(
    finished: Finished, world: Path
) -> None:
    out, keys, _ = finished
    registers = registers_of(out)
    key = token_key(out, keys)
    name, number, person = numbered(world / "case", out)
    asked = with_number(asked_for(name), number, registers, key)
    assert asked.id_status == "full"
    (answer,) = look_up(registers, [asked])
    assert answer.rows[0]["person_key"] == person
    assert answer.rows[0]["level"] == "identified"
    told = check(out, {"name": name}, number=number, keys=keys)
    assert "完整证件号相同" in told
    assert number not in told
    assert number not in repr(asked)
    assert not any(token in told for token in asked.id_tokens)


def numbered(case: Path, out: Path) -> tuple[str, str, str]:
    """Return name, full ID number and person key of a shareholder."""
    people = {
        (row["source"], row["name"]): row["person_key"]
        for row in rows(out, "appearances")
        if row["table"] == "holdings"
    }
    holders = pq.read_table(case / "股东出资.parquet").to_pylist()
    for place, row in enumerate(holders, start=2):
        number, name = row["股东证件号"] or "", row["股东名称"]
        key = people.get((f"股东出资.parquet#{place}", name))
        if key and check_ids(pa.array([number])).status[0] == "full":
            return name, number, key
    raise AssertionError("nobody has a full number")


@pytest.mark.slow
def test_somebody_else_of_the_name_with_another_number_is_no_candidate(finished: Finished) -> None:
    out, keys, _ = finished
    subject, row = matched(out)
    registers = registers_of(out)
    asked = with_number(asked_for(subject["name"]), NUMBER, registers, token_key(out, keys))
    (answer,) = look_up(registers, [asked])
    assert row["person_key"] not in {found["person_key"] for found in answer.rows}
    assert case_masks(registers)


@pytest.mark.slow
def test_nobody_is_looked_up_in_a_run_without_a_ticket(finished: Finished, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "out"
    shutil.copytree(finished[0], out, symlinks=True)
    report = json.loads((out / "run_report.json").read_text(encoding="utf-8"))
    (out / "run_report.json").write_text(json.dumps({**report, "ticket": None}), encoding="utf-8")
    with pytest.raises(SetupError, match="目的单"):
        check(out, {"name": "沈青禾"})


@pytest.mark.slow
def test_a_key_of_another_office_is_refused_and_none_is_made(
    finished: Finished, tmp_path: Path
) -> None:
    from ingest.keys import office_keys

    with pytest.raises(SetupError, match="没有密钥"):
        token_key(finished[0], tmp_path / "none")
    assert not (tmp_path / "none").exists()
    office_keys(tmp_path / "other")
    with pytest.raises(SetupError, match="不是那次运行"):
        token_key(finished[0], tmp_path / "other")


@pytest.mark.slow
def test_the_command_reads_the_number_from_standard_input(finished: Finished, world: Path) -> None:
    out, keys, _ = finished
    name, number, _person = numbered(world / "case", out)
    ran = CliRunner().invoke(
        app,
        ["identity", "check", name, "--id", "-", "--out", str(out), "--keys", str(keys)],
        input=number + "\n",
    )
    assert ran.exit_code == 0, ran.output
    assert "完整证件号相同" in ran.output
    assert number not in ran.output


def test_a_number_on_the_command_line_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    ran = CliRunner().invoke(
        app, ["identity", "check", "沈青禾", "--id", NUMBER, "--out", str(tmp_path)]
    )
    assert isinstance(ran.exception, UserError)
    assert "命令历史" in str(ran.exception)
    assert NUMBER not in str(ran.exception)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "张某"}, "不是完整的姓名"),
        ({"name": "王*"}, "不是完整的姓名"),
        ({"name": " "}, "不是完整的姓名"),
        ({"name": "沈青禾", "born": "昨天"}, "日期"),
        ({"name": "沈青禾", "sex": "x"}, "性别"),
        ({"name": "沈青禾", "region": "湖北"}, "行政区划代码"),
        ({"name": "沈青禾", "kin": ["宋河"]}, "亲属"),
        ({"name": "沈青禾", "kin": ["配偶=宋某"]}, "亲属"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_do(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as caught:
        asked_for(**typed)
    assert said in caught.value.what
    assert caught.value.fix


def test_what_is_typed_is_read_as_ingest_reads_it() -> None:
    asked = asked_for(
        "沈青禾",
        born="1970年3月5日",
        sex="女",
        phone="１３８０００００００１",
        region="4206",
        kin=["配偶＝宋河"],
    )
    assert (asked.born, asked.sex, asked.phone, asked.region) == (
        "1970-03-05", "女", "13800000001", "420600",
    )  # fmt: skip
    assert asked.kin == (("配偶", "宋河"),)


def test_a_masked_number_that_fails_and_nonsense_are_refused(finished: Finished) -> None:
    registers = registers_of(finished[0])
    for number in ("110101199003070004", "12345", ""):
        with pytest.raises(UserError, match="证件号"):
            with_number(asked_for("沈青禾"), number, registers, b"k" * 32)


def test_the_levels_of_the_words_are_those_of_the_weights() -> None:
    assert {*load("weights")["levels"], "none"} == set(load("explain")["levels"])
