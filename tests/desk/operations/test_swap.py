"""Results are swapped in while people read: nobody ever sees one table of one run beside one of another."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from desk.results import Access, Run
from ingest.stage import sha256_file
from risk.schema import TABLES as RISK

MakeRun = Callable[..., Path]
GENERATIONS = 60
TABLES = ("findings", "risk_list")


def test_a_reader_sees_whole_runs_only_while_many_are_published(make_run: MakeRun) -> None:
    out = make_run()
    seen: list[tuple[str, set[str], set[str]]] = []
    mixed = False
    done = threading.Event()
    run = Run(out)
    assert run.snapshot() is not None

    def read() -> None:
        while not done.is_set():
            snapshot = Run(out).snapshot() or run.snapshot()  # one that starts now, one at work
            assert snapshot is not None
            findings = set(snapshot.findings["company"].to_pylist())
            listed = {lead.top_company for lead in snapshot.leads(Access(("*",), complaints=True))}
            seen.append((str(snapshot.report.get("generation")), findings, listed))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for generation in range(GENERATIONS):
        publish(out, generation)
    done.set()
    for reader in readers:
        reader.join()
    for said, findings, listed in seen:
        name = f"第{said}版" if said != "None" else "东山路桥有限公司"
        mixed |= findings != {name} or listed != {name}
    assert not mixed
    assert len({said for said, _, _ in seen}) > 3  # they did see several
    last = run.snapshot()
    assert last is not None
    assert last.report["generation"] == GENERATIONS - 1


def publish(out: Path, generation: int) -> None:
    """Publish a run as `desk.publish` does: table by table beside its place, the report last."""
    digests: dict[str, Any] = {}
    for name in TABLES:
        rows = pq.read_table(out / f"{name}.parquet").to_pylist()
        company = "company" if name == "findings" else "top_company"
        table = pa.Table.from_pylist(
            [{**row, company: f"第{generation}版"} for row in rows], RISK[name]
        )
        part = out / f".{name}.tmp"
        pq.write_table(table, part)
        digests[f"{name}.parquet"] = sha256_file(part)
        part.replace(out / f"{name}.parquet")
    part = out / ".report.tmp"
    part.write_text(
        json.dumps({"as_of": "2025-06-30", "tables": digests, "generation": generation})
    )
    part.replace(out / "run_report.json")
