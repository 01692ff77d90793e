"""Officials and relatives against the register: what makes a match, and what never does."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

Run = Callable[..., dict[str, pa.Table]]
Row = dict[str, Any]

#: A register of 300 strangers, so that there is something to be rare in.
GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超斌鹏丽霞"
CROWD = [f"{a}{b}{c}" for a in "王李张刘陈杨赵黄周吴" for b in GIVEN for c in ("", "华")][:300]


#: An official's prior against the chance of a stolen identity (D0.3): no pair is surer than that.
CEILING = 0.02 / (0.02 + 0.0001 * 0.98)


def number(code: str, born: str = "1970-05-04", sex: str = "男", kind: str = "full") -> Row:
    """Return ID columns; the mask shows the last character of the code, birth and sex hidden."""
    shown = f"M00001:{code[-1]}"
    if kind == "masked":
        return {"person_id_status": "masked", "person_id_tokens": [shown]}
    return {
        "person_id_status": "full", "person_id_tokens": [f"F:{code}", shown],
        "person_id_born": born, "person_id_sex": sex,
    }  # fmt: skip


def case(
    official: Row,
    *roles: Row,
    relatives: list[Row] | None = None,
    companies: list[Row] | None = None,
) -> dict[str, list[Row]]:
    """Return a case folder's rows: one official, a crowd, and the roles of a test."""
    crowd = [
        {"name": name, "uscc": f"Z{n // 2}", "role": "监事", "source": f"crowd.csv#{n + 2}"}
        | number(f"z{n}", born=f"{1950 + n % 40}-06-{1 + n % 28:02d}", sex="男女"[n % 2])
        for n, name in enumerate(CROWD)
    ]
    mine = [
        {"uscc": "A", "role": "监事", "source": f"roles.csv#{n + 2}"} | role
        for n, role in enumerate(roles)
    ]
    return {
        "officials": [{"official_id": "G1", "name": "申屠云帆", "sex": "男"} | official],
        "relatives": [{"official_id": "G1"} | row for row in relatives or []],
        "roles": [*mine, *crowd],
        "companies": companies or [],
    }


def matches(run: Run, rows: dict[str, list[Row]]) -> list[Row]:
    found: list[Row] = run(rows)["identities"].to_pylist()
    return found


def agreement(match: Row) -> dict[str, str]:
    return {f["field"]: f["agreement"] for f in match["fields"]}


def test_an_equal_full_number_identifies(run: Run) -> None:
    (match,) = matches(run, case(number("1"), {"name": "申屠云帆"} | number("1")))
    assert match["level"] == "identified"
    assert match["probability"] < 1  # stolen identities
    assert match["uscc_list"] == ["A"]
    assert agreement(match)["id"] == "full_equal"


def test_an_equal_number_under_another_name_must_be_checked(run: Run) -> None:
    (slip,) = matches(run, case(number("1"), {"name": "申屠云凡"} | number("1")))
    (other,) = matches(run, case(number("1"), {"name": "林海生"} | number("1")))
    assert slip["level"] == "identified"
    assert other["level"] == "probable"
    assert other["probability"] < slip["probability"]


def test_two_different_full_numbers_are_two_persons(run: Run) -> None:
    assert matches(run, case(number("1"), {"name": "申屠云帆"} | number("2"))) == []


def test_a_name_alone_is_never_more_than_hold(run: Run) -> None:
    names = ["申屠云帆", "司徒慕白", "尉迟丹青"]
    rows = case({}, *({"name": name, "uscc": f"C{n}"} for n, name in enumerate(names)))
    rows["officials"] = [{"official_id": f"G{n}", "name": name} for n, name in enumerate(names)]
    found = matches(run, rows)
    assert [match["official_id"] for match in found] == ["G0", "G1", "G2"]
    assert {match["level"] for match in found} == {"hold"}
    assert all(0.2 <= match["probability"] < 0.8 for match in found)


def test_a_name_with_sex_and_place_is_still_only_a_name(run: Run) -> None:
    rows = case({"sex": "男"}, {"name": "申屠云帆"} | number("5", kind="masked"))
    rows["roles"][0] |= {"person_id_tokens": [], "person_id_sex": "男"}
    rows["posts"] = [{"official_id": "G1", "unit": "东山县水利局", "region": "420602"}]
    rows["companies"] = [{"uscc": "A", "name": "甲", "region": "420602"}]
    (match,) = matches(run, rows)
    assert agreement(match)["sex"] == agreement(match)["place"] == "agree"
    assert match["level"] == "hold"


