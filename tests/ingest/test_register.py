"""Changes and registers become dated holdings and roles, each fact once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.ingest.conftest import Room

CODE = "91350100M000100Y43"
FULL = "420602197503051236"


def holdings(
    room: Room, register: list[str], changes: list[tuple[str, str, str]]
) -> list[tuple[Any, ...]]:
    header = "uscc,holder_name,share,valid_from,valid_to\n"
    room.put("股东出资.csv", header + "".join(f"{CODE},{row}\n" for row in register))
    room.put(
        "变更记录.csv",
        "uscc,date,item,before,after\n"
        + "".join(
            f'{CODE},{day},股东变更,"{before}","{after}"\n' for day, before, after in changes
        ),
    )
    rows = room.read().read("holdings").to_pylist()
    return [
        (r["holder_name"], r["share"], r["valid_from"], r["valid_to"], r["basis"]) for r in rows
    ]


def roles(
    room: Room, register: list[str], changes: list[tuple[str, str, str, str]], head: str = ""
) -> list[tuple[Any, ...]]:
    room.put("企业登记.csv", f"uscc,name,legal_representative\n{CODE},甲公司,{head}\n")
    room.put(
        "主要人员.csv",
        "uscc,name,role,valid_from,valid_to\n" + "".join(f"{CODE},{row}\n" for row in register),
    )
    room.put(
        "变更记录.csv",
        "uscc,date,item,before,after\n" + "".join(f"{CODE},{','.join(c)}\n" for c in changes),
    )
    rows = room.read().read("roles").to_pylist()
    return [(r["name"], r["role"], r["valid_from"], r["valid_to"], r["basis"]) for r in rows]


def test_a_change_tells_the_past_holder_and_dates_the_present_one(room: Room) -> None:
    found = holdings(
        room,
        ["李四,100,,"],
        [("2021-03-05", "张三；出资比例40%\n李四；出资比例60%", "李四；出资比例100%")],
    )
    assert found == [
        ("张三", 0.4, None, "2021-03-05", "变更记录"),
        ("李四", 0.6, None, "2021-03-05", "变更记录"),
        ("李四", 1.0, "2021-03-05", None, "股东出资"),
    ]


def test_a_holder_whose_share_changed_is_split_at_the_change(room: Room) -> None:
    found = holdings(
        room, ["张三,100,2010-01-01,"], [("2015-06-01", "张三:30%;李四:70%", "张三:100%")]
    )
    assert [row for row in found if row[0] == "张三"] == [
        ("张三", 0.3, "2010-01-01", "2015-06-01", "变更记录"),
        ("张三", 1.0, "2015-06-01", None, "股东出资"),
    ]


def test_a_holding_that_has_ended_in_the_register_is_not_told_twice(room: Room) -> None:
    found = holdings(
        room,
        ["张三,40,,2021-03-05", "李四,100,2021-03-05,"],
        [("2021-03", "张三:40%", "李四:100%")],
    )
    assert found == [
        ("张三", 0.4, None, "2021-03-05", "股东出资"),
        ("李四", 1.0, "2021-03-05", None, "股东出资"),
    ]


def test_an_exit_ends_the_row_that_the_register_leaves_open(room: Room) -> None:
    found = holdings(room, ["张三,40,2010-01-01,"], [("2021-03-05", "张三:40%", "李四:40%")])
    assert ("张三", 0.4, "2010-01-01", "2021-03-05", "股东出资") in found
    assert sum(row[0] == "张三" for row in found) == 1


def test_a_chain_of_changes_gives_whole_intervals(room: Room) -> None:
    found = holdings(
        room,
        ["王五,100,,"],
        [("2012", "张三:100%", "李四:100%"), ("2018-05-01", "李四:100%", "王五:100%")],
    )
    assert found == [
        ("张三", 1.0, None, "2012", "变更记录"),
        ("李四", 1.0, "2012", "2018-05-01", "变更记录"),
        ("王五", 1.0, "2018-05-01", None, "股东出资"),
    ]


def test_whom_the_register_no_longer_lists_is_not_taken_as_present(room: Room) -> None:
    found = holdings(room, ["李四,100,2010,"], [("2015-01-01", "", "赵六:10%")])
    assert {row[0] for row in found} == {"李四"}
    assert "change_unmatched" in room.read().read("quality")["check"].to_pylist()


def test_where_the_register_has_nothing_of_a_company_the_changes_stand_alone(room: Room) -> None:
    room.put(
        "变更记录.csv",
        f"uscc,date,item,before,after\n420600000000001,2015,股东变更,张三:100%,李四:100%\n{CODE},2015,住所变更,甲,乙\n",
    )
    rows = [r for r in room.read().read("holdings").to_pylist() if r["basis"] == "变更记录"]
    assert [(r["holder_name"], r["valid_from"], r["valid_to"], r["source"]) for r in rows] == [
        ("张三", None, "2015", "变更记录.csv#2"),
        ("李四", "2015", None, "变更记录.csv#2"),
    ]


def test_a_change_that_changes_nothing_leaves_a_row_alone(room: Room) -> None:
    found = holdings(
        room, ["张三,50,,", "李四,50,,"], [("2015", "张三:50%;王五:50%", "张三:50%;李四:50%")]
    )
    assert ("张三", 0.5, None, None, "股东出资") in found
    assert ("李四", 0.5, "2015", None, "股东出资") in found


def test_an_id_number_in_a_change_becomes_tokens_and_is_hidden_in_the_text(room: Room) -> None:
    room.put(
        "变更记录.csv",
        f"uscc,date,item,before,after\n{CODE},2015,股东变更,张三 {FULL} 100%,测试甲:100%\n",
    )
    stage = room.read()
    past = next(r for r in stage.read("holdings").to_pylist() if r["holder_name"] == "张三")
    official = stage.read("officials").to_pylist()[0]
    assert past["holder_id_status"] == "full"
    assert set(past["holder_id_tokens"]) == set(official["person_id_tokens"])
    assert stage.read("changes")["before"][0].as_py() == "张三 420602********1236 100%"
    assert FULL.encode() not in room.everything_written()


def test_a_change_of_the_legal_representative_dates_both(room: Room) -> None:
    found = roles(
        room, ["张三,监事,2001,"], [("2019-05-05", "法定代表人变更", "王五", "李四")], head="李四"
    )
    assert found == [
        ("张三", "监事", "2001", None, "主要人员"),
        ("李四", "法定代表人", "2019-05-05", None, "企业登记"),
        ("王五", "法定代表人", None, "2019-05-05", "变更记录"),
    ]


def test_the_legal_representative_of_both_tables_stands_once(room: Room) -> None:
    found = roles(room, ["李 四,法定代表人,2001,"], [], head="李四")
    assert found == [("李 四", "法定代表人", "2001", None, "主要人员")]


def test_a_joint_role_is_dated_by_a_change_of_either(room: Room) -> None:
    found = roles(
        room, ["李四,执行董事兼总经理,,"], [("2019", "经理变更", "王五", "李四")], head="李四"
    )
    assert ("李四", "执行董事兼总经理", "2019", None, "主要人员") in found
    assert ("王五", "经理", None, "2019", "变更记录") in found
