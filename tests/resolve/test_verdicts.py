"""What judgements do to the published tables: bars for ever, capped confirmations, contradictions shown."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from resolve.judgements import Anchor, Judgement

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Run = Callable[..., dict[str, pa.Table]]

NAME, SPOUSE = "申屠云帆", "司徒慕白"
CROWD = [f"{a}{b}{c}" for a in "王李张刘" for b in "伟芳娜敏" for c in ("", "华", "国")]


def number(code: str, born: str = "1970-05-04", sex: str = "男") -> Row:
    return {
        "person_id_status": "full", "person_id_tokens": [f"F:{code}", f"M00001:{code[-1]}"],
        "person_id_born": born, "person_id_sex": sex,
    }  # fmt: skip


def case(*roles: Row, official: Row | None = None, relatives: Sequence[Row] = ()) -> Rows:
    crowd = [
        {"name": name, "uscc": f"Z{n // 2}", "role": "监事", "source": f"crowd.csv#{n + 2}"}
        for n, name in enumerate(CROWD)
    ]
    mine = [
        {"name": NAME, "role": "监事", "source": f"roles.csv#{n + 2}"} | role
        for n, role in enumerate(roles)
    ]
    return {
        "officials": [{"official_id": "G1", "name": NAME, "sex": "男"} | (official or {})],
        "relatives": [{"official_id": "G1", **row} for row in relatives],
        "roles": [*mine, *crowd],
    }


def said(verdict: str, *companies: str, **more: Any) -> Judgement:
    """Return a judgement about G1, or what `more` says, and NAME in these companies."""
    n = len(_MADE)
    values = {
        "official_id": "G1", "subject_name": NAME,
        "person": tuple(Anchor(NAME, uscc) for uscc in companies), "reason": "查阅登记档案",
        "evidence": "档案第三页", **more,
    }  # fmt: skip
    judgement = Judgement(f"{n:016x}", "2026-11-22", "li", verdict, **values)  # type: ignore[arg-type]
    _MADE.append(judgement)
    return judgement


_MADE: list[Judgement] = []


def undone(judgement: Judgement) -> Judgement:
    return Judgement(f"undo{judgement.judgement_id}", "2026-11-23", "li", "undone",
                     reason="查错了", undoes=judgement.judgement_id)  # fmt: skip


def found(tables: dict[str, pa.Table]) -> dict[tuple[str, str, str], Row]:
    """Return official, subject, first company → match."""
    return {
        (row["official_id"], row["subject"], row["uscc_list"][0]): row
        for row in tables["identities"].to_pylist()
    }


def effects(tables: dict[str, pa.Table]) -> list[str]:
    return [row["effect"] for row in tables["judgements"].to_pylist()]


def kinds(tables: dict[str, pa.Table]) -> list[str]:
    return [row["kind"] for row in tables["judgement_conflicts"].to_pylist()]


def equal(one: dict[str, pa.Table], other: dict[str, pa.Table]) -> bool:
    return all(table.equals(other[name]) for name, table in one.items())


def test_different_bars_the_pair_and_only_this_pair(run: Run) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"})
    before, after = found(run(rows)), run(rows, [said("different", "A")])
    assert ("G1", "self", "A") in before
    assert set(found(after)) == {("G1", "self", "B")}
    assert effects(after) == ["applied"]
    assert kinds(after) == []
    assert after["judgements"]["person_keys"][0].as_py() == [
        before["G1", "self", "A"]["person_key"]
    ]


def test_different_holds_after_a_rebuild_with_other_rows_dates_and_clusters(run: Run) -> None:
    number_b = number("1", born="1970-05-14")
    judgement = said("different", person=(Anchor(NAME, "A", "1970-05-04", "男"),))
    rebuilt = case({"uscc": "A"} | number_b, {"uscc": "B"} | number_b, {"uscc": "C"} | number("2"),
                   official={"born": "1970-05-14"})  # fmt: skip
    for seed in range(2):
        mixed = {k: random.Random(seed).sample(v, len(v)) for k, v in rebuilt.items()}
        shown = found(run(mixed, [judgement]))
        assert ("G1", "self", "A") not in shown  # A and B are one person now
        assert ("G1", "self", "B") not in shown
    assert ("G1", "self", "A") in found(run(rebuilt))


def test_different_overrules_an_equal_full_number(run: Run) -> None:
    rows = case({"uscc": "A"} | number("1"), {"uscc": "B", "name": "申屠云凡"} | number("1"),
                official=number("1"))  # fmt: skip
    assert {u for _, _, u in found(run(rows))} == {"A", "B"}
    assert found(run(rows, [said("different", "A")])) == {}


def test_same_is_weighed_shown_and_capped(run: Run) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"})
    before, after = found(run(rows)), run(rows, [said("same", "A")])
    match = found(after)["G1", "self", "A"]
    assert match["level"] == "identified"
    assert match["probability"] == pytest.approx(0.99, abs=1e-5)
    assert match["fields"][-1]["field"] == "judgement"
    assert match["fields"][-1]["agreement"] == "same"
    assert ("G1", "self", "B") not in found(after), "a rival now has little left"
    assert before["G1", "self", "B"]["level"] == "hold"


def test_same_beside_an_equal_full_number_makes_them_one_person_or_a_contradiction(
    run: Run,
) -> None:
    official = number("1")
    rows = case({"uscc": "A"}, {"uscc": "B"} | number("1"), official=official)
    before, after = found(run(rows)), found(run(rows, [said("same", "A")]))
    assert {row["level"] for row in after.values()} == {"identified"}
    assert after["G1", "self", "B"]["probability"] >= before["G1", "self", "B"]["probability"]
    masked = {"person_id_status": "masked", "person_id_tokens": ["M00001:9"]}
    rows = case({"uscc": "A"} | masked, {"uscc": "B"} | number("1"), official=official)
    tables = run(rows, [said("same", "A")])
    assert set(kinds(tables)) == {"impossible", "two_persons"}
    assert ("G1", "self", "A") not in found(tables)


def test_same_never_lowers_what_the_facts_say(run: Run) -> None:
    rows = case({"uscc": "A"} | number("1"), official=number("1"))
    assert (
        found(run(rows, [said("same", "A")]))["G1", "self", "A"]["probability"]
        == (found(run(rows))["G1", "self", "A"]["probability"])
    )


def test_same_finds_a_person_under_a_name_that_nobody_would_compare(run: Run) -> None:
    rows = case({"uscc": "A", "name": "林海生"})
    judgement = said("same", person=(Anchor("林海生", "A"),))
    assert found(run(rows)) == {}
    assert found(run(rows, [judgement]))["G1", "self", "A"]["level"] == "identified"


def test_unsure_is_shown_and_changes_no_probability(run: Run) -> None:
    rows = case({"uscc": "A"})
    before, after = run(rows), run(rows, [said("unsure", "A")])
    one, other = found(before)["G1", "self", "A"], found(after)["G1", "self", "A"]
    assert one["probability"] == other["probability"]
    assert other["fields"] == [
        *one["fields"],
        {"field": "judgement", "agreement": "unsure", "bans": 0.0},
    ]
    assert effects(after) == ["noted"]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_taking_back_restores_every_byte(run: Run, verdict: str) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"}, relatives=[{"name": SPOUSE, "kinship": "配偶"}])
    judgement = said(verdict, "A")
    apart = said("different", "A", official_id="", subject_name="", other=(Anchor(NAME, "B"),))
    bare = run(rows)
    assert not equal(bare, run(rows, [judgement]))
    assert equal(bare, run(rows, [judgement, apart, undone(apart), undone(judgement)]))


def test_joining_register_persons_and_parting_them_again_restores_every_byte(run: Run) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"})
    join = said("same", "A", official_id="", subject_name="", other=(Anchor(NAME, "B"),))
    bare, joined = run(rows), run(rows, [join])
    homes = [row["uscc_list"] for row in joined["register_persons"].to_pylist()]
    assert ["A", "B"] in homes
    assert bare["register_persons"].num_rows == joined["register_persons"].num_rows + 1
    assert {row["uscc_list"][0] for row in joined["identities"].to_pylist()} == {"A"}
    assert equal(bare, run(rows, [join, undone(join)]))
    part = replace(join, judgement_id="part", verdict="different")
    parted = run(rows, [join, part])
    assert parted["register_persons"].equals(bare["register_persons"])
    assert parted["identities"].equals(bare["identities"])
    assert kinds(parted) == ["join_and_split"]


def test_what_registers_join_a_judgement_parts_for_good(run: Run) -> None:
    one = number("5")
    rows = case({"uscc": "A"} | one, {"uscc": "B"} | one)
    part = said("different", "A", official_id="", subject_name="", other=(Anchor(NAME, "B"),))
    homes = [row["uscc_list"] for row in run(rows)["register_persons"].to_pylist()]
    assert ["A", "B"] in homes
    homes = [row["uscc_list"] for row in run(rows, [part])["register_persons"].to_pylist()]
    assert ["A"] in homes
    assert ["B"] in homes
    assert ["A", "B"] not in homes


def test_same_against_impossible_facts_is_not_used(run: Run) -> None:
    rows = case({"uscc": "A"} | number("2"), official=number("1"))
    tables = run(rows, [said("same", "A")])
    assert found(tables) == {}
    assert (kinds(tables), effects(tables)) == (["impossible"], ["overruled"])
    young = case({"uscc": "A", "valid_from": "1980-01-01"}, official={"born": "1970-05-04"})
    tables = run(young, [said("same", "A")])
    assert found(tables) == {}
    assert kinds(tables) == ["impossible"]


def test_both_verdicts_on_one_pair_are_shown_and_raise_nobody(run: Run) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"}, {"uscc": "C", "name": SPOUSE},
                relatives=[{"name": SPOUSE, "kinship": "配偶"}])  # fmt: skip
    before = found(run(rows))
    both = [said("same", "A"), said("different", "A")]
    for judgements in (both, both[::-1]):
        tables = run(rows, judgements)
        after = found(tables)
        assert ("G1", "self", "A") not in after
        assert all(row["probability"] <= before[pair]["probability"] for pair, row in after.items())
        assert kinds(tables) == ["same_and_different"]
        assert sorted(effects(tables)) == ["applied", "overruled"]


def test_a_cluster_with_rows_of_both_verdicts_is_safe(run: Run) -> None:
    one = number("5")
    rows = case({"uscc": "A"} | one, {"uscc": "B"} | one, official={"born": "1970-05-04"})
    tables = run(rows, [said("same", "A"), said("different", "B")])
    assert found(tables) == {}
    assert kinds(tables) == ["same_and_different"]


def test_a_subject_cannot_be_two_persons(run: Run) -> None:
    rows = case({"uscc": "A"} | number("1"), {"uscc": "B"} | number("2"))
    before = found(run(rows))
    tables = run(rows, [said("same", "A"), said("same", "B")])
    assert kinds(tables) == ["two_persons"]
    assert effects(tables) == ["overruled", "overruled"]
    assert {p: r["probability"] for p, r in found(tables).items()} == {
        p: r["probability"] for p, r in before.items()
    }


def test_two_clusters_that_may_be_one_person_do_not_compete_once_judged(run: Run) -> None:
    rows = case({"uscc": "A"}, {"uscc": "B"})
    tables = run(rows, [said("same", "A", "B")])
    assert kinds(tables) == []
    assert {row["level"] for row in found(tables).values()} == {"identified"}
    assert len(found(tables)) == 2


def test_two_officials_cannot_be_one_person(run: Run) -> None:
    rows = case({"uscc": "A"})
    rows["officials"].append({"official_id": "G2", "name": NAME})
    before = found(run(rows))
    tables = run(rows, [said("same", "A"), said("same", "A", official_id="G2")])
    assert kinds(tables) == ["two_subjects"]
    assert all(
        row["probability"] <= before[pair]["probability"] for pair, row in found(tables).items()
    )


def test_a_chain_of_same_that_ends_in_different_is_not_used(run: Run) -> None:
    kin = [{"name": SPOUSE, "kinship": "配偶"}]
    rows = case({"uscc": "A", "name": SPOUSE}, {"uscc": "B", "name": SPOUSE}, relatives=kin)
    rows["officials"].append({"official_id": "G2", "name": "林海生"})
    rows["relatives"].append({"official_id": "G2", "name": SPOUSE, "kinship": "妹"})
    her = {"kinship": "配偶", "subject_name": SPOUSE}
    sister = {"official_id": "G2", "kinship": "妹", "subject_name": SPOUSE}
    at_a, at_b = (Anchor(SPOUSE, "A"),), (Anchor(SPOUSE, "B"),)
    judgements = [
        said("same", person=at_a, **her), said("same", person=at_a, **sister),
        said("same", person=at_b, **sister), said("different", person=at_b, **her),
    ]  # fmt: skip
    before, tables = found(run(rows)), run(rows, judgements)
    assert kinds(tables) == ["chain"]
    assert effects(tables) == ["overruled", "overruled", "overruled", "applied"]
    after = found(tables)
    assert all(row["probability"] <= before[pair]["probability"] for pair, row in after.items())
    first_two = run(rows, judgements[:2])
    assert kinds(first_two) == []
    assert [r["level"] for r in found(first_two).values()].count("identified") == 2


def test_a_relative_is_meant_by_kinship_and_name_whatever_his_row(run: Run) -> None:
    kin = [{"name": "申屠云起", "kinship": "弟"}, {"name": SPOUSE, "kinship": "配偶"}]
    judgement = said(
        "different", kinship="配偶", subject_name=SPOUSE, person=(Anchor(SPOUSE, "A"),)
    )
    for relatives in (kin, kin[::-1], [kin[1] | {"kinship": "前妻"}]):
        rows = case({"uscc": "A", "name": SPOUSE}, relatives=relatives)
        assert found(run(rows)) != {}
        assert found(run(rows, [judgement])) == {}


def test_an_official_who_was_renumbered_keeps_his_bars(run: Run) -> None:
    rows = case({"uscc": "A"})
    rows["officials"][0]["official_id"] = "新1"
    assert found(run(rows)) != {}
    assert found(run(rows, [said("different", "A")])) == {}
    tables = run(rows, [said("same", "A")])
    assert effects(tables) == ["ambiguous"], "his name alone does not carry it over"
    assert all(row["level"] == "hold" for row in found(tables).values())


def test_a_number_given_to_somebody_else_carries_no_confirmation(run: Run) -> None:
    rows = case({"uscc": "A"}, official={"name": "林海生"})
    tables = run(rows, [said("same", "A")])
    assert found(tables) == {}
    assert effects(tables) == ["ambiguous"]


def test_judgements_about_nobody_are_shown_as_such(run: Run) -> None:
    tables = run(case({"uscc": "A"}), [
        said("different", "X"),
        said("different", "A", official_id="G9", subject_name="林海生"),
        said("same", "X"),
    ])  # fmt: skip
    assert effects(tables) == ["no_person", "no_subject", "no_person"]


def test_two_of_one_name_in_one_company_are_told_apart_by_birth_or_not_at_all(run: Run) -> None:
    rows = case({"uscc": "A"} | number("1"), {"uscc": "A"} | number("2", born="1981-01-02"))
    first = said("same", person=(Anchor(NAME, "A", "1970-05-04", "男"),))
    tables = run(rows, [first])
    assert effects(tables) == ["applied"]
    identified = [r for r in tables["identities"].to_pylist() if r["level"] == "identified"]
    assert len(identified) == 1
    tables = run(rows, [said("same", "A")])
    assert effects(tables) == ["ambiguous"]
    assert not [r for r in tables["identities"].to_pylist() if r["level"] == "identified"]
    assert found(run(rows, [said("different", "A")])) == {}


def test_a_missing_field_raises_nobody_while_a_judgement_stands(run: Run) -> None:
    judgement = replace(said("same", "A"), verdict="unsure")
    whole = case({"uscc": "A"} | number("7", born="1970-05-04"), {"uscc": "B"},
                 official={"born": "1970-05-04", "phone": "1"})  # fmt: skip
    bare = case({"uscc": "A"}, {"uscc": "B"}, official={})
    for standing in ([judgement], [said("same", "A")], [said("different", "B")]):
        more, less = (found(run(rows, standing)) for rows in (whole, bare))
        key = "G1", "self", "A"
        assert less[key]["probability"] <= more[key]["probability"]