def test_a_common_name_alone_is_nothing(run: Run) -> None:
    assert matches(run, case({"name": "王伟"}, {"name": "王伟"})) == []


def test_name_and_birth_date_identify_and_a_wrong_date_clears(run: Run) -> None:
    register = {"name": "申屠云帆"} | number("1", born="1970-05-04")
    (same,) = matches(run, case({"born": "1970-05-04"}, register))
    assert same["level"] == "identified"
    (year,) = matches(run, case({"born": "1970"}, register))
    assert year["probability"] <= same["probability"]
    other = matches(run, case({"born": "1981-01-01"}, register))
    assert not other or other[0]["level"] == "hold"


def test_a_masked_number_that_cannot_be_his_clears(run: Run) -> None:
    rows = case(
        {"name": "申屠云帆"} | number("11"),
        {"name": "申屠云帆"} | number("21", kind="masked"),
        {"name": "司徒慕白", "uscc": "B"} | number("22", kind="masked"),
    )
    rows["officials"].append({"official_id": "G2", "name": "司徒慕白"} | number("31"))
    fits, against = matches(run, rows)
    assert fits["level"] in ("probable", "identified")
    assert agreement(fits)["id"] == "masked_equal"
    assert agreement(against)["id"] == "masked_conflict"
    assert against["level"] == "hold"


def test_a_missing_field_changes_nothing(run: Run) -> None:
    bare = matches(run, case({}, {"name": "申屠云帆"}))[0]
    more = matches(run, case({"born": "1970-01-01", "phone": "1"}, {"name": "申屠云帆"}))[0]
    assert more["probability"] == bare["probability"]
    missing = [f for f in more["fields"] if f["agreement"] == "missing"]
    assert {f["field"] for f in missing} >= {"id", "born", "phone", "address", "family"}
    assert all(f["bans"] == 0 for f in missing)


def test_a_telephone_of_his_own_makes_it_probable_and_an_agencys_does_not(run: Run) -> None:
    def company(uscc: str, phone: str) -> Row:
        return {"uscc": uscc, "name": f"江海{uscc}公司", "phone": phone}

    own_phone, agency = "13900000000", "13900000001"
    rows = case({"phone": own_phone}, {"name": "申屠云帆"}, {"name": "司徒慕白", "uscc": "B"})
    rows["officials"].append({"official_id": "G2", "name": "司徒慕白", "phone": agency})
    rows["companies"] = [company("A", own_phone), *(company(c, agency) for c in "BCDEFGHI")]
    own, hub = matches(run, rows)
    assert own["probability"] > 0.8
    assert agreement(own)["phone"] == "agree"
    assert agreement(hub)["phone"] == "hub"
    assert hub["level"] == "hold"


def test_a_masked_roster_name_matches_nothing(run: Run) -> None:
    assert matches(run, case({"name": "申屠某"}, {"name": "申屠某"})) == []
    assert (
        matches(run, case({"name": "申屠某"} | number("1"), {"name": "申屠某"} | number("1"))) == []
    )


def test_a_former_name_and_traditional_characters_are_found(run: Run) -> None:
    (match,) = matches(run, case({"former_names": ["申屠雲起"]}, {"name": "申屠云起"}))
    assert agreement(match)["name"] == "former"


def test_nobody_is_registered_before_sixteen_or_after_death(run: Run) -> None:
    starts = {"申屠云帆": "1986-05-03", "司徒慕白": "1986-05", "尉迟丹青": "2010-01-01",
              "欧阳明远": "2009-12-31"}  # fmt: skip
    born = "1970-05-04"
    rows = case({}, *(
        {"name": name, "uscc": f"C{n}", "valid_from": day} | number(str(n), born=born)
        for n, (name, day) in enumerate(starts.items())
    ))  # fmt: skip
    rows["officials"] = [{"official_id": n, "name": n, "born": born} for n in starts]
    rows["posts"] = [
        {"official_id": n, "unit": "甲", "exit_reason": "去世", "valid_to": "2009-12-31"}
        for n in ("尉迟丹青", "欧阳明远")
    ]
    assert {m["official_id"] for m in matches(run, rows)} == {"司徒慕白", "欧阳明远"}


