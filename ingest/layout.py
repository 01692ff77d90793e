"""Which file of a case folder is which table (案卷目录)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError
from ingest.mapping import FILE as MAPPING
from ingest.mapping import Mapping
from ingest.readers import ending
from ingest.schema import DOCUMENT_FOLDERS, SOURCES, Source


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of a case folder, by their path inside it (with ``/``), sorted."""

    case: Path
    tables: dict[str, list[str]]  # table → its files
    documents: list[str]
    unused: list[str]  # files that no table claims

    def files(self) -> list[str]:
        """Return every file that is read: tables, documents, the mapping."""
        found = [name for names in self.tables.values() for name in names] + self.documents
        if (self.case / MAPPING).is_file():
            found.append(MAPPING)
        return sorted(set(found))


def lay_out(case: Path, mapping: Mapping) -> Layout:
    """Find the tables and documents of a case folder; raise InputError where nothing can be done."""
    names = _all_files(case)
    tables = {name: _table_files(case, source, names, mapping) for name, source in SOURCES.items()}
    documents = [n for n in names if n.split("/")[0] in DOCUMENT_FOLDERS and "/" in n]
    claimed = {name for found in tables.values() for name in found} | {*documents, MAPPING}
    layout = Layout(case, tables, documents, [n for n in names if n not in claimed])
    _check_needed(layout)
    return layout


def _all_files(case: Path) -> list[str]:
    if not case.is_dir():
        what = "案卷文件夹不存在 there is no such case folder"
        fix = "请检查路径。Check the path."
        raise InputError(what, fix, file=case)
    found = [
        path.relative_to(case).as_posix()
        for path in case.rglob("*")
        if path.is_file() and not _hidden(path.relative_to(case))
    ]
    if not found:
        what = "案卷文件夹是空的 the case folder is empty"
        fix = (
            "请放入「公职人员」以及「股东出资」或「主要人员」的表格（如 公职人员.csv）。"
            "Put in the tables 公职人员 (officials) and 股东出资 (shareholdings) or 主要人员 (personnel)."
        )
        raise InputError(what, fix, file=case)
    return sorted(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts) or path.name == "Thumbs.db"


def _table_files(case: Path, source: Source, names: list[str], mapping: Mapping) -> list[str]:
    pattern = mapping.table(source.name).file
    if pattern is not None:
        matches = {p.relative_to(case).as_posix() for p in case.glob(pattern) if p.is_file()}
        found = [name for name in names if name in matches and ending(name)]
        if not found:
            what = f"没有与「{pattern}」相符的文件 no file matches {pattern!r}"
            fix = "请修改 mapping.yaml 的 file。Change `file` in mapping.yaml."
            raise InputError(what, fix, file=MAPPING, column=source.name)
        return found
    return [name for name in names if ending(name) and _stem(name) in (source.name, source.zh)]


def _stem(name: str) -> str:
    """Return the table name of a path: the folder in the case, or the file without its ending."""
    stem = name.split("/")[0]
    if "/" not in name:
        stem = stem[: len(stem) - len(ending(stem) or "")]
    return unicodedata.normalize("NFKC", stem).strip().lower()


def _check_needed(layout: Layout) -> None:
    if not layout.tables["officials"]:
        _missing(layout, "「公职人员」(officials)", "公职人员.csv")
    if not layout.tables["shareholdings"] and not layout.tables["personnel"]:
        _missing(
            layout, "「股东出资」(shareholdings) 或 or 「主要人员」(personnel)", "股东出资.csv"
        )


def _missing(layout: Layout, table: str, example: str) -> None:
    what = f"案卷缺少 the case folder lacks {table}"
    stems = {name for source in SOURCES.values() for name in (source.name, source.zh)}
    near = [name for name in layout.unused if name.split("/")[-1].split(".")[0] in stems]
    if near:
        what += (
            f"；这些文件的格式不能读 these files are of a kind that is not read: {'、'.join(near)}"
        )
    fix = (
        f"请放入该表（如 {example}；也可用 .xlsx .jsonl .parquet 或分片文件夹），或在 mapping.yaml 里用 file 指明文件。"
        f"Add the table (such as {example}), or name its file under `file` in mapping.yaml."
    )
    raise InputError(what, fix, file=layout.case)
