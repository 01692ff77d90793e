"""A simulated area on disk: the case folder as sources.md says, and beside it the truth."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from ingest.errors import SetupError
from ingest.schema import SOURCES
from worlds import formats
from worlds.build import build_world
from worlds.chance import Dice
from worlds.config import WorldConfig
from worlds.dirt import hide_numbers, soil
from worlds.forms import Pen
from worlds.records import World
from worlds.tables import Sheet, make_tables
from worlds.truth import write_truth

Progress = Callable[[float, str], None]
#: The headers of the export of 个人有关事项报告, a vendor's; `mapping.yaml` says what they mean.
VENDOR = {
    "official_id": "RYBH", "year": "BGND", "as_of": "JZRQ", "subject": "SBDX", "name": "XM",
    "company_name": "QYMC", "uscc": "TYSHXYDM", "item": "SX", "share": "CGBL",
}  # fmt: skip
#: File, language of the headers and encoding of each table; 企业登记 is a folder of parts.
LAYOUT = {
    "shareholdings": ("股东出资.parquet", "zh", ""),
    "personnel": ("主要人员.tsv", "zh", "utf-8-sig"),
    "changes": ("变更记录.csv", "zh", "gb18030"),
    "officials": ("公职人员.xlsx", "zh", ""),
    "posts": ("任职经历.csv", "zh", "gb18030"),
    "relatives": ("relatives.csv", "en", "utf-8"),
    "declarations": ("个人有关事项报告.jsonl", "en", "utf-8"),
    "approvals": ("任职审批.xlsx", "zh", ""),
    "awards": ("awards.csv.gz", "en", "utf-8"),
    "acts": ("行政行为.jsonl.zst", "zh", "utf-8"),
    "complaints": ("信访举报.csv", "zh", "utf-8-sig"),
    "dispositions": ("处置结果.csv", "zh", "utf-8"),
    "evaluations": ("评议.csv", "zh", "utf-8"),
}
#: Columns that no table of sources.md knows.
_EXTRA = {"companies": "登记机关", "awards": "platform_no", "acts": "录入时间"}


def write_world(out: Path, config: WorldConfig, progress: Progress | None = None) -> World:
    """Write the area of a configuration to ``out/case`` and its truth to ``out/truth``.

    The same configuration gives the same bytes in every file; a world that is there already is
    replaced, and ``truth/world.json`` comes last. Returns the world, for tests. Raises SetupError
    where a case folder is in the way that is no world.
    """
    tell = progress or (lambda _fraction, _what: None)
    tell(0.0, "模拟地区 building the area")
    _make_room(out)
    with _no_collection():
        world = build_world(config)
        dirt, persons = _write_case(out / "case", world, tell)
    write_truth(out / "truth", world, persons, dirt)
    tell(1.0, "完成 done")
    return world


def _make_room(out: Path) -> None:
    """Remove a world that was written here before; refuse to touch a case folder of anybody else."""
    if not (out / "case").exists():
        return
    if not (out / "truth" / "world.json").is_file():
        what = f"不是完整的模拟地区 not a complete simulated area: {out}"
        raise SetupError(what, "请换一个目录，或先删除它 choose another folder, or remove this one")
    (out / "truth" / "world.json").unlink()
    shutil.rmtree(out / "case")
    shutil.rmtree(out / "truth")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hold the cyclic garbage collector: a world is one web of live objects, 2 of 5 s go to it."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _write_case(
    case: Path, world: World, tell: Progress
) -> tuple[dict[str, dict[str, int]], list[tuple[str, str, str]]]:
    """Write the case folder; return what dirt was planted, and who stands behind each row."""
    seed = world.config.seed
    tell(0.5, "写出表格 writing tables")
    pen, ink = Pen(Dice(seed, "pen"), world.config.gaps), Dice(seed, "ink")
    dirt: dict[str, dict[str, int]] = {}
    persons: list[tuple[str, str, str]] = []
    sheets = make_tables(world, pen, ink)
    for n, sheet in enumerate(sheets):
        dirt[sheet.name] = soil(sheet, ink)
        if world.config.names_only:
            hide_numbers(sheet)
        for path, start, stop in _write_sheet(case, sheet, seed):
            for i in range(start, stop):
                row = f"{path}#{i - start + 2}"
                persons += [(row, name, key) for name, key in sheet.persons[i]]
        tell(0.5 + 0.4 * (n + 1) / len(sheets), SOURCES[sheet.name].zh)
    for doc in world.documents:
        formats.put(case / "文书" / f"{doc.name}.{doc.ending}", formats.document(doc))
    _write_notes(case, world)
    dirt["cells"] = dict(sorted(pen.slips.items()))
    return dirt, persons


def _write_sheet(case: Path, sheet: Sheet, seed: int) -> list[tuple[str, int, int]]:
    """Write a table in its format; return file, first and last row of each part."""
    source = SOURCES[sheet.name]
    chinese = [c.zh for c in source.columns]
    english = [c.field for c in source.columns]
    rows = sheet.rows
    if sheet.name in _EXTRA:
        dice = Dice(seed, f"extra {sheet.name}")
        rows = [[*row, f"{dice.whole(1000, 9999)}"] for row in rows]
        chinese, english = [*chinese, _EXTRA[sheet.name]], [*english, _EXTRA[sheet.name]]
    if sheet.name == "companies":
        return _write_parts(case, source.zh, chinese, rows)
    if sheet.name == "declarations":
        english = [VENDOR[f] for f in english]
    name, header, encoding = LAYOUT[sheet.name]
    rows = [chinese if header == "zh" else english, *rows]
    formats.put(case / name, formats.encoded(name, rows, encoding))
    return [(name, 0, len(sheet.rows))]


def _write_parts(
    case: Path, folder: str, header: list[str], rows: list[list[str]]
) -> list[tuple[str, int, int]]:
    """Write the company register: three GB18030 CSV parts and one workbook."""
    size = -(-len(rows) // 4)
    places = []
    for n in range(4):
        start, stop = n * size, min((n + 1) * size, len(rows))
        part = [header, *rows[start:stop]]
        name = f"{folder}/part-{n + 1:02d}.{'xlsx' if n == 3 else 'csv'}"
        formats.put(case / name, formats.encoded(name, part, "gb18030"))
        places.append((name, start, stop))
    return places


def _write_notes(case: Path, world: World) -> None:
    """Write `mapping.yaml` and the purpose ticket (目的单)."""
    mapping = {
        "tables": {"declarations": {
            "file": "个人有关事项报告.jsonl", "columns": VENDOR, "share_unit": "fraction",
        }}
    }  # fmt: skip
    ticket = {
        "purpose": "模拟地区，没有真实人员；用于演示、测试和评估 simulated area, no real person",
        "legal_basis": "模拟：无 simulated: none",
        "matter_number": f"模拟-{world.config.seed:04d}",
        "approver": "模拟审批人",
        "population": f"{world.area.city.name}公职人员 {len(world.officials)} 人",
        "tables": [s.zh for s in SOURCES.values()],
        "period": {"from": "1998-01-01", "to": world.config.today.isoformat()},
    }
    for name, content in (("mapping", mapping), ("ticket", ticket)):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        formats.put(case / f"{name}.yaml", text.encode())
