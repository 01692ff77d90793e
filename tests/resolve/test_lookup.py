"""One person looked up: the answer of the stage itself, whoever else is asked for beside him."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingest.schema import TABLES as INGEST
from ingest.stage import Stage
from resolve.asked import Asked
from resolve.lookup import Judged, Registers, look_up, read_registers

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Run = Callable[[Tables], dict[str, pa.Table]]

FIRMS = [f"9142060000000000{n:02d}" for n in range(40)]


class Held(Stage):
    """A stage whose tables lie in memory."""

    def __init__(self, tables: dict[str, pa.Table]) -> None:
        super().__init__(Path(), {}, reused=False)
        object.__setattr__(self, "held", tables)

    held: dict[str, pa.Table]

    def read(
        self, table: str, columns: list[str] | None = None, *, coded: Sequence[str] = ()
    ) -> pa.Table:
        """Return a table."""
        return self.held[table].select(columns) if columns else self.held[table]


def area(**more: list[Row]) -> Tables:
    """Return an area with a register of strangers, and whatever a test is about."""
    strangers = [
        {"uscc": firm, "holder_name": f"{surname}{given}", "holder_type": "自然人", "holder_id_status": "masked",
         "holder_id_tokens": [], "holder_id_born": f"19{50 + n}-0{1 + n % 9}-11", "valid_from": "2015-01-01"}
        for n, firm in enumerate(FIRMS[:36])
        for surname, given in (("赵", "一二三四五六七八九"[n % 9] + "甲乙丙丁"[n % 4]), ("钱", "春夏秋冬"[n % 4] + "山水"[n % 2]))
    ]  # fmt: skip
    found: Tables = {
        "officials": [{"official_id": "G1", "name": "沈青禾", "sex": "女", "born": "1970-01-02"}],
        "companies": [{"uscc": firm, "name": f"第{n}号有限公司", "region": "420602"} for n, firm in enumerate(FIRMS)],
        "holdings": [*strangers, held(FIRMS[36], "沈青禾", "1970-01-02")],
    }  # fmt: skip
    for name, rows in more.items():
        found[name] = [*found.get(name, []), *rows]
    return found


def held(firm: str, name: str, born: str | None = None, **more: Any) -> Row:
    return {
        "uscc": firm, "holder_name": name, "holder_type": "自然人", "holder_id_status": "masked" if born else None,
        "holder_id_tokens": [], "holder_id_born": born, "valid_from": "2015-01-01", **more,
    }  # fmt: skip


def registers(run: Run, tables: Tables) -> tuple[Registers, dict[str, pa.Table]]:
    written = run(tables)
    read = {}
    for name, schema in INGEST.items():
        rows = [
            {"source": f"{name}.csv#{n}"} | row for n, row in enumerate(tables.get(name, []), 2)
        ]
        read[name] = pa.Table.from_pylist(
            [{key: row.get(key) for key in schema.names} for row in rows], schema
        )
    return read_registers(Held(read), Held(written)), written


def test_who_is_in_the_roster_gets_the_answer_that_the_stage_gave(run: Run) -> None:
    kept, written = registers(run, area())
    (row,) = written["identities"].to_pylist()
    (answer,) = look_up(kept, [Asked("沈青禾", sex="女", born="1970-01-02")])
    (found,) = answer.rows
    assert found["person_key"] == row["person_key"]
    assert found["uscc_list"] == row["uscc_list"]
    assert found["level"] == row["level"]
    assert found["probability"] == pytest.approx(row["probability"], abs=2e-3)
    assert found["expected_namesakes"] == pytest.approx(row["expected_namesakes"], rel=0.05)
    assert found["name"] == "沈青禾"


def test_another_birth_date_finds_nobody_and_a_name_alone_is_never_more_than_doubt(
    run: Run,
) -> None:
    kept, _ = registers(run, area())
    other, bare = look_up(kept, [Asked("沈青禾", born="1991-07-08"), Asked("沈青禾")])
    assert (other.rows, other.weaker, other.cleared) == ((), 1, 0)
    assert all(row["level"] == "hold" for row in bare.rows)


def test_those_asked_for_do_not_compete_though_they_have_one_name(run: Run) -> None:
    kept, _ = registers(run, area())
    one = Asked("沈青禾", sex="女", born="1970-01-02")
    alone = look_up(kept, [one])
    assert look_up(kept, [one, one, one]) == alone * 3


def test_who_is_not_in_the_register_has_no_candidate(run: Run) -> None:
    kept, _ = registers(run, area())
    (answer,) = look_up(kept, [Asked("欧阳无此人", born="1970-01-02")])
    assert answer.rows == ()
    assert answer.weaker == 0


def test_a_relative_in_the_same_company_speaks_for_the_person(run: Run) -> None:
    firms = [held(FIRMS[37], "陆远舟"), held(FIRMS[37], "谢竹心")]
    kept, _ = registers(run, area(holdings=firms))
    with_spouse, without = look_up(
        kept, [Asked("陆远舟", kin=(("配偶", "谢竹心"),)), Asked("陆远舟")]
    )
    (row,) = with_spouse.rows
    family = {field["field"]: field for field in row["fields"]}["family"]
    assert family["agreement"] != "missing"
    assert family["bans"] > 0
    assert all(row["probability"] < with_spouse.rows[0]["probability"] for row in without.rows)


def test_an_equal_full_number_finds_the_person(run: Run) -> None:
    firm = held(FIRMS[38], "卫听雨", holder_id_status="full", holder_id_tokens=["F:x", "M1:y"])
    kept, _ = registers(run, area(holdings=[firm]))
    asked = Asked("卫听雨", id_status="full", id_tokens=("F:x", "M1:y"))
    (answer,) = look_up(kept, [asked])
    assert answer.rows[0]["level"] == "identified"
    (wrong,) = look_up(kept, [asked._replace(id_tokens=("F:z", "M1:y"))])
    assert wrong.rows == ()


def test_namesakes_share_what_one_of_them_can_have(run: Run) -> None:
    twins = [held(FIRMS[37], "陆远舟", "1970"), held(FIRMS[38], "陆远舟", "1970")]
    kept, _ = registers(run, area(holdings=twins))
    (answer,) = look_up(kept, [Asked("陆远舟", born="1970")])
    assert sum(row["probability"] for row in answer.rows) <= 1 + 1e-6


def test_a_candidate_in_doubt_comes_with_a_question_and_one_who_is_identified_without(
    run: Run,
) -> None:
    kept, _ = registers(run, area())
    doubt, sure = look_up(kept, [Asked("沈青禾"), Asked("沈青禾", sex="女", born="1970-01-02")])
    assert [row["question"] is not None for row in doubt.rows] == [True] * len(doubt.rows)
    assert doubt.rows
    assert all("沈青禾" in text for row in doubt.rows for text in row["question"])
    assert [row["question"] for row in sure.rows if row["level"] == "identified"] == [None]


def test_who_was_judged_different_is_not_shown_again_and_a_namesake_is_warned_of(run: Run) -> None:
    kept, _ = registers(run, area())
    (key,) = {row["person_key"] for row in look_up(kept, [Asked("沈青禾")])[0].rows}
    judged = Judged("沈青禾", "G1", frozenset({"self"}), frozenset({key}))
    kept = replace(kept, judged=(judged,))
    him, namesake = look_up(kept, [Asked("沈青禾", sex="女", born="1970-01-02"), Asked("沈青禾")])
    assert (him.rows, him.cleared) == ((), 1)
    assert [row["judged_different"] for row in namesake.rows] == [("G1",)]
    assert namesake.cleared == 0


def test_a_judgement_on_somebody_of_another_name_changes_nothing(run: Run) -> None:
    kept, _ = registers(run, area())
    asked = [Asked("沈青禾", sex="女", born="1970-01-02")]
    before = look_up(kept, asked)
    (key,) = {row["person_key"] for row in before[0].rows}
    other = Judged("陆远舟", "G2", frozenset({"self"}), frozenset({key}))
    assert look_up(replace(kept, judged=(other,)), asked) == before
