"""The office's key and what is derived from it (密钥).

One random 32-byte key per office lies in a folder of its own, mode 0600, outside the case folder and outside the results.
By HKDF (RFC 5869) it gives one key for the tokens of ID numbers and two for the sealed complainants.
Whoever loses it can no longer open the sealed files; whoever has it can.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ingest.errors import SetupError

FILE = "office.key"
LENGTH = 32


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The keys that ingest works with; none of them is ever written or shown."""

    tokens: bytes
    sealing: bytes
    nonces: bytes
    key_id: str  # names the office key without telling it; part of the header of sealed files


def office_keys(folder: Path, *, outside: tuple[Path, ...] = ()) -> Keys:
    """Return the keys of the office; makes the office key on first use.

    Parameters
    ----------
    folder : Path
        The key folder; made with mode 0700 where it is missing.
    outside : paths
        Folders in which keys must not lie: the case folder and the results.

    Raises
    ------
    SetupError
        The folder lies where it must not, or the key is damaged or readable by others.
    """
    for place in outside:
        if folder.resolve().is_relative_to(place.resolve()):
            what = f"密钥文件夹不能放在 {place} 里 the key folder must not lie inside {place}"
            fix = "请用 --keys 指定别处。Name another place with --keys."
            raise SetupError(what, fix)
    office = _load(folder)
    return Keys(
        tokens=_derive(office, "id tokens"),
        sealing=_derive(office, "sealed file"),
        nonces=_derive(office, "sealed nonces"),
        key_id=_derive(office, "key id").hex()[:16],
    )


def _load(folder: Path) -> bytes:
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        mode = path.stat().st_mode & 0o077
        key = path.read_bytes()
    except OSError as error:
        what = f"密钥无法读写 the key cannot be read or made: {path} ({error.strerror})"
        fix = "请检查该文件夹的权限，或用 --keys 指定别处。Check its permissions, or name another place with --keys."
        raise SetupError(what, fix) from None
    if mode:
        what = f"密钥文件可被他人读取 others can read the key file: {path}"
        raise SetupError(what, f"chmod 600 {path}")
    if len(key) != LENGTH:
        what = f"密钥文件已损坏（应为 {LENGTH} 字节） the key file is damaged (it should have {LENGTH} bytes): {path}"
        raise SetupError(what, "请从备份恢复。Restore it from the backup.")
    return key


def _create(path: Path) -> None:
    """Write a new key whole or not at all; two runs that start at once agree on the first one's."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(LENGTH))
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _derive(office: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), LENGTH, salt=b"qinqing v1", info=purpose.encode()).derive(office)


def fingerprint(folder: Path) -> str:
    """Return a digest that changes with the office key: part of the stage key, as tokens depend on it."""
    return hashlib.sha256(office_keys(folder).key_id.encode()).hexdigest()
