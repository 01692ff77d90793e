"""A case folder becomes typed tables: every kind of file, every kind of bad input, every row accounted for."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from ingest.case import IngestOptions
from ingest.convert import Setting
from ingest.errors import InputError, QuarantineError, SetupError
from ingest.mapping import TableMapping
from ingest.schema import SOURCES, TABLES
from ingest.tables import TableReader

if TYPE_CHECKING:
    from tests.ingest.conftest import Room

FULL, CODE = "420602197503051236", "91350100M000100Y43"
HEADER = ["统一社会信用代码", "股东名称", "股东证件号", "持股比例", "入股日期"]
ROWS = [[CODE, "测试甲", FULL, "40", "2019-01-02"], [CODE, "测试乙", "", "60", "2019-01"]]


def workbook(*sheets: tuple[str, list[list[str]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return stream.getvalue()


def csv_of(rows: list[list[str]], mark: str = ",") -> str:
    return "".join(mark.join(row) + "\n" for row in rows)


def parquet() -> bytes:
    stream = io.BytesIO()
    columns = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
    pq.write_table(pa.table({name: list(cells) for name, cells in columns.items()}), stream)
    return stream.getvalue()


TEXT = csv_of([HEADER, *ROWS])
LINES = "".join(
    json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n" for row in ROWS
)
FORMATS = {
    "股东出资.csv": TEXT.encode(),
    "shareholdings.csv": TEXT.encode("utf-8-sig"),
    "ShareHoldings.CSV": TEXT.encode("gb18030"),
    "股东出资.tsv": csv_of([HEADER, *ROWS], "\t").encode(),
    "股东出资.csv.gz": gzip.compress(TEXT.encode("gb18030")),
    "股东出资.csv.zst": zstandard.compress(TEXT.encode()),
    "股东出资.jsonl": LINES.encode(),
    "股东出资.jsonl.zst": zstandard.compress(LINES.encode("gb18030")),
    "股东出资.parquet": parquet(),
    "股东出资.xlsx": workbook(("说明", []), ("Sheet1", [HEADER, *ROWS])),
    "股东出资/一.csv": TEXT.encode(),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_typed_rows(room: Room, name: str) -> None:
    (room.case / "股东出资.csv").unlink()
    room.put(name, FORMATS[name])
    rows = room.read().read("shareholdings").to_pylist()
    assert [row["source"] for row in rows] == [f"{name}#2", f"{name}#3"]
    assert [
        (r["uscc"], r["uscc_status"], r["holder_name"], r["share"], r["valid_from"]) for r in rows
    ] == [
        (CODE, "valid", "测试甲", 0.4, "2019-01-02"),
        (CODE, "valid", "测试乙", 0.6, "2019-01"),
    ]
    assert rows[0]["holder_id_status"] == "full"
    assert (rows[0]["holder_id_born"], rows[0]["holder_id_sex"]) == ("1975-03-05", "男")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_read_and_not_garbled(room: Room, encoding: str) -> None:
    room.put("股东出资.csv", TEXT, encoding)
    assert room.read().read("shareholdings")["holder_name"].to_pylist() == ["测试甲", "测试乙"]


def test_all_tables_are_written_and_missing_ones_are_empty(room: Room) -> None:
    stage = room.read()
    assert {name: stage.read(name).schema for name in TABLES} == TABLES
    assert stage.read("awards").num_rows == 0


def test_two_runs_give_the_same_bytes(room: Room) -> None:
    room.put("信访举报.csv", "编号,正文,举报人,联系方式\nC1,我是测试丙,测试丙,13800001111\n")
    first, second = room.read("one"), room.read("two")
    assert first.manifest == second.manifest
    for table in TABLES:
        assert first.path(table).read_bytes() == second.path(table).read_bytes()
    sealed = "complainants.sealed"
    assert (first.folder / sealed).read_bytes() == (second.folder / sealed).read_bytes()


def test_columns_are_found_in_any_order_and_width_and_unknown_ones_are_kept(room: Room) -> None:
    room.put(
        "股东出资.csv",
        f' 股东名称 ,备注,uscc,持股比例（％）\n测试甲,旧"户",{CODE},50\n测试乙,,{CODE},50\n',
    )
    first, second = room.read().read("shareholdings").to_pylist()
    assert (first["holder_name"], first["share"]) == ("测试甲", 0.5)
    assert json.loads(first["extra"]) == {"备注": '旧"户"'}
    assert second["extra"] is None


def test_an_id_number_in_an_unknown_column_does_not_leave_ingest(room: Room) -> None:
    room.put("股东出资.csv", f"uscc,股东名称,经办人身份证\n{CODE},测试甲,{FULL}\n")
    assert json.loads(room.read().read("shareholdings")["extra"][0].as_py()) == {
        "经办人身份证": "420602********1236"
    }


def test_a_title_above_the_header_of_a_sheet_is_passed_over(room: Room) -> None:
    (room.case / "股东出资.csv").unlink()
    room.put("股东出资.xlsx", workbook(("S", [["某县股东出资一览表"], [], HEADER, *ROWS])))
    sources = room.read().read("shareholdings")["source"].to_pylist()
    assert sources == ["股东出资.xlsx#4", "股东出资.xlsx#5"]


def test_rows_are_counted_as_a_spreadsheet_shows_them(room: Room) -> None:
    text = f'uscc,股东名称\n{CODE},"测试\n甲"\n\n{CODE}\n{CODE},测试乙\n,\n{CODE},测试丙,多\n{CODE},测试丁\n'
    room.put("股东出资.csv", text)
    stage = room.read(options=IngestOptions(keep_going=True))
    assert stage.read("shareholdings")["source"].to_pylist() == [
        f"股东出资.csv#{n}" for n in (2, 5, 8)
    ]
    assert [(r["row"], r["value"]) for r in stage.read("quarantine").to_pylist()] == [
        (4, CODE),
        (7, f"{CODE},测试丙,多"),
    ]


def test_exact_duplicates_are_counted_and_dropped_over_all_parts(room: Room) -> None:
    (room.case / "股东出资.csv").unlink()
    room.put("股东出资/1.csv", csv_of([HEADER, *ROWS, ROWS[0]]))
    room.put("股东出资/2.csv", csv_of([HEADER, ROWS[1], [CODE, "测试丙", "", "", ""]]))
    stage = room.read()
    assert stage.read("shareholdings")["holder_name"].to_pylist() == ["测试甲", "测试乙", "测试丙"]
    counts = {
        f["file"]: (f["rows_read"], f["rows_accepted"], f["rows_duplicate"])
        for f in stage.read("files").to_pylist()
    }
    assert counts["股东出资/1.csv"] == (3, 3, 1)
    assert counts["股东出资/2.csv"] == (2, 2, 1)


def test_a_failing_check_character_is_kept_marked_and_reported(room: Room) -> None:
    room.put("股东出资.csv", csv_of([HEADER, [CODE[:-1] + "5", "测试甲", FULL[:-1] + "1", "", ""]]))
    stage = room.read()
    row = stage.read("shareholdings").to_pylist()[0]
    assert (row["uscc_status"], row["holder_id_status"]) == ("failing", "failing")
    assert {token[:2] for token in row["holder_id_tokens"]} == {"N:"}
    quality = stage.read("quality").to_pylist()
    assert [(q["check"], q["row"], q["column"]) for q in quality] == [
        ("uscc_check", 2, "统一社会信用代码"),
        ("id_check", 2, "股东证件号"),
    ]


def test_a_resident_id_in_the_column_of_codes_is_refused_unseen(room: Room) -> None:
    room.put("股东出资.csv", csv_of([HEADER, [FULL, "测试甲", "", "", ""]]))
    refused = room.read(options=IngestOptions(keep_going=True)).read("quarantine").to_pylist()
    assert [(r["row"], r["column"], r["value"]) for r in refused] == [
        (2, "统一社会信用代码", "＊" * 18)
    ]


def test_a_wrong_resident_id_is_never_taken_for_a_credit_code(room: Room) -> None:
    wrong = [FULL[:14] + f"{n:04d}" for n in range(400)]
    room.put("股东出资.csv", csv_of([HEADER, *([CODE, "测试甲", n, "", ""] for n in wrong)]))
    rows = room.read().read("shareholdings").to_pylist()
    assert {row["holder_id_status"] for row in rows} == {"full", "failing"}
    assert not any("U:" in token for row in rows for token in row["holder_id_tokens"])


def test_a_foreign_amount_is_missing_not_wrong(room: Room) -> None:
    room.put("企业登记.csv", f"uscc,name,registered_capital\n{CODE},甲公司,100万美元\n")
    stage = room.read()
    assert stage.read("companies")["registered_capital"].to_pylist() == [None]
    assert "foreign_currency" in stage.read("quality")["check"].to_pylist()


def test_shares_over_100_5_percent_at_one_time_are_reported_and_kept(room: Room) -> None:
    rows = [[CODE, "测试甲", "", "60", "2019"], [CODE, "测试乙", "", "41", "2019-01-01"]]
    room.put("股东出资.csv", csv_of([HEADER, *rows]))
    stage = room.read()
    assert stage.read("shareholdings").num_rows == 2
    found = [q for q in stage.read("quality").to_pylist() if q["check"] == "share_sum"]
    assert [(q["file"], q["row"]) for q in found] == [("股东出资.csv", 2)]


def test_shares_that_follow_each_other_are_not_added_up(room: Room) -> None:
    header = [*HEADER, "退出日期"]
    rows = [
        [CODE, "测试甲", "", "100", "2015", "2019-03"],
        [CODE, "测试乙", "", "100", "2019-03", ""],
    ]
    room.put("股东出资.csv", csv_of([header, *rows]))
    assert "share_sum" not in room.read().read("quality")["check"].to_pylist()


def test_a_table_of_fractions_is_pointed_out_and_the_mapping_mends_it(room: Room) -> None:
    codes = [CODE, "91420600MA4KXXXX1A", "420600000000001"]
    room.put(
        "股东出资.csv",
        csv_of([HEADER, *([c, n, "", "0.5", ""] for c in codes for n in ("测试甲", "测试乙"))]),
    )
    assert "share_unit" in room.read("one").read("quality")["check"].to_pylist()
    room.put("mapping.yaml", "tables: {shareholdings: {share_unit: fraction}}\n")
    stage = room.read("two")
    assert set(stage.read("shareholdings")["share"].to_pylist()) == {0.5}
    assert "share_unit" not in stage.read("quality")["check"].to_pylist()


def test_more_than_the_threshold_stops_with_exit_code_3_unless_told_otherwise(room: Room) -> None:
    room.put("股东出资.csv", csv_of([HEADER, *ROWS, [CODE, "测试丙", "", "", "2021-02-30"]]))
    with pytest.raises(QuarantineError, match=r"股东出资.csv 第 4 行") as error:
        room.read()
    assert error.value.exit_code == 3
    assert not (room.root / "stages" / "ingest").exists()
    refused = room.read(options=IngestOptions(keep_going=True)).read("quarantine").to_pylist()
    assert [(r["row"], r["column"], r["value"]) for r in refused] == [(4, "入股日期", "2021-02-30")]


BAD: dict[str, tuple[str, bytes, str]] = {
    "truncated workbook": ("股东出资.xlsx", workbook(("S", [HEADER, *ROWS]))[:900], "损坏或被截断"),
    "encrypted workbook": (
        "股东出资.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "加密",
    ),
    "empty workbook": ("股东出资.xlsx", workbook(("S", [])), "没有数据"),
    "big5": (
        "股东出资.csv",
        ("統一社會信用代碼,股東名稱\n" + "測試機構與經濟發展,陳國華經理\n" * 30).encode("big5"),
        "编码",
    ),
    "broken utf-8": ("股东出资.csv", TEXT.encode() + "测".encode()[:2] + b"\n", "损坏的字节"),
    "no text at all": ("股东出资.csv", bytes(range(128, 256)) * 40, "编码"),
    "missing column": (
        "股东出资.csv",
        "股东名称,持股比例\n测试甲,40\n".encode(),
        "统一社会信用代码",
    ),
    "doubled column": (
        "股东出资.csv",
        f"uscc,统一社会信用代码,股东名称\n{CODE},{CODE},测试甲\n".encode(),
        "两列",
    ),
    "empty file": ("股东出资.csv", b"", "空的"),
    "no header": ("股东出资.csv", b"\n\n", "表头"),
    "open quote": ("股东出资.csv", TEXT.encode() + f'{CODE},"测试\n{CODE},测试\n'.encode(), "引号"),
    "truncated gzip": ("股东出资.csv.gz", gzip.compress(TEXT.encode() * 500)[:60], "被截断"),
    "truncated zstandard": (
        "股东出资.csv.zst",
        zstandard.compress(TEXT.encode() * 500)[:60],
        "被截断",
    ),
    "truncated parquet": ("股东出资.parquet", parquet()[:-20], "Parquet"),
    "truncated jsonl": ("股东出资.jsonl", LINES.encode()[:-20], "JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(room: Room, name: str) -> None:
    file, content, says = BAD[name]
    (room.case / "股东出资.csv").unlink()
    room.put(file, content)
    with pytest.raises(InputError, match=says) as error:
        room.read()
    assert str(error.value).startswith(file)
    assert len(error.value.fix) > 10
    assert not (room.root / "stages" / "ingest").exists()


def test_an_error_names_the_row(room: Room) -> None:
    room.put("股东出资.csv", TEXT.encode() + "测".encode()[:2] + b"\n")
    with pytest.raises(InputError) as error:
        room.read()
    assert error.value.row == 4


def test_an_empty_or_missing_case_folder_is_told(empty_room: Room, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="空的"):
        empty_room.read()
    (tmp_path / "case").rmdir()
    with pytest.raises(InputError, match="不存在"):
        empty_room.read()


def test_a_case_without_what_is_needed_is_refused(room: Room) -> None:
    (room.case / "股东出资.csv").rename(room.case / "股东出资.xls")
    with pytest.raises(InputError, match=r"股东出资.*主要人员.*股东出资\.xls"):
        room.read()
    (room.case / "公职人员.csv").unlink()
    with pytest.raises(InputError, match="公职人员"):
        room.read()


def test_keys_are_refused_inside_the_case(room: Room) -> None:
    (room.root / "keys").symlink_to(room.case / "keys", target_is_directory=True)
    with pytest.raises(SetupError, match="密钥文件夹不能放在"):
        room.read()


def test_a_file_that_no_table_claims_is_reported(room: Room) -> None:
    room.put("车辆.csv", "车牌\nX\n")
    quality = room.read().read("quality").to_pylist()
    assert [(q["check"], q["file"]) for q in quality] == [("unused_file", "车辆.csv")]


cells = st.sampled_from(
    [
        "",
        "-",
        "测试甲",
        "2021-02-30",
        "2021-03-05",
        "44260",
        "101",
        "40%",
        "四成",
        CODE,
        FULL,
        "x,y",
        '"',
        "多\n行",
        "*",
    ]
)


@given(st.lists(st.lists(cells, min_size=4, max_size=6), max_size=12))
def test_rows_read_are_rows_accepted_plus_rows_quarantined_for_any_dirt(
    dirt: list[list[str]],
) -> None:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in dirt]
    kept: list[pa.Table] = []
    source = SOURCES["shareholdings"]
    reader = TableReader(
        source, TableMapping(), Setting(b"k" * 32, frozenset(), "percent"), kept.append
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "股东出资.csv"
        path.write_text(csv_of([HEADER, *quoted]), encoding="utf-8", newline="")
        reader.read(path, path.name)
    facts = {name: int(str(n)) for name, n in reader.account.files[0].items() if "rows" in name}
    torn = [row for row in dirt if len(row) != len(HEADER)]
    filled = [row for row in dirt if len(row) == len(HEADER) and any(row)]
    assert facts["rows_read"] == len(torn) + len(filled)
    assert facts["rows_read"] == facts["rows_accepted"] + facts["rows_quarantined"]
    assert sum(t.num_rows for t in kept) == facts["rows_accepted"] - facts["rows_duplicate"]
    assert sum(t.num_rows for t in reader.account.quarantine) == facts["rows_quarantined"]
