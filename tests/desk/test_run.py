"""The whole way on a small simulated area: same bytes, resumable, sealed, and clear about bad input."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from desk.publish import PUBLISHED, WITH_CSV, as_csv

Command = Callable[..., subprocess.CompletedProcess[str]]
HERE = Path(__file__).parent
KILLED_AT = [
    *(f"{stage}:{point}" for stage in ("ingest", "nlp", "resolve", "graph", "risk") for point in ("write", "swap")),
    "project",
    "publish:1",
    "publish:7",
]  # fmt: skip


def results(out: Path) -> dict[str, bytes]:
    """Return the bytes of everything that a run publishes, timings apart."""
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.is_file() and path.name not in ("timings.json", ".lock")
    }


def test_a_run_publishes_every_result_table(finished: tuple[Path, Path, str]) -> None:
    out, _, _ = finished
    for table in PUBLISHED:
        assert (out / f"{table}.parquet").is_file()
    for table in WITH_CSV:
        assert (out / f"{table}.csv").is_file()
    report = json.loads((out / "run_report.json").read_text(encoding="utf-8"))
    assert report["ticket"]["matter_number"]
    assert pq.read_metadata(out / "risk_list.parquet").num_rows > 0


def test_nobody_else_on_the_machine_reads_a_run(finished: tuple[Path, Path, str]) -> None:
    assert finished[0].stat().st_mode & 0o077 == 0


def test_the_counts_of_every_file_add_up(finished: tuple[Path, Path, str]) -> None:
    files = pq.read_table(finished[0] / "stages" / "ingest" / "files.parquet").to_pylist()
    assert files
    for file in files:
        assert file["rows_read"] == file["rows_accepted"] + file["rows_quarantined"], file


def test_the_same_command_again_changes_no_byte_and_computes_nothing(
    run: Command, world: Path, finished: tuple[Path, Path, str]
) -> None:
    out, keys, _ = finished
    before = results(out)
    timings = (out / "timings.json").read_bytes()
    assert run(world / "case", out, keys).returncode == 0
    assert results(out) == before
    assert (out / "timings.json").read_bytes() == timings


def test_another_folder_and_another_key_give_the_same_bytes(
    run: Command, world: Path, finished: tuple[Path, Path, str], tmp_path: Path
) -> None:
    assert run(world / "case", tmp_path / "out", tmp_path / "keys").returncode == 0
    assert results(tmp_path / "out") == results(finished[0])


@pytest.mark.slow
@pytest.mark.parametrize("where", KILLED_AT)
def test_a_killed_run_resumes_to_the_same_bytes(
    run: Command, where: str, world: Path, finished: tuple[Path, Path, str], tmp_path: Path
) -> None:
    out, keys, _ = finished
    half = tmp_path / "out"
    stage = where.partition(":")[0]
    stages = ("ingest", "nlp", "resolve", "graph", "risk")
    # the stages before the one that dies come from the finished run, to save time
    for done in stages[: stages.index(stage)] if stage in stages else stages:
        shutil.copytree(out / "stages" / done, half / "stages" / done)
    killed = subprocess.run(
        [sys.executable, HERE / "killed_run.py", world / "case", half, keys, where],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (half / "run_report.json").exists()
    resumed = run(world / "case", half, keys)
    assert resumed.returncode == 0, resumed.stderr
    assert results(half) == results(out)


def test_no_artefact_of_a_run_knows_a_complainant(
    world: Path, finished: tuple[Path, Path, str]
) -> None:
    out, _, said = finished
    with (world / "truth" / "complainants.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    # a complainant may be a namesake of somebody whom the registers name, or bear the first part of
    # that name (宋河 of 宋河清); those prove nothing
    others = "\n".join(pq.read_table(world / "truth" / "persons.parquet")["name"].to_pylist())
    senders = {row["complainant"] for row in rows}
    planted = {row["contact"] for row in rows} | {name for name in senders if name not in others}
    planted.discard("")
    assert len(planted) > 20
    everything = said + "".join(text for path in out.rglob("*") for text in contents(path))
    assert [value for value in planted if value in everything] == []


def contents(path: Path) -> list[str]:
    """Return all that a file says: the cells of a table, the bytes of anything else."""
    if not path.is_file():
        return []
    if path.suffix == ".parquet":
        return [json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False)]
    return [
        path.read_bytes().decode("utf-8", "replace"),
        path.read_bytes().decode("gb18030", "replace"),
    ]


def test_a_folder_in_use_is_refused(run: Command, world: Path, tmp_path: Path) -> None:
    import fcntl

    out = tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused = run(world / "case", out, tmp_path / "keys")
    assert refused.returncode == 4  # a batch system may try again later
    assert "another run" in refused.stderr
    assert (out / ".lock").exists(), "the folder of the run that holds it stays"


def test_an_unreachable_neo4j_is_told_at_once_and_leaves_nothing(
    run: Command, world: Path, tmp_path: Path
) -> None:
    refused = run(
        world / "case", tmp_path / "out", tmp_path / "keys", "--graph", "bolt://127.0.0.1:9"
    )
    assert refused.returncode == 1
    assert "bolt://127.0.0.1:9" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_case_folder_is_told_and_leaves_nothing(run: Command, tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    refused = run(tmp_path / "case", tmp_path / "out", tmp_path / "keys")
    assert refused.returncode == 1
    assert "→" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()


def test_a_truncated_workbook_is_told_with_its_name(
    run: Command, world: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case"
    shutil.copytree(world / "case", case)
    workbook = next(case.rglob("*.xlsx"))
    workbook.write_bytes(workbook.read_bytes()[:500])
    refused = run(case, tmp_path / "out", tmp_path / "keys")
    assert refused.returncode == 1
    assert workbook.name in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()


def test_keys_inside_the_case_or_the_output_are_refused(
    run: Command, world: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert run(world / "case", out, out / "keys").returncode == 1
    assert run(world / "case", out, world / "case" / "keys").returncode == 1


def test_a_csv_cell_that_a_spreadsheet_would_run_is_disarmed() -> None:
    text = as_csv(pa.table({"name": ["=1+1", "正常"], "list": [["a"], None]})).decode("utf-8-sig")
    assert "'=1+1" in text
    assert '[""a""]' in text


def test_a_roster_without_a_row_is_told(run: Command, world: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(world / "case", case)
    next(case.glob("公职人员.*")).unlink()
    (case / "公职人员.csv").write_text("人员编号,姓名\n", encoding="utf-8")
    refused = run(case, tmp_path / "out", tmp_path / "keys")
    assert refused.returncode == 1
    assert "公职人员.csv" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()
