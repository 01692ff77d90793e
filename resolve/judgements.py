"""What persons have said about identity (身份判断): a record that only grows, beside the case.

``judgements.csv`` in the case folder, one judgement a row, is no stage's output: no run writes it and
none throws it away. A row is never changed. Taking a judgement back is one more row, and taking
that back brings the judgement to life again. The number of a row is a digest of its content and of
the number before it, so a row that was changed, moved or taken out is seen when the file is read:
a run that would silently forget one "never the same" must not start. The last number stands for all.

Whom a judgement is about is written down as what a register says of him (`Anchor`), not as a key of
one run: `resolve.anchors` finds him again.
"""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from ingest.errors import InputError

#: One natural person, two, not to be said; ``undone`` takes a judgement back.
Verdict = Literal["same", "different", "unsure", "undone"]

FILE = "judgements.csv"
#: Longest reason or evidence that is kept: a judgement points at a file, it is none.
LONGEST = 2000
_NEW = "请用 qinqing identity judge 追加，不要改文件 · add rows with `qinqing identity judge`, never by hand"
_BROKEN = (
    "请恢复该文件的备份；撤销判断请用 qinqing identity undo · "
    "put the last copy of the file back; take a judgement back with `qinqing identity undo`"
)


class Anchor(NamedTuple):
    """What a register row said of the person that was judged; no ID number and no token of one."""

    name: str  # as the register writes it
    uscc: str
    born: str = ""
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One row of the record.

    Either `official_id` says which official, and with `kinship` which relative of his, is judged to
    be `person` or not, or `other` says which second register person is.
    """

    judgement_id: str
    made_at: str
    made_by: str
    verdict: Verdict
    official_id: str = ""
    kinship: str = ""  # empty: the official himself
    subject_name: str = ""
    subject_born: str = ""
    other: tuple[Anchor, ...] = ()
    person: tuple[Anchor, ...] = ()
    reason: str = ""
    evidence: str = ""
    undoes: str = ""

    @property
    def of_register(self) -> bool:
        """Say whether two register persons are judged, not a subject and a register person."""
        return bool(self.other)


COLUMNS = tuple(field.name for field in fields(Judgement))
_ANCHORS = ("other", "person")


def read(case: Path) -> tuple[Judgement, ...]:
    """Return all rows of the record of a case folder, oldest first; none where there is no record.

    Raises
    ------
    InputError
        The file is not what was written: it is named with row and column, and nothing is left out.
    """
    path = case / FILE
    return _parse(path.read_bytes()) if path.is_file() else ()


def append(case: Path, new: Judgement) -> Judgement:
    """Add one row and return it with its number; the file is replaced whole or not at all.

    Parameters
    ----------
    new : Judgement
        Its `judgement_id` is ignored.

    Raises
    ------
    InputError
        The record cannot be read, or the new row is not complete.
    """
    path = case / FILE
    with _locked(path):
        before = path.read_bytes() if path.is_file() else _line(COLUMNS)
        rows = _parse(before)
        new = _tidy(new)
        new = replace(new, judgement_id=_number(rows[-1].judgement_id if rows else "", new))
        _check(new, rows, len(rows) + 2)
        temporary = path.with_name(f".{FILE}.new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(before + _line(_cells(new)))
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        _sync(path.parent)
    return new


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Return the judgements that nobody has taken back, oldest first, without the takings back."""
    undone: set[str] = set()
    for judgement in reversed(judgements):  # what undoes comes later, and may be undone itself
        if judgement.verdict == "undone" and judgement.judgement_id not in undone:
            undone.add(judgement.undoes)
    return tuple(j for j in judgements if j.verdict != "undone" and j.judgement_id not in undone)


def _parse(content: bytes) -> tuple[Judgement, ...]:
    try:
        text = content.decode("utf-8")
        cells = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        what = f"身份判断记录无法读取 · the record of judgements cannot be read: {error}"
        raise InputError(what, _BROKEN, file=FILE) from error
    if not cells or tuple(cells[0]) != COLUMNS or not text.endswith("\n"):
        what = "身份判断记录的表头或末行不完整 · the header or the last row is not whole"
        raise InputError(what, _BROKEN, file=FILE, row=1)
    rows: list[Judgement] = []
    for number, row in enumerate(cells[1:], start=2):
        judgement = _row(row, number)
        if judgement.judgement_id != _number(rows[-1].judgement_id if rows else "", judgement):
            what = (
                "这一行或前一行被改动或删除 · this row, or one before it, was changed or taken out"
            )
            raise InputError(what, _BROKEN, file=FILE, row=number, column="judgement_id")
        _check(judgement, rows, number)
        rows.append(judgement)
    return tuple(rows)


