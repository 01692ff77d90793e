"""Which encoding a text file has (编码): UTF-8, GB18030 or UTF-16, or a clear refusal.

UTF-8 proves itself: other text is hardly ever valid UTF-8. GB18030 does not, because Big5, UTF-8 with a broken
byte and much else decode as GB18030 without an error, into garbage. What tells them apart is which
characters come out: in real text at least four in five Chinese characters are of GB 2312 level 1, the 3,755
common ones (lead byte B0–D7, trail byte A1–FE); Big5 or UTF-8 read as GB18030 has about half of them.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import zstandard
from charset_normalizer import from_bytes

from ingest.errors import InputError

BLOCK = 1 << 20
#: Share of level-1 characters from which GB18030 needs no second opinion.
COMMON = 0.8
#: Bytes of a file's start that the second opinion reads.
SAMPLE = 1 << 14
_GB_NAMES = {"gb18030", "gbk", "gb2312", "cp936", "hz"}
_SAVE = "请用表格软件或记事本另存为 UTF-8 后重试。Save the file as UTF-8 (any editor or spreadsheet can) and try again."


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file for reading, through gzip or Zstandard where its ending says so."""
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path))
    if path.suffix == ".zst":
        return cast("IO[bytes]", io.BufferedReader(_Zstandard(path), BLOCK))
    return path.open("rb")


class _Zstandard(io.RawIOBase):
    """A Zstandard file as a stream that ends with EOFError where the file does before its frame.

    The library's own reader takes a truncated file for a short one (zstandard 0.25).
    """

    def __init__(self, path: Path) -> None:
        self._raw = path.open("rb")
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._inside = False  # a frame has begun and not ended
        self._left = b""  # what follows the frame that has ended
        self._ready = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one block of the file goes; 0 at the end."""
        while not self._ready:
            block = self._left or self._raw.read(BLOCK)
            if not block:
                if self._inside:
                    raise EOFError
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._ready = self._frame.decompress(block)
            self._inside, self._left = not self._frame.eof, self._frame.unused_data
        taken = self._ready[: len(buffer)]
        buffer[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def close(self) -> None:
        """Close the file below."""
        self._raw.close()
        super().close()


def detect(path: Path, shown: str) -> str:
    """Return the Python codec of a text file: utf-8, utf-8-sig, utf-16, utf-16-le/-be or gb18030.

    Parameters
    ----------
    path : Path
    shown : str
        The file's name in messages.

    Raises
    ------
    InputError
        The encoding is another one or the file is broken, with the row of the first bad byte.
    """
    facts = path.stat()
    return _detect(path, shown, (facts.st_size, facts.st_mtime_ns))


@lru_cache(maxsize=1024)  # a file is opened twice: for the masks of its numbers, and for its rows
def _detect(path: Path, shown: str, _state: tuple[int, int]) -> str:
    with open_bytes(path) as handle:
        head = handle.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return _checked(path, "utf-16", shown)
        sample = head + handle.read(SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return _checked(path, "utf-8-sig", shown)
    if wide := _wide(sample):
        return _checked(path, wide, shown)
    broken = _first_bad_row(path, "utf-8")
    if broken is None:
        return "utf-8"
    return _gb18030(path, broken, shown)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a byte-order mark: plain text in 8-bit encodings has no NUL bytes."""
    zeros = np.frombuffer(sample, dtype=np.uint8) == 0
    if not len(zeros) or zeros.mean() < 0.02:
        return None
    return "utf-16-le" if zeros[1::2].sum() >= zeros[0::2].sum() else "utf-16-be"


def _checked(path: Path, codec: str, shown: str) -> str:
    row = _first_bad_row(path, codec)
    if row is None:
        return codec
    what = f"不是有效的 {codec} 文本 not valid {codec} text"
    raise InputError(what, _SAVE, file=shown, row=row)


def _first_bad_row(path: Path, codec: str) -> int | None:
    """Return the line, counted from 1, of the first byte that does not decode, or None."""
    decoder = codecs.getincrementaldecoder(codec)()
    lines = 1
    with open_bytes(path) as handle:
        while True:
            block = handle.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return lines + error.object[: error.start].count(b"\n")
            lines += text.count("\n")
            if not block:
                return None


def _gb18030(path: Path, broken_row: int, shown: str) -> str:
    """Accept GB18030 only where the text that comes out looks like Chinese text."""
    sample = _foreign_bytes(path)
    if _mostly_utf8(sample):
        what = "UTF-8 文本中有损坏的字节 a broken byte in UTF-8 text"
        raise InputError(what, _SAVE, file=shown, row=broken_row)
    row = _first_bad_row(path, "gb18030")
    if row is None and (common_share(sample) >= COMMON or _second_opinion(sample) in _GB_NAMES):
        return "gb18030"
    guess = _second_opinion(sample) or "?"
    what = (
        f"编码既不是 UTF-8 也不是 GB18030（可能是 {guess}） "
        f"the encoding is neither UTF-8 nor GB18030 (it may be {guess})"
    )
    raise InputError(what, _SAVE, file=shown, row=row or broken_row)


def _foreign_bytes(path: Path) -> bytes:
    """Return up to SAMPLE bytes from where the file stops to be ASCII, whole lines."""
    with open_bytes(path) as handle:
        while block := handle.read(BLOCK):
            if match := re.search(rb"[\x80-\xff]", block):
                start = block.rfind(b"\n", 0, match.start()) + 1
                return (block[start:] + handle.read(SAMPLE))[:SAMPLE]
    return b""


def _mostly_utf8(sample: bytes) -> bool:
    """Say whether nearly all multi-byte characters of the sample are whole UTF-8 ones."""
    decoded = sample.decode("utf-8", "replace")
    wide = sum(1 for c in decoded if ord(c) > 0x7F)
    return wide > 0 and decoded.count("\ufffd") / wide < 0.1


def common_share(sample: bytes) -> float:
    """Return the share of GB 2312 level-1 characters among the Chinese characters of GB18030 bytes."""
    text = sample.decode("gb18030", "ignore")
    han = [c for c in text if "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff"]
    other = [c for c in text if c > "\u00ff" and not ("\u2000" <= c <= "\u33ff" or c > "\ufeff")]
    if not other:
        return 1.0
    common = sum(1 for c in han if _is_level_one(c))
    return common / len(other)


def _is_level_one(character: str) -> bool:
    code = character.encode("gb18030")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] >= 0xA1


def _second_opinion(sample: bytes) -> str | None:
    best = from_bytes(sample).best()
    return best.encoding if best else None
