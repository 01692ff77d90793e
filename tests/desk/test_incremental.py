"""The next night: a folder that is run again after edits holds the very bytes of a fresh one."""

from __future__ import annotations

import io
import random
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from desk.pipeline import RunOptions, run_case
from desk.reads import READS, read_by
from ingest.case import IngestOptions
from ingest.stage import Stage, open_stage

#: Formats whose rows are lines; of the others only the Parquet file and documents are edited.
LINES = (".csv", ".tsv", ".jsonl", ".txt", ".md", ".html")


@pytest.fixture
def night(hamlet: Path, tmp_path: Path) -> Path:
    """The area and its run once more, to be edited."""
    for part in ("case", "out", "keys"):
        shutil.copytree(hamlet / part, tmp_path / part)
    return tmp_path


def run(case: Path, out: Path, keys: Path) -> dict[str, Stage]:
    options = RunOptions(keys=keys, ingest=IngestOptions(keep_going=True))
    return run_case(case, out, as_of=date(2025, 6, 30), options=options, progress=lambda *_: None)


def everything(out: Path) -> dict[str, bytes]:
    """Return the bytes of all results and of all tables of all stages."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and path.relative_to(out).parts[0] not in ("cache", "graph", "timings.json", ".lock")
    }


def edit(case: Path, chance: random.Random) -> str:
    """Change one file of the case at random and say what was done."""
    files = [p for p in sorted(case.rglob("*")) if p.suffix in (*LINES, ".parquet")]
    path = chance.choice(files)
    how = chance.choice(["drop", "again", "swap", "digit", "above"])
    content = path.read_bytes()
    path.write_bytes(
        of_parquet(content, how, chance) if path.suffix == ".parquet" else of_lines(content, how, chance)
    )  # fmt: skip
    return f"{how} {path.relative_to(case)}"


def of_lines(content: bytes, how: str, chance: random.Random) -> bytes:
    """Drop, repeat, exchange or change a line behind the first."""
    lines = content.splitlines(keepends=True)
    if len(lines) < 3:
        return content + b"\n"
    one, other = chance.randrange(1, len(lines)), chance.randrange(1, len(lines))
    if how == "drop":
        del lines[one]
    elif how == "again":
        lines.append(lines[one])
    elif how == "above":  # all rows behind it stand one line lower
        lines.insert(1, lines[one])
    elif how == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    else:
        line = bytearray(lines[one])
        digits = [n for n, letter in enumerate(line) if letter in b"123456789"]
        if digits:
            line[chance.choice(digits)] = chance.choice(b"123456789")
        lines[one] = bytes(line)
    return b"".join(lines)


def of_parquet(content: bytes, how: str, chance: random.Random) -> bytes:
    """Do the same to the rows of a Parquet file."""
    table = pq.read_table(io.BytesIO(content))
    rows = table.to_pylist()
    one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    if how == "drop":
        del rows[one]
    elif how in ("again", "above"):  # the same holder in another company
        place = 0 if how == "above" else len(rows)
        company = table.column_names[0]
        rows.insert(place, {**rows[one], company: rows[other][company]})
    else:
        rows[one], rows[other] = rows[other], rows[one]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, table.schema), stream)
    return stream.getvalue()


def check_nights(folder: Path, nights: int, seed: int) -> None:
    """Run a case again and again, a few edits each night, beside fresh runs of it."""
    chance = random.Random(seed)
    case, keys = folder / "case", folder / "keys"
    for number in range(nights):
        edits = [edit(case, chance) for _ in range(chance.choice([1, 1, 2, 4]))]
        run(case, folder / "out", keys)
        fresh = folder / f"fresh-{number}"
        run(case, fresh, keys)
        now, wanted = everything(folder / "out"), everything(fresh)
        assert [n for n in now.keys() | wanted.keys() if now.get(n) != wanted.get(n)] == [], edits
        shutil.rmtree(fresh)


def test_an_edit_gives_the_bytes_of_a_fresh_run(night: Path) -> None:
    check_nights(night, nights=1, seed=1)


@pytest.mark.slow
def test_edits_night_after_night_give_the_bytes_of_a_fresh_run(night: Path) -> None:
    check_nights(night, nights=4, seed=2)


@pytest.mark.parametrize(
    ("file", "computed"),
    [
        ("评议.csv", {"ingest", "nlp", "risk"}),
        ("处置结果.csv", {"ingest", "risk"}),
        ("股东出资.parquet", {"ingest", "resolve", "graph", "risk"}),
    ],
)
def test_only_stages_that_read_what_changed_are_computed(
    night: Path, file: str, computed: set[str]
) -> None:
    path = night / "case" / file
    change = of_parquet if path.suffix == ".parquet" else of_lines
    path.write_bytes(change(path.read_bytes(), "above", random.Random(1)))
    stages = run(night / "case", night / "out", night / "keys")
    assert {name for name, stage in stages.items() if not stage.reused} == computed


def test_a_stage_reads_only_what_it_names_and_all_that_is_there(hamlet: Path) -> None:
    stages = {
        room: open_stage(hamlet / "out" / "stages" / room)
        for room in ("ingest", "nlp", "resolve", "graph")
    }
    done = {room: stage for room, stage in stages.items() if stage}
    for name in READS:
        for room, seen in read_by(name, done).items():
            assert set(seen.manifest["tables"]) == set(READS[name][room])
    registers = done["ingest"].only(["companies"])
    assert registers.read("companies").num_rows
    assert registers.digest != done["ingest"].digest
    with pytest.raises(LookupError, match=r"ingest\.posts"):
        registers.read("posts")
    with pytest.raises(LookupError, match="nothing"):
        done["ingest"].only(["nothing"])
