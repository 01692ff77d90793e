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
class Last:
    """A scored run: its findings, the digests of its source rows (sorted), what else decided it."""

    findings: list[dict[str, Any]]
    rows: Digests
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


def take(out: Path, stages: Mapping[str, Stage]) -> Last:
    """Return the run that is published in a folder."""
    findings = pq.read_table(out / "findings.parquet").to_pylist()
    return Last(findings, row_digests(stages["ingest"]), decided(stages))


def row_digests(ingest: Stage) -> Digests:
    """Return a digest of every row of the source tables, whatever line it stood in; sorted, once each."""
    parts = []
    with duckdb.connect() as con:
        for name in SOURCES:
            query = f"SELECT DISTINCT {_digest(ingest, name)} AS d FROM read_parquet(?)"
            parts.append(con.execute(query, [str(ingest.path(name))]).fetchnumpy()["d"])
    return np.unique(np.concatenate(parts).astype(np.uint64))


def places(ingest: Stage, known: Digests) -> dict[str, str | None]:
    """Return the rows that no earlier run had: ``file#row`` → official, None where the table names none."""
    found: dict[str, str | None] = {}
    with duckdb.connect() as con:
        con.register("known", {"d": known})
        for name in SOURCES:
            official = "official_id" if name in SETTLING else "NULL"
            query = f"""SELECT source, {official} FROM read_parquet(?) t
                        WHERE {_digest(ingest, name)} NOT IN (SELECT d FROM known)"""
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
            np.load(folder / "rows.npy"),
            pointer["decided"],
        )
    except (OSError, ValueError, KeyError):
        return None


def keep(out: Path, last: Last) -> None:
    """Put the published run in the place of the one kept before."""
    root = out / FOLDER
    root.mkdir(mode=0o700, exist_ok=True)
    run = sha256_text(sha256_file(out / "findings.parquet") + json.dumps(last.decided))[:16]
    fresh, folder = root / f".{run}.new", root / run
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    shutil.copyfile(out / "findings.parquet", fresh / "findings.parquet")
    np.save(fresh / "rows.npy", last.rows)
    if folder.is_dir():  # the same run again
        shutil.rmtree(fresh)
    else:
        fresh.rename(folder)
    pointer = {"run": run, "duckdb": duckdb.__version__, "decided": last.decided}
    temporary = root / f".{_POINTER}.new"
    temporary.write_text(json.dumps(pointer, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(root / _POINTER)
    for other in root.iterdir():
        if other.is_dir() and other.name != run:
            shutil.rmtree(other, ignore_errors=True)
