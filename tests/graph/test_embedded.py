"""The embedded store: replaced whole, killed anywhere, and the traps of Ladybug 0.22.0 (stack.md 1.2)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ladybug
import pytest

from graph.embedded import EmbeddedStore
from graph.project import project, project_embedded, projection
from ingest.errors import SetupError
from ingest.stage import Stage

Rows = dict[str, list[dict[str, Any]]]
MakeStage = Any

PERSONS = "MATCH (p:Person) RETURN count(p) AS n"
#: Loads a stage and kills itself at the n-th of the steps that change something on disk.
_LOAD_AND_DIE = """
import json, os, signal, sys
from pathlib import Path
import graph.embedded as embedded
from graph.project import project_embedded
from ingest.stage import Stage

stage, folder, deadly = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
steps = 0

def deadly_before(work):
    def step(*given, **named):
        global steps
        steps += 1
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*given, **named)
    return step

embedded._build = deadly_before(embedded._build)
embedded.swap_in = deadly_before(embedded.swap_in)
embedded.EmbeddedStore.close = deadly_before(embedded.EmbeddedStore.close)
manifest = json.loads((stage / "manifest.json").read_text(encoding="utf-8"))
project_embedded(Stage(stage, manifest, True), folder)
"""
_REOPEN = """
import sys, time
from pathlib import Path
from graph.embedded import EmbeddedStore
seen, stop = set(), Path(sys.argv[2])
while not stop.exists():
    with EmbeddedStore(Path(sys.argv[1])) as store:
        persons = store.query("MATCH (p:Person) RETURN count(p) AS n")[0]["n"]
        ties = store.query("MATCH (:Person)-[h:HOLDS]->(:Company) RETURN count(h) AS n")[0]["n"]
        seen.add((store.digest, persons, ties))
for row in sorted(seen):
    print(*row)
