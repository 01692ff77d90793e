"""The files of a world: as sources.md says, the same bytes from the same seed."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
import zstandard
from python_calamine import CalamineWorkbook

from ingest.errors import SetupError
from ingest.schema import SOURCES
from worlds.config import WorldConfig
from worlds.records import World
from worlds.write import LAYOUT, VENDOR, write_world

SMALL = WorldConfig(officials=100, companies=1000, complaints=60, documents=8)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    out = tmp_path_factory.mktemp("area")
    return out, write_world(out, SMALL)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def read(path: Path, encoding: str) -> list[list[str]]:
    """Read a table the plain way, without ingest: header first, JSON lines as sorted keys."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        body = [["" if v is None else v for v in row.values()] for row in table.to_pylist()]
        return [table.column_names, *body]
    if path.suffix == ".xlsx":
        return [
            [str(c) for c in row]
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        ]
    content = path.read_bytes()
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    content = zstandard.ZstdDecompressor().decompress(content) if path.suffix == ".zst" else content
    text = content.decode(encoding or "utf-8")
    if ".jsonl" in path.name:
        rows = [json.loads(line) for line in text.splitlines()]
        header = list(dict.fromkeys(key for row in rows for key in row))
        return [header, *([row.get(key, "") for key in header] for row in rows)]
    return list(
        csv.reader(io.StringIO(text, newline=""), delimiter="\t" if ".tsv" in path.name else ",")
    )


def tables(case: Path) -> dict[str, list[tuple[str, list[list[str]]]]]:
    """Return the parts of every table: file in the case folder and rows, the header first."""
    found = {
        name: [(file, read(case / file, encoding))] for name, (file, _, encoding) in LAYOUT.items()
    }
    parts = sorted((case / "企业登记").iterdir())
    found["companies"] = [(f"企业登记/{p.name}", read(p, "gb18030")) for p in parts]
    return found


def test_every_table_of_sources_is_there_with_headers_that_the_schema_knows(
    small: tuple[Path, World],
) -> None:
    unknown = {}
    found = tables(small[0] / "case")
    assert set(found) == set(SOURCES)
    for name, parts in found.items():
        known = set(VENDOR.values()) if name == "declarations" else set()
        for _, (header, *body) in parts:
            assert body
            columns = [SOURCES[name].column(h) for h in header if h not in known]
            unknown[name] = [
                h for h in header if h not in known and SOURCES[name].column(h) is None
            ]
            assert len({c.field for c in columns if c}) == len([c for c in columns if c])
    assert {name: rest for name, rest in unknown.items() if rest} == {
        "companies": ["登记机关"], "awards": ["platform_no"], "acts": ["录入时间"],
    }  # fmt: skip


def test_the_mapping_names_every_column_of_the_vendor_export(small: tuple[Path, World]) -> None:
    mapping = yaml.safe_load((small[0] / "case" / "mapping.yaml").read_text(encoding="utf-8"))
    table = mapping["tables"]["declarations"]
    assert set(table["columns"]) == {c.field for c in SOURCES["declarations"].columns}
    assert table["share_unit"] == "fraction"
    assert (small[0] / "case" / table["file"]).is_file()


def test_the_same_configuration_gives_the_same_bytes_and_another_seed_others(
    small: tuple[Path, World], tmp_path: Path
) -> None:
    write_world(tmp_path / "again", SMALL)
    assert digests(tmp_path / "again") == digests(small[0])
    tiny = WorldConfig(seed=2, officials=100, companies=1000, complaints=60, documents=8)
    write_world(tmp_path / "other", tiny)
    other = digests(tmp_path / "other")
    same = {name for name, digest in digests(small[0]).items() if other.get(name) == digest}
    assert same <= {"case/mapping.yaml"}


def test_counts_are_as_configured(small: tuple[Path, World]) -> None:
    case, world = small[0] / "case", small[1]
    rows = {name: sum(len(body) - 1 for _, body in parts) for name, parts in tables(case).items()}
    assert rows["officials"] == 100
    assert rows["companies"] == 1000
    assert rows["complaints"] >= 60 == len(world.complaints)
    assert len(list((case / "文书").iterdir())) == 8
    assert {p.suffix for p in (case / "文书").iterdir()} == {".txt", ".md", ".html", ".docx"}


def test_truth_lies_beside_the_case_folder_and_never_in_it(small: tuple[Path, World]) -> None:
    names = {p.name for p in (small[0] / "truth").iterdir()}
    assert names == {
        "schemes.csv",
        "look_alikes.csv",
        "complainants.csv",
        "inspections.csv",
        "persons.parquet",
        "world.json",
    }
    assert not names & {p.name for p in (small[0] / "case").rglob("*")}
    keys = [p.key for p in small[1].population.people[:50]]
    for path in (small[0] / "case").rglob("*.csv"):
        assert not any(key.encode() in path.read_bytes() for key in keys)


