"""Encodings: right text or a clear refusal, never garbage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.encoding import common_share, detect
from ingest.errors import InputError

SIMPLIFIED = "统一社会信用代码,股东名称,持股比例\n某某县建设工程有限公司,张建国,35%\n" * 20
TRADITIONAL = "統一社會信用代碼,股東名稱,持股比例\n某某縣建設工程有限公司,張建國,35%\n" * 20


def told(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return detect(path, path.name)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize(
    "text", [SIMPLIFIED, SIMPLIFIED[:40], "姓名\n张三\n", "龘靐𠮷\n" + SIMPLIFIED]
)
def test_the_text_that_comes_back_is_the_text_that_was_written(
    tmp_path: Path, encoding: str, text: str
) -> None:
    found = told(tmp_path / "a.csv", text.encode(encoding))
    assert text.encode(encoding).decode(found) == text


def test_traditional_text_is_read_from_utf8(tmp_path: Path) -> None:
    assert told(tmp_path / "a.csv", TRADITIONAL.encode()) == "utf-8"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("big5", TRADITIONAL), ("shift_jis", "株式会社の代表取締役について\n" * 30)],
)
def test_another_encoding_is_refused(tmp_path: Path, encoding: str, text: str) -> None:
    with pytest.raises(InputError, match="编码"):
        told(tmp_path / "a.csv", text.encode(encoding))


def test_a_broken_byte_in_utf8_is_refused_with_its_row(tmp_path: Path) -> None:
    content = SIMPLIFIED.encode()
    cut = content.index("张建国".encode(), 400)
    with pytest.raises(InputError) as error:
        told(tmp_path / "a.csv", content[:cut] + content[cut + 1 :])
    assert error.value.row == content[:cut].count(b"\n") + 1


def test_a_character_cut_at_the_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        told(tmp_path / "a.csv", SIMPLIFIED.encode() + "张".encode()[:2])


@given(st.text(st.characters(codec="gb2312", categories=["Lo"]), min_size=1, max_size=40))
def test_common_share_is_a_share(text: str) -> None:
    assert 0 <= common_share(text.encode("gb18030")) <= 1


def test_an_empty_or_ascii_file_is_utf8(tmp_path: Path) -> None:
    assert told(tmp_path / "a.txt", b"") == "utf-8"
    assert told(tmp_path / "b.txt", b"uscc,name\n1,2\n") == "utf-8"