def _row(cells: list[str], number: int) -> Judgement:
    if len(cells) != len(COLUMNS):
        what = f"应有 {len(COLUMNS)} 列 · the row has {len(cells)} columns, not {len(COLUMNS)}"
        raise InputError(what, _BROKEN, file=FILE, row=number)
    texts = dict(zip(COLUMNS, cells, strict=True))
    anchors = {name: _anchors(texts.pop(name), number, name) for name in _ANCHORS}
    verdict: Verdict | None = next((v for v in get_args(Verdict) if v == texts["verdict"]), None)
    if verdict is None:
        what = f"不认识的判断 · no verdict: {texts['verdict']!r}"
        raise InputError(what, _BROKEN, file=FILE, row=number, column="verdict")
    values: dict[str, Any] = {**texts, **anchors, "verdict": verdict}
    return Judgement(**values)


def _anchors(text: str, number: int, column: str) -> tuple[Anchor, ...]:
    try:
        return tuple(Anchor(**entry) for entry in json.loads(text)) if text else ()
    except (ValueError, TypeError) as error:
        what = (
            f"登记人的描述无法读取 · the description of a register person cannot be read: {error}"
        )
        raise InputError(what, _BROKEN, file=FILE, row=number, column=column) from error


def _cells(judgement: Judgement) -> list[str]:
    return [
        _described(getattr(judgement, name)) if name in _ANCHORS else str(getattr(judgement, name))
        for name in COLUMNS
    ]


def _described(anchors: tuple[Anchor, ...]) -> str:
    if not anchors:
        return ""
    return json.dumps([anchor._asdict() for anchor in anchors], ensure_ascii=False)


def _line(cells: Sequence[str]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().encode()


def _number(before: str, judgement: Judgement) -> str:
    content = "\x1f".join([before, *_cells(judgement)[1:]])
    return sha256(content.encode()).hexdigest()[:16]


def _tidy(new: Judgement) -> Judgement:
    """Put every text on one line, and anchors in one order."""
    tidy: dict[str, Any] = {name: tuple(sorted(set(getattr(new, name)))) for name in _ANCHORS}
    for name in COLUMNS:
        if name not in _ANCHORS:
            tidy[name] = " ".join(str(getattr(new, name)).split())
    return Judgement(**tidy)


def _check(judgement: Judgement, before: Sequence[Judgement], number: int) -> None:
    """Raise InputError where the row says less than a judgement must, or more than one."""
    taking_back = judgement.verdict == "undone"
    both = bool(judgement.official_id) == judgement.of_register
    wrong = {
        "made_at": not judgement.made_at,
        "made_by": not judgement.made_by,
        "reason": not 0 < len(judgement.reason) <= LONGEST,
        # what raises a probability must rest on something that another person can look up
        "evidence": (judgement.verdict == "same" and not judgement.evidence)
        or len(judgement.evidence) > LONGEST,
        "person": taking_back == bool(judgement.person),
        "official_id": not taking_back and both,
        "undoes": bool(judgement.undoes) != taking_back
        or (taking_back and judgement.undoes not in {j.judgement_id for j in before}),
    }
    for column, bad in wrong.items():
        if bad:
            what = _WANTED[column]
            raise InputError(what, _NEW, file=FILE, row=number, column=column)


_WANTED = {
    "made_at": "没有时间 · it has no time",
    "made_by": "没有判断人 · it does not say who judged",
    "reason": f"须写理由，不超过 {LONGEST} 字 · a reason is needed, at most {LONGEST} characters",
    "evidence": "判为同一人须写依据 · “same” needs evidence that somebody else can look up",
    "person": "须指明登记人 · it must say which register person",
    "official_id": "须指明一名核查对象或另一登记人 · it must name one subject or one other register person",
    "undoes": "须撤销一条已有判断 · it must take back a judgement that is there",
}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Wait until nobody else adds a row; the lock goes with the process, however it ends."""
    with path.with_name(f".{FILE}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