def test_persons_point_at_rows_that_bear_their_names(small: tuple[Path, World]) -> None:
    found = {file: rows for parts in tables(small[0] / "case").values() for file, rows in parts}
    truth = pq.read_table(small[0] / "truth" / "persons.parquet").to_pylist()
    wrong = 0
    for row in truth:
        file, number = row["source"].split("#")
        cells = found[file][int(number) - 1]
        wrong += not any(row["name"] in cell for cell in cells)
    assert wrong <= 0.01 * len(truth)  # slips of the pen and broken cells
    assert {row["source"].split("#")[0].split("/")[0] for row in truth} >= {
        "企业登记", "股东出资.parquet", "主要人员.tsv", "变更记录.csv", "公职人员.xlsx", "relatives.csv",
    }  # fmt: skip


def test_complainants_of_truth_are_those_of_the_table_and_some_sign_in_the_text(
    small: tuple[Path, World],
) -> None:
    header, *body = tables(small[0] / "case")["complaints"][0][1]
    rows = [dict(zip(header, row, strict=True)) for row in body]
    named = {(r["举报人"], r["联系方式"]) for r in rows if r["举报人"]}
    text = (small[0] / "truth" / "complainants.csv").read_text(encoding="utf-8")
    assert {tuple(r) for r in list(csv.reader(io.StringIO(text)))[1:]} == named
    assert any(r["举报人"] in r["正文"] for r in rows if r["举报人"])
    assert all((r["实名"] == "是") is bool(r["举报人"]) for r in rows)


def test_unreadable_rows_stay_below_one_in_a_hundred(small: tuple[Path, World]) -> None:
    summary = json.loads((small[0] / "truth" / "world.json").read_text(encoding="utf-8"))
    found = tables(small[0] / "case")
    for name, planted in summary["dirt"].items():
        if name != "cells":
            rows = sum(len(body) - 1 for _, body in found[name])
            assert planted.get("unreadable", 0) <= 0.01 * rows
    assert summary["dirt"]["personnel"]["duplicates"] > 0


def test_registered_numbers_are_a_mix_of_full_masked_and_missing(small: tuple[Path, World]) -> None:
    header, *body = tables(small[0] / "case")["personnel"][0][1]
    cells = [row[header.index("证件号")] for row in body]
    masked = sum("*" in c for c in cells) / len(cells)
    missing = sum(c == "" for c in cells) / len(cells)
    assert 0.38 < 1 - masked - missing < 0.52
    assert 0.28 < masked < 0.42
    assert 0.13 < missing < 0.27


def test_no_path_of_the_machine_is_written(small: tuple[Path, World]) -> None:
    for path in small[0].rglob("*"):
        if path.suffix in {".json", ".yaml", ".csv", ".md", ".html"}:
            assert str(small[0]).encode() not in path.read_bytes()


def test_a_world_replaces_a_world_whole_and_never_another_case_folder(
    small: tuple[Path, World], tmp_path: Path
) -> None:
    write_world(
        tmp_path / "area", WorldConfig(officials=50, companies=300, complaints=20, documents=9)
    )
    write_world(tmp_path / "area", SMALL)
    assert digests(tmp_path / "area") == digests(small[0])
    real = tmp_path / "office" / "case"
    real.mkdir(parents=True)
    (real / "公职人员.csv").write_text("人员编号,姓名", encoding="utf-8")
    with pytest.raises(SetupError):
        write_world(tmp_path / "office", SMALL)
    assert [p.name for p in real.iterdir()] == ["公职人员.csv"]


def test_an_area_with_names_only_bears_no_number_and_no_birth_date_of_anybody(
    small: tuple[Path, World], tmp_path: Path
) -> None:
    write_world(tmp_path / "names", replace(SMALL, names_only=True))
    found = tables(tmp_path / "names" / "case")
    for name in ("officials", "relatives", "personnel", "shareholdings", "companies"):
        for _, (header, *body) in found[name]:
            columns = [SOURCES[name].column(h) for h in header]
            ids = [i for i, c in enumerate(columns) if c is not None and c.kind == "id"]
            born = [i for i, h in enumerate(header) if h in ("出生日期", "born")]
            type_at = next((i for i, h in enumerate(header) if h == "股东类型"), None)
            for row in body:
                if type_at is None or row[type_at] == "自然人":
                    assert all(row[i] == "" for i in ids)
                assert all(row[i] == "" for i in born)
    names = [row[1] for row in found["officials"][0][1]]
    assert names == [row[1] for row in tables(small[0] / "case")["officials"][0][1]]
