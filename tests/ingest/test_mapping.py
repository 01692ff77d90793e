"""mapping.yaml: other names, other files, other units; what it does not know it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.errors import InputError

if TYPE_CHECKING:
    from tests.ingest.conftest import Room

CODE = "91350100M000100Y43"


def test_an_office_with_its_own_names_writes_a_mapping_and_no_code(room: Room) -> None:
    (room.case / "股东出资.csv").unlink()
    room.put("导出/gd_1.csv", f"TYDM,GDMC,CGBL\n{CODE},测试甲,0.35\n")
    room.put("导出/gd_2.csv", f"TYDM,GDMC,CGBL\n{CODE},测试乙,65%\n")
    room.put(
        "mapping.yaml",
        "tables:\n  shareholdings:\n    file: 导出/gd_*.csv\n    columns: {uscc: TYDM, holder_name: GDMC, share: CGBL}\n    share_unit: fraction\n",
    )
    rows = room.read().read("shareholdings").to_pylist()
    assert [(r["holder_name"], r["share"], r["source"]) for r in rows] == [
        ("测试甲", 0.35, "导出/gd_1.csv#2"),
        ("测试乙", 0.65, "导出/gd_2.csv#2"),
    ]


def test_a_mapped_column_goes_before_the_usual_name(room: Room) -> None:
    room.put("股东出资.csv", f"uscc,股东名称,实际名称\n{CODE},旧名,测试甲\n")
    room.put("mapping.yaml", "tables: {shareholdings: {columns: {holder_name: 实际名称}}}\n")
    row = room.read().read("shareholdings").to_pylist()[0]
    assert (row["holder_name"], row["extra"]) == ("测试甲", '{"股东名称":"旧名"}')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tables: {holders: {}}", "holders"),
        ("tables: {shareholdings: {colums: {}}}", "colums"),
        ("tables: {shareholdings: {columns: {owner: X}}}", "owner"),
        ("tables: {shareholdings: {share_unit: permille}}", "share_unit"),
        ("tables: {shareholdings: {file: ../secret.csv}}", "file"),
        ("tabels: {}", "tabels"),
        ("tables: [", "YAML"),
        ("tables: {shareholdings: {file: nothing*.csv}}", "nothing"),
    ],
)
def test_what_the_mapping_does_not_know_is_refused(room: Room, text: str, says: str) -> None:
    room.put("mapping.yaml", text + "\n")
    with pytest.raises(InputError, match=says) as error:
        room.read()
    assert str(error.value).startswith("mapping.yaml")