def test_two_officials_of_one_name_compete_for_one_person(run: Run) -> None:
    rows = case({"born": "1970"}, {"name": "申屠云帆"} | number("1", born="1970-05-04"))
    alone = matches(run, rows)[0]["probability"]
    rows["officials"].append(rows["officials"][0] | {"official_id": "G2"})
    both = [m["probability"] for m in matches(run, rows)]
    assert both[0] == both[1] < 0.5 < alone


def test_one_person_declared_by_two_officials_does_not_compete_with_himself(run: Run) -> None:
    relative = {"name": "申屠云起", "kinship": "弟"} | number("1")
    rows = case({}, {"name": "申屠云起"} | number("1"), relatives=[relative])
    alone = matches(run, rows)[0]["probability"]
    rows["officials"].append({"official_id": "G2", "name": "林海生"})
    rows["relatives"].append(relative | {"official_id": "G2"})
    assert [m["probability"] for m in matches(run, rows)] == [alone, alone]


def test_spouses_in_one_company_raise_each_other_but_names_alone_do_not_identify(run: Run) -> None:
    spouse = [{"name": "司徒慕白", "kinship": "配偶"}]
    apart = case({}, {"name": "申屠云帆"}, {"name": "司徒慕白", "uscc": "B"}, relatives=spouse)
    together = case({}, {"name": "申屠云帆"}, {"name": "司徒慕白"}, relatives=spouse)
    assert {m["level"] for m in matches(run, apart)} == {"hold"}
    assert {m["level"] for m in matches(run, together)} == {"probable"}
    assert {agreement(m)["family"] for m in matches(run, together)} == {"agree"}


def test_a_relative_who_is_somebody_else_raises_nobody(run: Run) -> None:
    spouse = [{"name": "司徒慕白", "kinship": "配偶"} | number("8", sex="女")]
    other = {"name": "司徒慕白"} | number("9", sex="女")
    (match,) = matches(run, case({}, {"name": "申屠云帆"}, other, relatives=spouse))
    assert agreement(match)["family"] == "missing"


def test_reasons_add_up_to_the_probability(run: Run) -> None:
    (match,) = matches(run, case({"born": "1970-05-04"}, {"name": "申屠云帆"} | number("1")))
    odds = 10 ** sum(f["bans"] for f in match["fields"])
    told = odds / (1 + odds)
    assert told > CEILING, "the case is meant to reach what a stolen identity leaves open"
    assert match["probability"] == pytest.approx(CEILING, abs=1e-5)
    shown = {"name": "王伟"} | number("5", kind="masked")
    (match,) = matches(run, case(shown, shown))
    odds = 10 ** sum(f["bans"] for f in match["fields"])
    assert match["probability"] == pytest.approx(odds / (1 + odds), abs=1e-4)
    assert match["probability"] < CEILING
    assert match["expected_namesakes"] > 0


def test_a_year_of_birth_alone_never_identifies(run: Run) -> None:
    register = {"name": "申屠云帆"} | number("1")
    (year,) = matches(run, case({"born": "1970"}, register))
    (day,) = matches(run, case({"born": "1970-05-04"}, register))
    assert year["level"] in ("probable", "hold")
    assert day["level"] == "identified"


def test_nothing_is_surer_than_an_equal_full_number(run: Run) -> None:
    register = {"name": "申屠云帆"} | number("1")
    (equal,) = matches(run, case(number("1"), register))
    failing = {"person_id_status": "failing", "born": "1970-05-04"}
    (wrong_digit,) = matches(run, case(failing, register))
    assert wrong_digit["probability"] <= equal["probability"]


def test_the_order_of_rows_changes_nothing_and_no_token_is_published(run: Run) -> None:
    spouse = [{"name": "司徒慕白", "kinship": "配偶", "source": "relatives.csv#2"}]
    rows = case(
        {"born": "1970"} | number("1"),
        {"name": "申屠云帆"} | number("1"),
        {"name": "申屠云帆", "uscc": "B"} | number("1", kind="masked"),
        {"name": "司徒慕白"},
        relatives=spouse,
    )
    first = run(rows)
    for seed in range(3):
        mixed = dict(rows)
        for name, content in rows.items():
            mixed[name] = random.Random(seed).sample(content, len(content))
        again = run(mixed)
        for name, table in first.items():
            assert again[name].equals(table), name
    assert "F:" not in "".join(str(table.to_pylist()) for table in first.values())


def test_an_empty_case_gives_empty_tables(run: Run) -> None:
    assert all(table.num_rows == 0 for table in run({}).values())