"""


def many(persons: int) -> Rows:
    """Return a graph in which each person holds one company of his own."""
    numbers = range(persons)
    return {
        "node_Person": [{"id": f"person:{n}", "name": f"甲{n}"} for n in numbers],
        "node_Company": [{"id": f"company:{n}", "name": f"乙{n}"} for n in numbers],
        "edge_HOLDS_Person_Company": [
            {"from": f"person:{n}", "to": f"company:{n}", "share": 1.0} for n in numbers
        ],
    }


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_folder_without_a_graph_can_be_opened_but_not_asked(tmp_path: Path) -> None:
    with EmbeddedStore(tmp_path / "none") as store:
        assert store.digest is None
        with pytest.raises(SetupError, match="qinqing run"):
            store.query("RETURN 1 AS one")
    assert not (tmp_path / "none").exists()


def test_an_open_handle_keeps_the_version_that_it_opened(
    tmp_path: Path, make_stage: MakeStage
) -> None:
    old, new = make_stage(many(30)), make_stage(many(40))
    project_embedded(old, tmp_path / "graph")
    with EmbeddedStore(tmp_path / "graph") as before:
        project_embedded(new, tmp_path / "graph")
        with EmbeddedStore(tmp_path / "graph") as after:
            assert after.query(PERSONS) == [{"n": 40}]
        assert before.query(PERSONS) == [{"n": 30}]
        assert before.query("MATCH (c:Company {id: 'company:29'}) RETURN c.name AS name") == [
            {"name": "乙29"}
        ]
    assert len(list((tmp_path / "graph").iterdir())) == 2, "the old version is cleared away"


def test_a_reader_that_opens_again_and_again_during_loads_sees_whole_graphs_only(
    tmp_path: Path, make_stage: MakeStage
) -> None:
    stages = [make_stage(many(300)), make_stage(many(400))]
    folder, stop = tmp_path / "graph", tmp_path / "stop"
    project_embedded(stages[0], folder)
    reader = run(_REOPEN, folder, stop)
    for turn in range(1, 4):
        project_embedded(stages[turn % 2], folder)
    stop.touch()
    seen, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    whole = {
        f"{projection(stage).digest} {persons} {persons}"
        for stage, persons in zip(stages, (300, 400), strict=True)
    }
    assert set(seen.splitlines()) <= whole
    assert seen


def test_a_load_killed_anywhere_leaves_a_whole_graph_and_the_next_one_clears_up(
    tmp_path: Path, make_stage: MakeStage
) -> None:
    old, new = make_stage(many(30)), make_stage(many(40))
    folder = tmp_path / "graph"
    project_embedded(old, folder)
    found = []
    # before the build, before the file is moved, before it is named, before the old one goes
    for step in (1, 2, 3, 4):
        killed = run(_LOAD_AND_DIE, new.folder, folder, step)
        _, errors = killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL, errors
        with EmbeddedStore(folder) as store:
            found.append(store.query(PERSONS)[0]["n"])
            wanted = old if found[-1] == 30 else new
            assert store.digest == projection(wanted).digest
    assert found == [30, 30, 30, 40]
    project_embedded(old, folder)
    names = sorted(path.name.partition("-")[0] for path in folder.iterdir())
    assert names == ["current.json", "graph"]


def test_a_load_killed_while_the_child_copies_does_not_disturb_the_next_one(
    tmp_path: Path, make_stage: MakeStage
) -> None:
    old, new = make_stage(many(30)), make_stage(many(20_000))
    folder = tmp_path / "graph"
    project_embedded(old, folder)
    loading = run(_LOAD_AND_DIE, new.folder, folder, 0)
    while not list(folder.glob(".building-*/graph.lbug")) and loading.poll() is None:
        time.sleep(0.01)
    loading.kill()  # its child goes on for a while, as an orphan
    loading.communicate()
    with EmbeddedStore(folder) as store:
        assert store.query(PERSONS) == [{"n": 30}]
    project_embedded(new, folder)
    with EmbeddedStore(folder) as store:
        assert store.query(PERSONS) == [{"n": 20_000}]


def test_a_duplicate_key_that_slips_through_is_an_error_of_the_child_not_a_crash_of_ours(
    tmp_path: Path, area: Rows, area_stage: Stage, make_stage: MakeStage
) -> None:
    area["node_Person"] *= 2
    broken = projection(make_stage(area))
    with EmbeddedStore(tmp_path / "graph") as store:
        project(area_stage, store)
        with pytest.raises(SetupError, match=r"COPY `Person` FROM 'node_Person\.parquet'"):
            store.load(broken)  # past the check of the tables
        assert store.query(PERSONS) == [{"n": 4}]
    with EmbeddedStore(tmp_path / "graph") as store:
        assert store.digest == projection(area_stage).digest
    assert not list((tmp_path / "graph").glob(".building-*"))


def test_an_edge_to_nowhere_that_slips_through_is_an_error_with_the_statement(
    tmp_path: Path, area: Rows, make_stage: MakeStage
) -> None:
    area["edge_ROLE_Person_Company"].append({"from": "person:P9", "to": "company:C1"})
    with (
        EmbeddedStore(tmp_path / "graph") as store,
        pytest.raises(SetupError, match="COPY `ROLE`"),
    ):
        store.load(projection(make_stage(area)))


def test_a_child_that_is_killed_is_an_error_and_the_old_graph_stands(
    tmp_path: Path, area_stage: Stage, make_stage: MakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        code = f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})"
        return really_run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    really_run = subprocess.run
    with EmbeddedStore(tmp_path / "graph") as store:
        project(area_stage, store)
        monkeypatch.setattr("graph.embedded.subprocess.run", crash)
        with pytest.raises(SetupError, match="exit -11"):
            store.load(projection(make_stage({})))
        assert store.query(PERSONS) == [{"n": 4}]


def test_a_column_of_nulls_only_stays_null(tmp_path: Path, make_stage: MakeStage) -> None:
    units = [{"id": f"unit:{n}", "name": None} for n in range(3)]
    project_embedded(make_stage({"node_Unit": units}), tmp_path / "graph")
    with EmbeddedStore(tmp_path / "graph") as store:
        query = "MATCH (u:Unit) WHERE u.name IS NULL RETURN count(u) AS n"
        assert store.query(query) == [{"n": 3}]


def test_a_folder_may_be_called_anything(tmp_path: Path, area: Rows, area_stage: Stage) -> None:
    odd = tmp_path / "案件 [1] *?'\"甲"
    odd.mkdir()
    (odd / "graph stage").symlink_to(area_stage.folder)
    stage = Stage(odd / "graph stage", area_stage.manifest, reused=True)
    project_embedded(stage, odd / "graph")
    with EmbeddedStore(odd / "graph") as store:
        assert store.query(PERSONS) == [{"n": 4}]


def test_several_threads_may_ask_one_store(tmp_path: Path, make_stage: MakeStage) -> None:
    project_embedded(make_stage(many(500)), tmp_path / "graph")
    query = "MATCH (p:Person {id: $id})-[:HOLDS*1..2]->(c:Company) RETURN c.id AS id"
    with EmbeddedStore(tmp_path / "graph") as store, ThreadPoolExecutor(4) as pool:
        asked = [n % 500 for n in range(400)]
        answers = pool.map(lambda n: store.query(query, id=f"person:{n}"), asked)
        assert list(answers) == [[{"id": f"company:{n}"}] for n in asked]


@pytest.mark.parametrize("damage", ["engine", "short", "gone", "no json"])
def test_a_graph_that_cannot_be_trusted_is_made_anew(
    tmp_path: Path, area_stage: Stage, damage: str
) -> None:
    folder = tmp_path / "graph"
    project_embedded(area_stage, folder)
    note = folder / "current.json"
    current = json.loads(note.read_text(encoding="utf-8"))
    file = folder / current["file"]
    if damage == "engine":
        note.write_text(json.dumps(current | {"engine": "0.0.1"}), encoding="utf-8")
    elif damage == "short":
        os.truncate(file, file.stat().st_size - 4096)
    elif damage == "gone":
        file.unlink()
    else:
        note.write_text("{", encoding="utf-8")
    with EmbeddedStore(folder) as store:
        assert store.digest is None
        assert project(area_stage, store) is True
        assert store.query(PERSONS) == [{"n": 4}]


def test_a_file_that_is_no_graph_is_a_clear_error(tmp_path: Path, area_stage: Stage) -> None:
    folder = tmp_path / "graph"
    project_embedded(area_stage, folder)
    current = json.loads((folder / "current.json").read_text(encoding="utf-8"))
    (folder / current["file"]).write_bytes(b"\0" * current["bytes"])
    with pytest.raises(SetupError, match="打不开"):
        EmbeddedStore(folder)


def test_the_engine_is_the_one_whose_traps_are_known() -> None:
    assert ladybug.__version__ == "0.22.0", "read stack.md 1.2 again before changing the version"
