"""Tables of an earlier run: taken over only where reading again would write the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.case import IngestOptions, read_case
from ingest.stage import StageWriter
from ingest.tables import TableReader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.conftest import Room

ROLES = "统一社会信用代码,姓名,职务,证件号\n91350100M000100Y43,测试甲,监事,\n"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read as tables, one after the other."""
    files: list[str] = []
    read = TableReader.read

    def noted(self: TableReader, path: Path, shown: str) -> None:
        files.append(shown)
        read(self, path, shown)

    monkeypatch.setattr(TableReader, "read", noted)
    return files


@pytest.fixture
def full(room: Room) -> Room:
    """A case with registers, posts and letters."""
    room.put("主要人员.csv", ROLES)
    room.put("任职经历.csv", "人员编号,单位\nG1,东山市水利局\n")
    room.put(
        "变更记录.csv",
        "统一社会信用代码,变更日期,变更事项,变更前,变更后\n91350100M000100Y43,2020-01-02,投资人变更,,测试丙\n",
    )
    room.put("信访举报.csv", "编号,正文,举报人\nX1,反映测试甲问题,赵某\n")
    return room  # fmt: skip


def produce(room: Room, name: str, cache: Path | None, keys: str = "keys") -> dict[str, bytes]:
    """Run the stage into a fresh folder and return the bytes of its files."""
    folder = room.root / name
    folder.mkdir()
    read_case(
        room.case, StageWriter(folder), keys=room.root / keys, options=IngestOptions(keep_going=True),
        progress=lambda *_: None, cache=cache,
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_only_files_that_have_changed_are_read_and_the_bytes_are_the_same(
    full: Room, opened: list[str]
) -> None:
    cache = full.root / "cache"
    first = produce(full, "1", cache)
    opened.clear()
    assert produce(full, "2", cache) == first
    assert opened == ["变更记录.csv", "信访举报.csv"]  # these two are never kept
    full.put("任职经历.csv", "人员编号,单位\nG1,东山市水利局\nG2,坏\x00行,\n")
    opened.clear()
    with_one_more = produce(full, "3", cache)
    assert opened == ["变更记录.csv", "任职经历.csv", "信访举报.csv"]
    assert with_one_more == produce(full, "4", None) != first


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("mapping.yaml", "tables: {shareholdings: {share_unit: fraction}}"),
        # a new way of masking changes the tokens of every full number of the case
        ("变更记录.csv", "统一社会信用代码,变更日期,变更事项,变更前,变更后\n91350100M000100Y43,2020-01-02,投资人变更,,测试丙(42060219******1236)\n"),
        ("主要人员.csv", "统一社会信用代码,姓名,职务,证件号\n91350100M000100Y43,测试甲,监事,4206021975****1236\n"),
        ("股东出资/续.csv", "统一社会信用代码,股东名称\n91350100M000100Y43,测试丁\n"),
    ],
)  # fmt: skip
def test_whatever_changes_a_table_makes_it_be_read(full: Room, file: str, content: str) -> None:
    cache = full.root / "cache"
    first = produce(full, "1", cache)
    full.put(file, content)
    second = produce(full, "2", cache)
    assert second == produce(full, "3", None)
    assert second["shareholdings.parquet"] != first["shareholdings.parquet"]


def test_another_office_key_takes_nothing_over(full: Room) -> None:
    cache = full.root / "cache"
    first = produce(full, "1", cache)
    other = produce(full, "2", cache, keys="others")
    assert other == produce(full, "3", None, keys="others")
    assert other["officials.parquet"] != first["officials.parquet"]


@pytest.mark.parametrize("damage", ["table.parquet", "note.json"])
def test_what_is_damaged_is_read_anew(full: Room, damage: str) -> None:
    cache = full.root / "cache"
    first = produce(full, "1", cache)
    for path in cache.rglob(damage):
        path.unlink()
        path.write_bytes(b"?")
    assert produce(full, "2", cache) == first


def test_nothing_sealed_is_kept(full: Room) -> None:
    cache = full.root / "cache"
    produce(full, "1", cache)
    assert {p.name for p in cache.iterdir()} & {"complaints", "changes"} == set()
    assert "holdings" in {p.name for p in cache.iterdir()}
    assert cache.stat().st_mode & 0o077 == 0
    for path in cache.rglob("*"):
        assert path.is_dir() or "赵某".encode() not in path.read_bytes()
