"""A backup as one file (备份文件): a tar of known names, packed with zstd, with a manifest of digests.

Nothing of the file is believed: only plain files that the manifest names come out, under those very
names, no longer than it says, and with the digests that it gives.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import zstandard

from ingest.errors import InputError
from ingest.stage import sha256_file

MANIFEST = "manifest.json"
FORMAT = 1
_LONGEST_MANIFEST = 64 * 2**20
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and where it is from.

    Parameters
    ----------
    format : int
        Of this file; a newer one is refused.
    made : str
        When, UTC.
    version : str
        Of Qinqing.
    database : str
        ``sqlite`` or ``postgresql``: how the database is written.
    migrations : list of str
        What the database had applied.
    head : list
        Number and digest of the last event of the audit.
    report : str
        SHA-256 of the run report that the desk showed; empty where there was none.
    files : dict of name to (size, SHA-256)
        Everything else in the file.
    """

    format: int
    made: str
    version: str
    database: str
    migrations: list[str]
    head: tuple[int, str]
    report: str
    files: Mapping[str, tuple[int, str]]


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Return size and digest of every file in a folder."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, sha256_file(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pack(folder: Path, manifest: Manifest, target: Path) -> None:
    """Write a folder and its manifest into `target`, readable by its owner only; whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with zstandard.ZstdCompressor(level=6).stream_writer(file, closefd=False) as packed:
                _write(packed, folder, manifest)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write(packed: Any, folder: Path, manifest: Manifest) -> None:
    content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        for name, (size, _) in manifest.files.items():
            with (folder / name).open("rb") as file:
                tar.addfile(_entry(name, size), file)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def unpack(file: Path, folder: Path) -> Manifest:
    """Write what a backup holds into an empty folder, checked against its manifest.

    Raises
    ------
    InputError
        The file is no backup, is damaged, or holds anything that its manifest does not name.
    """
    try:
        with file.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
            return _read(stream, folder)
    except (
        zstandard.ZstdError,
        tarfile.TarError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
    ) as error:
        raise _refused(file, str(error)) from error


def _read(stream: Any, folder: Path) -> Manifest:
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        manifest = _manifest(tar)
        left = dict(manifest.files)
        while entry := tar.next():  # not the iterator: it begins with the manifest again
            size, digest = left.pop(entry.name)
            content = tar.extractfile(entry) if entry.isreg() and entry.size == size else None
            if content is None:
                raise ValueError(entry.name)
            if _copy(content, folder / entry.name) != digest:
                msg = f"{entry.name}: sha256"
                raise ValueError(msg)
        if left:
            msg = f"缺少 missing: {', '.join(sorted(left))}"
            raise ValueError(msg)
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first and first.isreg() else None
    if first is None or content is None or first.name != MANIFEST or first.size > _LONGEST_MANIFEST:
        raise ValueError(MANIFEST)
    said = json.loads(content.read())
    if said["format"] != FORMAT:
        msg = f"format {said['format']}"
        raise ValueError(msg)
    files = {str(name): (int(size), str(digest)) for name, (size, digest) in said["files"].items()}
    if unsafe := [name for name in files if not _safe(name)]:
        raise ValueError(unsafe[0])
    number, digest = said["head"]
    return Manifest(**{**said, "files": files, "head": (int(number), str(digest))})


def _safe(name: str) -> bool:
    path = PurePosixPath(name)
    plain = (
        not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name
    )
    return plain and name == path.as_posix() and name not in {"", ".", MANIFEST}


def _copy(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    seen = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while piece := content.read(_PIECE):
            seen.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return seen.hexdigest()


def _refused(file: Path, why: str) -> InputError:
    what = f"不是完好的备份 not an undamaged backup: {why}"
    return InputError(what, "换用另一份备份 · use another backup", file=file)
