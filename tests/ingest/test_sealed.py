"""Complainants never leave ingest: sealed, masked in their own text, absent from everything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.case import IngestOptions
from ingest.complainants import mask_text
from ingest.errors import InputError, QuarantineError, SetupError
from ingest.keys import office_keys
from ingest.resident_numbers import MASK
from ingest.sealed import unseal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Room

NAME, PHONE, WECHAT = "欧阳密封", "13987654321", "wx_secret_77"
SPELLED = (
    "139-8765-4321",
    "139 8765 4321",
    "１３９８７６５４３２１",
    "139 8765-4321",
    "+86 13987654321",
)
HEADER = "编号,渠道,受理日期,标题,正文,实名,举报人,联系方式,举报人微信\n"


def complaints(rows: list[str]) -> str:
    return HEADER + "".join(row + "\n" for row in rows)


def test_nothing_that_is_written_names_a_complainant(room: Room) -> None:
    texts = [f"我叫{NAME}，电话{phone}，微信{WECHAT}，反映某局长。" for phone in (PHONE, *SPELLED)]
    rows = [
        f"C{n},来信,2024-01-0{n + 1},{NAME}的信,{text},是,{NAME},{PHONE},{WECHAT}"
        for n, text in enumerate(texts)
    ]
    rows.append(f"C8,来信,{PHONE},标题,正文,是,{NAME},{PHONE},{WECHAT}")  # a bad date: quarantine
    rows.append(f"C9,来信,2024-01-01,{NAME},多一格,是,{NAME},{PHONE},{WECHAT},{PHONE}")  # torn
    rows.append(f",来信,2024-01-01,{NAME},{PHONE},是,{NAME},{PHONE},{WECHAT}")  # no number
    room.put("信访举报.csv", complaints(rows))
    stage = room.read(options=IngestOptions(keep_going=True))
    assert stage.read("complaints").num_rows == len(texts)
    assert stage.read("quarantine").num_rows == 3
    written = room.everything_written()
    for secret in (NAME, NAME[:3], PHONE, WECHAT, *SPELLED):
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert secret.encode(encoding) not in written, secret


def test_masking_keeps_every_offset(room: Room) -> None:
    text = f"我叫{NAME}，电话139-8765-4321。请查测试甲。"
    room.put("信访举报.csv", complaints([f"C1,来信,2024,标题,{text},是,{NAME},{PHONE},"]))
    masked = room.read().read("complaints")["text"][0].as_py()
    assert len(masked) == len(text)
    assert masked.index("测试甲") == text.index("测试甲")
    assert masked == f"我叫{MASK * 4}，电话{MASK * 13}。请查测试甲。"


def test_the_office_can_open_the_sealed_file_and_nobody_else(room: Room, tmp_path: Path) -> None:
    room.put(
        "信访举报.csv",
        complaints(
            [f"C1,来信,2024,标题,正文,是,{NAME},{PHONE},{WECHAT}", "C2,来信,2024,标题,正文,否,,,"]
        ),
    )
    sealed = room.read().folder / "complainants.sealed"
    opened = dict(unseal(sealed, office_keys(room.root / "keys")))
    assert opened == {"C1": {"complainant": NAME, "contact": PHONE, "举报人微信": WECHAT}}
    with pytest.raises(SetupError, match="不是用这把密钥封的"):
        list(unseal(sealed, office_keys(tmp_path / "other")))


def test_a_record_moved_to_another_complaint_does_not_open(room: Room) -> None:
    room.put("信访举报.csv", complaints([f"C1,来信,2024,标题,正文,是,{NAME},,"]))
    sealed = room.read().folder / "complainants.sealed"
    header, record = sealed.read_text(encoding="utf-8").splitlines()
    moved = json.loads(record) | {"complaint_id": "C2"}
    sealed.write_text(header + "\n" + json.dumps(moved) + "\n", encoding="utf-8")
    with pytest.raises(SetupError, match="改动"):
        list(unseal(sealed, office_keys(room.root / "keys")))


def test_a_file_without_a_header_does_not_show_its_first_row_in_the_error(room: Room) -> None:
    room.put("信访举报.csv", f"C1,来信,2024,标题,正文,是,{NAME},{PHONE}\n")
    with pytest.raises(InputError) as error:
        room.read()
    assert NAME not in str(error.value)
    assert PHONE not in str(error.value)


def test_a_table_over_the_threshold_stops_without_naming_a_complainant(room: Room) -> None:
    room.put("信访举报.csv", complaints([f"C1,来信,{PHONE},标题,正文,是,{NAME},{PHONE},"]))
    with pytest.raises(QuarantineError) as error:
        room.read()
    assert PHONE not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None


def test_an_unknown_header_of_complaints_is_not_published(room: Room) -> None:
    room.put("信访举报.csv", f"编号,正文,{NAME}\nC1,正文,x\n")
    room.read()
    assert NAME.encode() not in room.everything_written()


@given(
    st.text("测试甲乙丙abc 12-", max_size=30),
    st.sampled_from([NAME, "张三", "赵 四", "me@example.org"]),
    st.text("丁戊己 45。，", max_size=30),
)
def test_a_name_is_masked_wherever_it_stands(before: str, name: str, after: str) -> None:
    text = before + name + after
    masked = mask_text(pa.array([text]), [{"complainant": name}]).to_pylist()[0]
    assert len(masked) == len(text)
    assert name not in masked
    assert masked[len(before) : len(before) + len(name)] == MASK * len(name)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "反映某局。举报人：欧阳密封，联系电话：139-8765-4321。",
            "反映某局。举报人：＊＊＊＊，联系电话：＊＊＊＊＊＊＊＊＊＊＊＊＊。",
        ),
        ("我的电话是13987654321", "我的电话是＊＊＊＊＊＊＊＊＊＊＊"),
        ("举报人：匿名。合同金额1398765元", "举报人：匿名。合同金额1398765元"),
    ],
)
def test_a_writer_who_names_himself_in_an_unsigned_row_is_masked(text: str, masked: str) -> None:
    assert mask_text(pa.array([text]), [{}]).to_pylist() == [masked]


def test_an_anonymous_complainant_masks_nothing() -> None:
    text = "匿名群众反映无人管理"
    people = [{"complainant": "匿名", "contact": "无"}]
    assert mask_text(pa.array([text]), people).to_pylist() == [text]
