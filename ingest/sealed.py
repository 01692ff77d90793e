"""Complainants and their contacts: sealed, and masked in their own complaint (举报人保护).

Root: 检举控告规则 47 and DP-13: who complains is kept apart, under a key of its own. What a row says of its complainant goes
into one sealed file; in the row's title and text it is replaced character by character, so offsets stay.

The file ``complainants.sealed`` is a JSON line as header and a JSON line for each complaint: AES-256-GCM with the
complaint's number as associated data. The nonce is an HMAC over number and content under a key of its own, so equal runs
give equal bytes and no nonce is used for two contents.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingest.errors import SetupError
from ingest.keys import Keys

FILE = "complainants.sealed"
FORMAT = "qinqing complainants 1"
MASK = "＊"
NONCE = 12
#: Headers whose cells speak of the complainant, beside the declared ones; their cells are masked in the text too.
_SPEAKS = re.compile(
    r"举报|信访人|投诉|联系|电话|手机|姓名|住址|地址|身份证|证件|邮箱|微信|QQ|complain|contact|phone|mail",
    re.IGNORECASE,
)
#: A number or name shorter than this is masked in the text nowhere: it would hit by chance.
SHORTEST_NAME, SHORTEST_NUMBER = 2, 7
_SEPARATORS = frozenset(" \t\r\n\u3000\u00a0-—–－·.()（）_+")
#: Full-width ASCII to its narrow form, capitals to small letters: one character for one.
_NARROW = {code + 0xFEE0: chr(code).lower() for code in range(0x21, 0x7F)} | {
    code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)
}
#: A writer who gives himself away in a row whose cells do not say who he is.
_SELF = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:举报人|来电人|来信人|反映人|信访人|投诉人)[：:]\s*(?P<told>[\u4e00-\u9fff·]{2,4})(?=[，,。；;、）)\s]|$)",
        r"(?:联系电话|联系方式|我的电话|本人电话|我的手机|我的手机号)[：:是为]?\s*(?P<told>[\d０-９][\d０-９\-—－ ]{5,18}[\d０-９])",
    )
)
_ANONYMOUS = frozenset(
    {"匿名", "无", "不详", "未知", "群众", "村民", "职工", "知情人", "本人", "保密"}
)


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


def mask_text(texts: pa.Array, people: list[dict[str, str]]) -> pa.Array:
    """Mask in each text what its own row says of the complainant, and what he says of himself.

    Lengths do not change.
    """
    masked = [
        _masked(text, cells) if text else text
        for text, cells in zip(texts.to_pylist(), people, strict=True)
    ]
    return pa.array(masked, pa.string())


def _masked(text: str, cells: Mapping[str, str]) -> str:
    """Mask every piece of the cells wherever it stands in the text, with any separators between its characters."""
    squeezed, places = _squeezed(text)
    hidden = list(text)
    for piece in _to_hide(cells):
        start = squeezed.find(piece)
        while start >= 0:
            first, last = places[start], places[start + len(piece) - 1]
            hidden[first : last + 1] = MASK * (last + 1 - first)
            start = squeezed.find(piece, start + 1)
    for match in (m for pattern in _SELF for m in pattern.finditer(text)):
        if match["told"] not in _ANONYMOUS:
            first, last = match.span("told")
            hidden[first:last] = MASK * (last - first)
    return "".join(hidden)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text as it is searched, narrow, lower case, without separators, and where each character stood."""
    kept = [(n, c) for n, c in enumerate(text.translate(_NARROW)) if c not in _SEPARATORS]
    return "".join(c for _, c in kept), [n for n, _ in kept]


def _to_hide(cells: Mapping[str, str]) -> list[str]:
    """Return what to look for: each name, number and address that the cells say of the complainant."""
    found: set[str] = set()
    for column, cell in cells.items():
        if column in ("complainant", "contact") or _SPEAKS.search(column):
            found |= {_squeezed(piece)[0] for piece in _pieces(cell)}
    return sorted(piece for piece in found if len(piece) >= SHORTEST_NAME)


def _pieces(cell: str) -> Iterator[str]:
    """Yield the cell, its parts between separators, and its numbers without their separators."""
    for piece in [cell, *re.split(r"[;；,，、/|\n()（）:：]|\s{1,}", cell)]:
        piece = piece.strip()
        long_enough = SHORTEST_NUMBER if piece.isascii() else SHORTEST_NAME
        if (len(piece) >= long_enough or "@" in piece) and piece not in _ANONYMOUS:
            yield piece
    for number in re.findall(r"\+?\d[\d\s\-—–.()（）]{5,}\d[Xx]?", cell):
        digits = re.sub(r"\D", "", number)
        if len(digits) >= SHORTEST_NUMBER:
            yield digits
            yield digits.removeprefix("0086").removeprefix("86")
