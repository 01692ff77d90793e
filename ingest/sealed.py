"""Complainants and their contacts: sealed (举报人保护).

Root: 检举控告规则 47 and DP-13: who complains is kept apart, under a key of its own. What a row says of its complainant goes
into one sealed file; `complainants` masks it in the texts.

The file ``complainants.sealed`` is a JSON line as header and a JSON line for each complaint: AES-256-GCM with the
complaint's number as associated data. The nonce is an HMAC over number and content under a key of its own, so equal runs
give equal bytes and no nonce is used for two contents.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingest.errors import SetupError
from ingest.keys import Keys

FILE = "complainants.sealed"
FORMAT = "qinqing complainants 1"
NONCE = 12


def seal(records: Iterable[tuple[str, Mapping[str, str]]], keys: Keys) -> bytes:
    """Return the sealed file of (complaint_id, {column: cell}), sorted, without empty records."""
    header = {"format": FORMAT, "key_id": keys.key_id}
    lines = [json.dumps(header, ensure_ascii=False)]
    box = AESGCM(keys.sealing)
    for complaint, cells in sorted(_plain(records)):
        name = complaint.encode()
        nonce = hmac.digest(keys.nonces, len(name).to_bytes(4, "big") + name + cells, "sha256")[
            :NONCE
        ]
        boxed = box.encrypt(nonce, cells, name)
        lines.append(
            json.dumps(
                {"complaint_id": complaint, "nonce": _b64(nonce), "box": _b64(boxed)},
                ensure_ascii=False,
            )
        )
    return ("\n".join(lines) + "\n").encode()


def _plain(records: Iterable[tuple[str, Mapping[str, str]]]) -> Iterator[tuple[str, bytes]]:
    for complaint, cells in records:
        filled = {name: cell for name, cell in sorted(cells.items()) if cell}
        if filled:
            yield complaint, json.dumps(filled, ensure_ascii=False).encode()


def _b64(content: bytes) -> str:
    return b64encode(content).decode()


def unseal(path: Path, keys: Keys) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield (complaint_id, {column: cell}) of a sealed file.

    Raises SetupError where the key is not the one it was sealed with, or the file was changed.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = json.loads(lines[0])
    if header.get("format") != FORMAT or header.get("key_id") != keys.key_id:
        what = "密封文件不是用这把密钥封的 the sealed file was not sealed with this key"
        raise SetupError(
            what, "请用 --keys 指定当时的密钥文件夹。Name the key folder of that run with --keys."
        )
    box = AESGCM(keys.sealing)
    for line in lines[1:]:
        record = json.loads(line)
        complaint = record["complaint_id"]
        try:
            cells = box.decrypt(
                b64decode(record["nonce"]), b64decode(record["box"]), complaint.encode()
            )
        except InvalidTag:
            what = f"密封文件被改动过 the sealed file was changed: {complaint}"
            raise SetupError(what, "请重新运行以再生成。Run again to make it anew.") from None
        yield complaint, json.loads(cells)
