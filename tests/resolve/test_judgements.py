"""The record of judgements: it only grows, it notices tampering, everything can be taken back."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import InputError
from resolve.judgements import FILE, Anchor, Judgement, append, read, standing

SAID = Judgement(
    "", "2026-11-22T08:00:00+00:00", "li", "different", "G1", subject_name="申屠云帆",
    person=(Anchor("申屠云帆", "A"),), reason="登记档案为另一人",
)  # fmt: skip


def undone(number: str) -> Judgement:
    return Judgement("", "2026-11-23", "li", "undone", reason="查错了", undoes=number)


def test_without_a_file_nobody_has_judged(tmp_path: Path) -> None:
    assert read(tmp_path) == ()


def test_what_is_appended_is_read_and_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    first = append(tmp_path, SAID)
    second = append(tmp_path, replace(SAID, reason='再查\n一次，"引号"', made_by="王"))
    assert read(tmp_path) == (first, second)
    assert first.judgement_id != second.judgement_id
    assert second.reason == '再查 一次，"引号"'
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_earlier_bytes_never_change(tmp_path: Path) -> None:
    append(tmp_path, SAID)
    before = (tmp_path / FILE).read_bytes()
    append(tmp_path, undone(read(tmp_path)[0].judgement_id))
    assert (tmp_path / FILE).read_bytes().startswith(before)


def test_undoing_and_undoing_the_undoing(tmp_path: Path) -> None:
    judged = append(tmp_path, SAID)
    taken_back = append(tmp_path, undone(judged.judgement_id))
    assert standing(read(tmp_path)) == ()
    restored = append(tmp_path, undone(taken_back.judgement_id))
    assert standing(read(tmp_path)) == (judged,)
    append(tmp_path, undone(restored.judgement_id))
    assert standing(read(tmp_path)) == ()


@given(st.lists(st.integers(0, 30), max_size=12))
def test_what_stands_is_what_a_plain_recursion_says(choices: list[int]) -> None:
    rows: list[Judgement] = []
    for n, choice in enumerate(choices):
        target = rows[choice % len(rows)].judgement_id if rows and choice % 3 else ""
        new = undone(target) if target else SAID
        rows.append(replace(new, judgement_id=str(n)))

    def stands(row: Judgement) -> bool:
        return not any(r.undoes == row.judgement_id and stands(r) for r in rows)

    wanted = [row for row in rows if row.verdict != "undone" and stands(row)]
    assert list(standing(rows)) == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [("登记档案", "户籍档案"), ("different", "same"), ("li,", "zhao,"), ("G1", "G2")],
)
def test_a_changed_row_is_named(tmp_path: Path, old: str, new: str) -> None:
    append(tmp_path, SAID)
    append(tmp_path, SAID)
    path = tmp_path / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(tmp_path)
    assert (error.value.row, error.value.column) == (2, "judgement_id")


def test_a_row_taken_out_or_cut_short_is_named(tmp_path: Path) -> None:
    for _ in range(3):
        append(tmp_path, SAID)
    path = tmp_path / FILE
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    with pytest.raises(InputError, match="被改动或删除"):
        read(tmp_path)
    path.write_text("".join(lines)[:-3], encoding="utf-8")
    with pytest.raises(InputError, match="不完整"):
        read(tmp_path)
    with pytest.raises(InputError):
        append(tmp_path, SAID)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "长" * 2001}, "reason"),
        ({"verdict": "same"}, "evidence"),
        ({"person": ()}, "person"),
        ({"official_id": ""}, "official_id"),
        ({"other": (Anchor("甲乙", "B"),)}, "official_id"),
        ({"undoes": "x"}, "undoes"),
        ({"made_by": ""}, "made_by"),
    ],
)
def test_what_says_too_little_is_refused_and_nothing_is_written(
    tmp_path: Path, change: dict[str, object], column: str
) -> None:
    append(tmp_path, SAID)
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(InputError) as error:
        append(tmp_path, replace(SAID, **change))  # type: ignore[arg-type]
    assert (error.value.row, error.value.column) == (3, column)
    assert (tmp_path / FILE).read_bytes() == before


def test_only_what_is_there_can_be_taken_back(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="须撤销一条已有判断"):
        append(tmp_path, undone("0" * 16))


def _append_many(folder: Path, count: int) -> None:
    for _ in range(count):
        append(folder, SAID)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(tmp_path, 8)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(read(tmp_path)) == 24


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_kill_while_writing_loses_nothing_that_was_told(tmp_path: Path, step: str) -> None:
    first = append(tmp_path, SAID)
    child = os.fork()
    if child == 0:

        def die(*_: object, **__: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        if step == "fsync":
            os.fsync = die
        else:
            Path.replace = die  # type: ignore[method-assign,assignment]
        append(tmp_path, SAID)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert read(tmp_path) == (first,)
    assert len((*read(tmp_path), append(tmp_path, SAID))) == 2
