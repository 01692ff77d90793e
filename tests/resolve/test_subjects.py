"""Whom we look for, and how far a tie can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from resolve.subjects import find_subjects, subject_names

Make = Callable[..., pa.Table]
OFFICIAL: dict[str, Any] = {
    "official_id": "G1", "name": "吴晓明", "sex": "男", "phone": "1", "address": "东山路1号",
    "former_names": ["吴小明", "吴某"],
}  # fmt: skip


def subjects(ingested: Make, *relatives: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [{"official_id": "G1", "name": "郑海波"} | r for r in relatives]
    found = find_subjects(ingested("officials", [OFFICIAL]), ingested("relatives", rows))
    listed: list[dict[str, Any]] = found.to_pylist()
    return listed


def test_every_official_is_a_subject_of_his_own(ingested: Make) -> None:
    found = subjects(ingested)
    assert [(s["subject"], s["kinship"], s["p_relation"]) for s in found] == [("self", None, 1.0)]


def test_a_relative_is_the_row_that_declares_him(ingested: Make) -> None:
    spouse = {"kinship": "配偶", "basis": "婚姻登记", "valid_from": "2001", "valid_to": "2019-05"}
    found = subjects(ingested, spouse)[1]
    assert found["subject"] == "relatives.csv#2"
    assert (found["valid_from"], found["valid_to"]) == ("2001", "2019-05")


@pytest.mark.parametrize(("better", "worse"), [("婚姻登记", "本人报告"), ("户籍", "群众反映")])
def test_a_register_is_trusted_more_than_words(ingested: Make, better: str, worse: str) -> None:
    rows = [{"kinship": "配偶", "basis": basis} for basis in (better, worse)]
    first, second = subjects(ingested, *rows)[1:]
    assert 1 > first["p_relation"] > second["p_relation"] > 0


@pytest.mark.parametrize(("kinship", "sex"), [("配偶", "女"), ("女婿", "男"), ("侄甥", None)])
def test_the_kinship_word_tells_the_sex(ingested: Make, kinship: str, sex: str | None) -> None:
    assert subjects(ingested, {"kinship": kinship})[1]["sex"] == sex


def test_only_the_household_shares_telephone_and_address(ingested: Make) -> None:
    spouse, cousin = subjects(ingested, {"kinship": "配偶"}, {"kinship": "侄甥", "phone": "2"})[1:]
    assert (spouse["phones"], spouse["address"]) == (["1"], "东山路1号")
    assert (cousin["phones"], cousin["address"]) == (["2"], None)


def test_facts_of_a_failing_number_are_not_used(ingested: Make) -> None:
    row = {"kinship": "弟", "person_id_status": "failing", "person_id_born": "1970-01-01"}
    assert subjects(ingested, row)[1]["born"] is None


def test_former_names_are_looked_for_and_masked_ones_are_not(ingested: Make) -> None:
    found = find_subjects(ingested("officials", [OFFICIAL]), ingested("relatives", []))
    names = subject_names(found).to_pylist()
    assert [(n["name"], n["former"]) for n in names] == [("吴晓明", False), ("吴小明", True)]
