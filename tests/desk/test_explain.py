"""What the command line says of a lead: everything an investigator needs, nothing that prejudges."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]
Finished = tuple[Path, Path, str]


def listed(command: Command, finished: Finished, *more: str) -> list[dict[str, object]]:
    out, keys, _ = finished
    said = command("risks", "--out", out, "--top", "99", "--format", "json", *more, keys=keys)
    assert said.returncode == 0, said.stderr
    rows: list[dict[str, object]] = json.loads(said.stdout)
    return rows


def test_every_listed_official_can_be_explained(
    command: Command, qinqing: Command, finished: Finished
) -> None:
    out, keys, _ = finished
    rows = listed(command, finished)
    assert rows
    official = str(rows[0]["official_id"])
    zh = qinqing("explain", official, "--out", out, keys=keys)
    en = command("explain", official, "--out", out, "--lang", "en", keys=keys)
    assert zh.returncode == en.returncode == 0
    for part in ("事实与出处", "最弱一环", "已试的合规情形", "何以澄清", "下一步核查", "不是结论"):
        assert part in zh.stdout
    for part in ("Facts and where", "weakest link", "would clear", "Next check", "not findings"):
        assert part in en.stdout
    assert "#" in zh.stdout, "a fact names file and row"


def test_without_clearance_the_list_knows_of_no_complaint(
    command: Command, finished: Finished
) -> None:
    plain = listed(command, finished)
    cleared = listed(command, finished, "--with-complaints")
    assert "P-28" not in json.dumps(plain)
    assert {row["official_id"] for row in plain} <= {row["official_id"] for row in cleared}


def test_list_and_explanation_name_the_same_weakest_link_to_the_same_reader(
    command: Command, finished: Finished
) -> None:
    out, keys, _ = finished
    table = command("risks", "--out", out, "--lang", "en", keys=keys).stdout
    table = "".join(part.strip() for part in table.replace("│", " ").split())
    for row in listed(command, finished):
        told = command("explain", str(row["official_id"]), "--out", out, "--lang", "en", keys=keys)
        weakest = told.stdout.rpartition("weakest link：")[2].splitlines()[0]
        assert "".join(weakest.split()[:3]) in table


def test_an_official_who_is_not_listed_gets_no_word_on_the_person(
    command: Command, finished: Finished
) -> None:
    out, keys, _ = finished
    said = command("explain", "nobody", "--out", out, keys=keys)
    assert said.returncode == 1
    assert "no lead on this person is shown" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_folder_without_a_run_says_how_to_get_one(command: Command, tmp_path: Path) -> None:
    said = command("risks", "--out", tmp_path, keys=tmp_path / "keys")
    assert said.returncode == 1
    assert "qinqing run" in said.stderr


def test_the_list_prints_as_a_table_in_both_languages(command: Command, finished: Finished) -> None:
    out, keys, _ = finished
    for lang, notice in (("zh", "不是结论"), ("en", "not findings")):
        said = command("risks", "--out", out, "--lang", lang, keys=keys)
        assert said.returncode == 0
        assert notice in said.stdout
