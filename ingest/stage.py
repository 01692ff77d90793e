"""The stage store: every stage of a run is a folder of Parquet tables with a manifest.

A stage is a pure function from tables to tables. It writes into a temporary folder that is renamed
when it is complete, so a run killed anywhere leaves only finished stages behind; the next run takes
up where it was, and skips a stage whose key (code, parameters, inputs) has not changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

#: A stage reports how far it is: a fraction 0–1 of its own work, and what it is doing.
Progress = Callable[[float, str], None]
MANIFEST = "manifest.json"
_CODE = (".py", ".yaml", ".yml", ".csv", ".txt", ".json", ".sql", ".cypher", ".npz", ".cfg")
#: Folders that no result depends on: what weights were learnt from, not the weights.
_NO_CODE = (".", "__pycache__", "corpus")


@dataclass(frozen=True, slots=True)
class Stage:
    """A finished stage: where it lies, what it is made of, whether it was there already."""

    folder: Path
    manifest: dict[str, Any]
    reused: bool
    shown: frozenset[str] | None = None  # the tables that may be read; None: all

    @property
    def digest(self) -> str:
        """One digest over the bytes of all its tables: what the next stage depends on."""
        return sha256_text(json.dumps(self.manifest["tables"], sort_keys=True))

    def only(self, tables: Iterable[str]) -> Stage:
        """Return the stage as a reader of some of its tables sees it; the digest is over those.

        The others cannot be read, so that what a stage says it reads is what it does read.
        """
        shown = frozenset(tables)
        known = {name: facts for name, facts in self.manifest["tables"].items() if name in shown}
        if missing := sorted(shown - set(known)):
            msg = f"{self.folder.name} has no table {', '.join(missing)}"
            raise LookupError(msg)
        return replace(self, manifest={**self.manifest, "tables": known}, shown=shown)

    def path(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        if self.shown is not None and table not in self.shown:
            msg = f"{self.folder.name}.{table} is read and not named in desk.reads"
            raise LookupError(msg)
        return self.folder / f"{table}.parquet"

    def read(
        self, table: str, columns: list[str] | None = None, *, coded: Sequence[str] = ()
    ) -> pa.Table:
        """Return a table of this stage, or some of its columns; those of `coded` come as dictionaries.

        Not `pq.read_table`, which takes twice as long.
        """
        with pq.ParquetFile(self.path(table), read_dictionary=list(coded)) as file:
            found = file.read(columns)
        return found if columns is None else found.select(columns)


class StageWriter:
    """Where a running stage puts its tables; they appear only when the stage is complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: dict[str, int] = {}
        self.files: list[str] = []

    def attach(self, name: str, content: bytes) -> None:
        """Write a file that is no table, such as the sealed complainants."""
        (self.folder / name).write_bytes(content)
        self.files.append(name)

    def write(self, name: str, table: pa.Table, schema: pa.Schema) -> None:
        """Write one table, cast to its declared schema (column order and types are the contract)."""
        table = table.select(schema.names).cast(schema)
        pq.write_table(
            table, self.folder / f"{name}.parquet", compression="zstd", store_schema=False
        )
        self.tables[name] = table.num_rows

    @contextmanager
    def stream(self, name: str, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
        """Write one table piece by piece, so that it never lies in memory whole."""
        path = self.folder / f"{name}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
            self.tables[name] = 0

            def put(table: pa.Table) -> None:
                if table.num_rows:
                    writer.write_table(table.select(schema.names).cast(schema))
                    self.tables[name] += table.num_rows

            yield put


class StageStore:
    """The stages of one run under ``<out>/stages``.

    Parameters
    ----------
    root : Path
        The folder that holds a folder for each stage; made where it is missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def run(
        self,
        name: str,
        produce: Callable[[StageWriter], None],
        *,
        inputs: Mapping[str, str],
        params: Mapping[str, Any],
        rooms: tuple[str, ...],
    ) -> Stage:
        """Return the stage `name`, made by `produce` unless it is there with the same key.

        Parameters
        ----------
        inputs : mapping of input name to digest
            What the stage reads: digests of files or of earlier stages.
        params : mapping, JSON values
            Every parameter that changes the result.
        rooms : tuple of package names
            The packages whose code and data files decide the result.
        """
        key = {
            "stage": name,
            "version": version("qinqing"),
            "code": {room: code_digest(room) for room in rooms},
            "params": dict(params),
            "inputs": dict(inputs),
        }
        folder = self.root / name
        finished = open_stage(folder)
        if finished is not None and finished.manifest["key"] == key:
            return finished
        temporary = self.root / f".{name}.tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        writer = StageWriter(temporary)
        try:
            produce(writer)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)  # nothing half-written stays
            raise
        tables = {
            table: {"rows": rows, "sha256": sha256_file(temporary / f"{table}.parquet")}
            for table, rows in sorted(writer.tables.items())
        }
        attached = {name: sha256_file(temporary / name) for name in sorted(writer.files)}
        manifest = {"key": key, "tables": tables, "files": attached}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (temporary / MANIFEST).write_text(text, encoding="utf-8")
        swap_in(temporary, folder)
        return Stage(folder, manifest, reused=False)


def open_stage(folder: Path) -> Stage | None:
    """Return the finished stage in a folder; None where there is none, or it is not whole."""
    manifest = _manifest(folder)
    if manifest is None or not _complete(folder, manifest):
        return None
    return Stage(folder, manifest, reused=True)


def swap_in(temporary: Path, folder: Path) -> None:
    """Put a finished temporary file or folder in the place of `folder`, old content last to go."""
    for child in [*temporary.rglob("*"), temporary] if temporary.is_dir() else [temporary]:
        _sync(child)
    old = folder.with_name(f".{folder.name}.old")
    _remove(old)
    if folder.is_dir():
        folder.rename(old)
    temporary.replace(folder)
    _remove(old)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        loaded: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return loaded


def _complete(folder: Path, manifest: dict[str, Any]) -> bool:
    """Say whether every table is there with the bytes that the manifest names."""
    wanted = {f"{table}.parquet": facts["sha256"] for table, facts in manifest["tables"].items()}
    wanted |= manifest["files"]
    return all(
        (folder / name).is_file() and sha256_file(folder / name) == digest
        for name, digest in wanted.items()
    )


def sha256_text(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def code_digest(room: str) -> str:
    """Return one digest over the code and data files of a package, so that a change re-runs it."""
    digest = hashlib.sha256()
    for name, item in sorted(_walk(files(room), room)):
        digest.update(name.encode())
        digest.update(item.read_bytes())
    return digest.hexdigest()


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        name = f"{prefix}/{item.name}"
        if item.is_dir():
            if not item.name.startswith(_NO_CODE):
                found += _walk(item, name)
        elif item.name.endswith(_CODE):
            found.append((name, item))
    return found
