"""What the last scored run looked like (上次运行), so that the next can say what is new.

Kept under ``<out>/history``: the findings, a digest of every source row without its place in the
file, and what else decides a result. A new folder is made beside the old one and the pointer moved
last: a job killed between publishing and here compares with the older run the next time, and
nothing that appeared is passed over in silence.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from ingest.schema import SOURCES
from ingest.stage import Stage, sha256_file, sha256_text

FOLDER = "history"
_POINTER = "last.json"
#: Rows of these tables about an official can settle a lead: papers, closings, declarations.
SETTLING = ("dispositions", "approvals", "declarations", "posts", "relatives")
Place = tuple[str, int | None, str]
Digests = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Rows:
    """The digests of a source table's rows (sorted, once each), and the digest of the table's file."""

    table: str
    digests: Digests


@dataclass(frozen=True, slots=True)
class Last:
    """A scored run: its findings, its source rows by table, what else decided it."""

    findings: list[dict[str, Any]]
    rows: dict[str, Rows]
    decided: dict[str, str]


def decided(stages: Mapping[str, Stage]) -> dict[str, str]:
    """Return what decides a result beside the rows, in words for the reader → a digest or value."""
    keys = {name: stage.manifest["key"] for name, stage in stages.items()}
    params = {name: key["params"] for name, key in keys.items()}
    code = {name: [key["version"], key["code"]] for name, key in keys.items()}
    return {
        "基准日 as-of date": str(params["risk"].get("as_of", "")),
        "身份判断 judgements": str(params["resolve"].get("judgements", "")),
        "所学模型 learned model": str(params["risk"].get("learned", "")),
        "程序与规则 program and rules": sha256_text(json.dumps(code, sort_keys=True)),
        "其他行的增减 rows elsewhere": stages["ingest"].digest,
    }


def take(out: Path, stages: Mapping[str, Stage], before: Last | None = None) -> Last:
    """Return the run that is published in a folder; rows of tables that stand as before are not read again."""
    findings = pq.read_table(out / "findings.parquet").to_pylist()
    known = before.rows if before else {}
    return Last(findings, source_rows(stages["ingest"], known), decided(stages))


def source_rows(ingest: Stage, known: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return a digest of every row of the source tables, whatever line it stood in."""
    found = {}
    with duckdb.connect() as con:
        for name in SOURCES:
            table = sha256_file(ingest.path(name))
            if name in known and known[name].table == table:
                found[name] = known[name]
                continue
            query = f"SELECT DISTINCT {_digest(ingest, name)} AS d FROM read_parquet(?)"
            digests = con.execute(query, [str(ingest.path(name))]).fetchnumpy()["d"]
            found[name] = Rows(table, np.sort(digests.astype(np.uint64)))
    return found


def places(
    ingest: Stage, known: Mapping[str, Rows], now: Mapping[str, Rows]
) -> dict[str, str | None]:
    """Return the rows that the last run had not: ``file#row`` → official, None where the table names none."""
    found: dict[str, str | None] = {}
    with duckdb.connect() as con:
        for name in SOURCES:
            earlier = known[name].digests if name in known else np.empty(0, np.uint64)
            fresh = np.setdiff1d(now[name].digests, earlier, assume_unique=True)
            if not len(fresh):
                continue
            con.register("fresh", {"d": fresh})
            official = "official_id" if name in SETTLING else "NULL"
            query = f"""SELECT source, {official} FROM read_parquet(?) t
                        WHERE {_digest(ingest, name)} IN (SELECT d FROM fresh)"""
            found |= dict(con.execute(query, [str(ingest.path(name))]).fetchall())
    return found


def _digest(ingest: Stage, name: str) -> str:
    columns = [c for c in pq.read_schema(ingest.path(name)).names if c != "source"]
    quoted = ", ".join(f'"{column}"' for column in columns)
    return f"hash('{name}', {quoted})"


def read(out: Path) -> Last | None:
    """Return the last scored run of a folder; None where there is none or it was made by another DuckDB."""
    try:
        pointer = json.loads((out / FOLDER / _POINTER).read_text(encoding="utf-8"))
        folder = out / FOLDER / str(pointer["run"])
        if pointer["duckdb"] != duckdb.__version__:
            return None
        return Last(
            pq.read_table(folder / "findings.parquet").to_pylist(),
            {
                name: Rows(table, np.load(folder / f"{name}.npy"))
                for name, table in pointer["tables"].items()
            },
            pointer["decided"],
        )
    except (OSError, ValueError, KeyError):
        return None


def keep(out: Path, last: Last) -> None:
    """Put the published run in the place of the one kept before."""
    root = out / FOLDER
    root.mkdir(mode=0o700, exist_ok=True)
    tables = {name: rows.table for name, rows in last.rows.items()}
    parts = [sha256_file(out / "findings.parquet"), last.decided, tables]
    run = sha256_text(json.dumps(parts))[:16]
    fresh, folder = root / f".{run}.new", root / run
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    shutil.copyfile(out / "findings.parquet", fresh / "findings.parquet")
    for name, rows in last.rows.items():
        np.save(fresh / f"{name}.npy", rows.digests)
    if folder.is_dir():  # the same run again
        shutil.rmtree(fresh)
    else:
        fresh.rename(folder)
    pointer = {
        "run": run, "duckdb": duckdb.__version__, "decided": last.decided, "tables": tables,
    }  # fmt: skip
    temporary = root / f".{_POINTER}.new"
    temporary.write_text(json.dumps(pointer, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(root / _POINTER)
    for other in root.iterdir():
        if other.is_dir() and other.name != run:
            shutil.rmtree(other, ignore_errors=True)
