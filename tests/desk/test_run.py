"""The whole way on a small simulated area: same bytes, resumable, sealed, and clear about bad input."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from desk.pipeline import RunOptions, run_case
from desk.publish import PUBLISHED, WITH_CSV, as_csv
from ingest.case import IngestOptions

Command = Callable[..., subprocess.CompletedProcess[str]]
HERE = Path(__file__).parent
KILLED_AT = [
    *(f"{stage}:{point}" for stage in ("ingest", "nlp", "resolve", "graph", "risk") for point in ("write", "swap")),
    "project",
    "publish:1",
    "publish:7",
]  # fmt: skip


@pytest.fixture
def refused_run(command: Command) -> Command:
    """``refused_run(case, out, keys, *more)``: the main command in this process, for runs that end at once."""

    def call(case: Path, out: Path, keys: Path, *more: str) -> subprocess.CompletedProcess[str]:
        return command("run", case, "--out", out, "--as-of", "2025-06-30", *more, keys=keys)

    return call


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


@pytest.mark.slow
def test_another_folder_key_and_process_give_the_same_bytes(
    run: Command, hamlet: Path, tmp_path: Path
) -> None:
    again = run(hamlet / "case", tmp_path / "out", tmp_path / "keys", "--keep-going")
    assert again.returncode == 0, again.stderr
    assert results(tmp_path / "out") == results(hamlet / "out")


@pytest.fixture(scope="module")
def killed(hamlet: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where each run of `KILLED_AT` was killed → the folder that it left behind."""
    folder, stages = (
        tmp_path_factory.mktemp("killed"),
        ("ingest", "nlp", "resolve", "graph", "risk"),
    )
    left = {where: folder / where.replace(":", "-") for where in KILLED_AT}
    for where, out in left.items():
        stage = where.partition(":")[0]
        # the stages before the one that dies come from the finished run, to save time
        for done in stages[: stages.index(stage)] if stage in stages else stages:
            shutil.copytree(hamlet / "out" / "stages" / done, out / "stages" / done)
    told = subprocess.run(
        [sys.executable, HERE / "killed_run.py", hamlet / "case", hamlet / "keys",
         *(f"{out}={where}" for where, out in left.items())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.stdout.split() == [str(int(signal.SIGKILL))] * len(left), told.stderr
    return left


@pytest.mark.slow
@pytest.mark.parametrize("where", KILLED_AT)
def test_a_killed_run_resumes_to_the_same_bytes(
    where: str, hamlet: Path, killed: dict[str, Path]
) -> None:
    half = killed[where]
    assert not (half / "run_report.json").exists()
    options = RunOptions(hamlet / "keys", ingest=IngestOptions(keep_going=True))
    run_case(
        hamlet / "case", half,
        as_of=date(2025, 6, 30), options=options, progress=lambda *_: None,
    )  # fmt: skip
    assert results(half) == results(hamlet / "out")


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


def test_a_folder_in_use_is_refused(refused_run: Command, world: Path, tmp_path: Path) -> None:
    import fcntl

    out = tmp_path / "out"
    out.mkdir()
    with (out / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused = refused_run(world / "case", out, tmp_path / "keys")
    assert refused.returncode == 4  # a batch system may try again later
    assert "another run" in refused.stderr
    assert (out / ".lock").exists(), "the folder of the run that holds it stays"


def test_an_unreachable_neo4j_is_told_at_once_and_leaves_nothing(
    refused_run: Command, world: Path, tmp_path: Path
) -> None:
    refused = refused_run(
        world / "case", tmp_path / "out", tmp_path / "keys", "--graph", "bolt://127.0.0.1:9"
    )
    assert refused.returncode == 1
    assert "bolt://127.0.0.1:9" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()


def test_an_empty_case_folder_is_told_and_leaves_nothing(
    refused_run: Command, tmp_path: Path
) -> None:
    (tmp_path / "case").mkdir()
    refused = refused_run(tmp_path / "case", tmp_path / "out", tmp_path / "keys")
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
    refused_run: Command, world: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert refused_run(world / "case", out, out / "keys").returncode == 1
    assert refused_run(world / "case", out, world / "case" / "keys").returncode == 1


def test_a_csv_cell_that_a_spreadsheet_would_run_is_disarmed() -> None:
    text = as_csv(pa.table({"name": ["=1+1", "正常"], "list": [["a"], None]})).decode("utf-8-sig")
    assert "'=1+1" in text
    assert '[""a""]' in text


def test_a_roster_without_a_row_is_told(refused_run: Command, world: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    shutil.copytree(world / "case", case)
    next(case.glob("公职人员.*")).unlink()
    (case / "公职人员.csv").write_text("人员编号,姓名\n", encoding="utf-8")
    refused = refused_run(case, tmp_path / "out", tmp_path / "keys")
    assert refused.returncode == 1
    assert "公职人员.csv" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()
