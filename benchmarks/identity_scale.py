"""How long the stage `resolve` takes on a large register, and how much memory.

    python -m benchmarks.identity_scale [--persons 1000000] [--officials 30000]

Random persons with Zipf-like names in random companies: the load is realistic (namesakes, full,
masked and missing numbers), the content means nothing. Officials have three relatives each.
"""

from __future__ import annotations

import argparse
import resource
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.machine import machine_line
from ingest.schema import TABLES as INGEST
from ingest.stage import StageStore, StageWriter
from nlp.schema import TABLES as NLP
from resolve.knowledge import surname_shares
from resolve.stage import resolve

Ints = NDArray[np.int64]


def main() -> None:
    """Print seconds and peak memory of one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--officials", type=int, default=30_000)
    options = parser.parse_args()
    tables = make_tables(options.persons, options.officials)
    with TemporaryDirectory() as folder:
        store = StageStore(Path(folder))
        ingest = store.run("ingest", _writer(tables, INGEST), inputs={}, params={}, rooms=())
        nlp = store.run("nlp", _writer({}, NLP), inputs={}, params={}, rooms=())
        del tables
        start, cpu = time.perf_counter(), time.process_time()

        def tell(done: float, what: str) -> None:
            print(f"{time.perf_counter() - start:7.1f} s  {done:4.0%}  {what}", flush=True)

        def produce(writer: StageWriter) -> None:
            resolve(ingest, nlp, writer, as_of=date(2025, 6, 30), progress=tell)

        resolved = store.run("resolve", produce, inputs={}, params={}, rooms=())
        counts = {name: facts["rows"] for name, facts in resolved.manifest["tables"].items()}
    cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{counts}\npeak memory {peak:.1f} GiB, CPU {cpu:.0f} s\n{machine_line()}")


def make_tables(persons: int, officials: int) -> dict[str, pa.Table]:
    """Return tables of ingest: holdings, companies, officials, posts and relatives."""
    rng = np.random.default_rng(7)
    firms = max(persons * 9 // 20, 1)
    usccs = pa.array([f"91420600{n:010d}" for n in range(firms)])
    names, ids = _names(rng, persons), _ids(rng, persons, masked=0.35, missing=0.25)
    subjects = officials * 4
    own_names, own_ids = _names(rng, subjects), _ids(rng, subjects, masked=0.04, missing=0.25)
    own_born = pa.array(_dates(rng, subjects))
    codes = pa.array([f"G{n:08d}" for n in range(officials)])
    kin = pa.array(np.repeat(np.arange(officials), 3))
    return {
        "holdings": _table("holdings", {
            "uscc": usccs.take(pa.array(rng.integers(0, firms, persons))), "holder_name": names,
            "holder_type": pa.array(["自然人"] * persons),
            "valid_from": pa.array(["2015-03-01"] * persons),
            **{f"holder_id_{key}": value for key, value in ids.items()},
        }),
        "companies": _table("companies", {
            "uscc": usccs, "name": pa.array([f"第{n}商贸有限公司" for n in range(firms)]),
            "region": pa.array(["420602"] * firms),
            "phone": pa.array([f"139{n % (firms * 2 // 3 + 1):08d}" for n in range(firms)]),
        }),
        "officials": _table("officials", {
            "official_id": codes, "name": own_names.slice(0, officials),
            "born": own_born.slice(0, officials),
            **{f"person_id_{k}": v.slice(0, officials) for k, v in own_ids.items()},
        }),
        "posts": _table("posts", {
            "official_id": codes, "unit": pa.array(["江海市水利局"] * officials),
            "title": pa.array(["科员"] * officials), "region": pa.array(["420600"] * officials),
        }),
        "relatives": _table("relatives", {
            "official_id": codes.take(kin), "kinship": pa.array(["配偶", "儿子", "母亲"] * officials),
            "name": own_names.slice(officials), "born": own_born.slice(officials),
            **{f"person_id_{k}": v.slice(officials) for k, v in own_ids.items()},
        }),
    }  # fmt: skip


def _names(rng: np.random.Generator, size: int) -> pa.Array:
    """Draw surnames by their shares and given names of one or two characters by Zipf's law."""
    shares = surname_shares()
    surnames = np.array([name for name in shares if name != "*"])
    weight = np.array([shares[name] for name in surnames])
    characters = np.array([chr(0x4E00 + 7 * n) for n in range(1500)])
    zipf = 1 / np.arange(5, 1505)
    parts = rng.choice(characters, (2, size), p=zipf / zipf.sum())
    second = np.where(rng.random(size) < 0.85, parts[1], "")
    drawn = np.char.add(
        np.char.add(rng.choice(surnames, size, p=weight / weight.sum()), parts[0]), second
    )
    return pa.array(drawn.tolist())


def _dates(rng: np.random.Generator, size: int) -> list[str]:
    days = np.datetime64("1955-01-01") + rng.integers(0, 50 * 365, size)
    return [str(day) for day in np.datetime_as_string(days)]


def _ids(
    rng: np.random.Generator, size: int, *, masked: float, missing: float
) -> dict[str, pa.Array]:
    """Return the columns of random ID numbers: region and last four digits show in masked ones."""
    born = _dates(rng, size)
    region = [f"4206{n:02d}" for n in rng.integers(1, 12, size)]
    last = rng.integers(0, 10_000, size).tolist()
    draw = rng.random(size)
    status = np.select([draw < missing, draw < missing + masked], ["", "masked"], "full").tolist()
    tokens: list[list[str]] = []
    for s, b, r, n in zip(status, born, region, last, strict=True):
        shown = f"M3c03f:{r}{n:04d}"
        tokens.append([] if not s else [shown] if s == "masked" else [f"F:{r}{b}{n:04d}", shown])
    return {
        "status": pa.array([s or None for s in status], pa.string()),
        "tokens": pa.array(tokens, pa.list_(pa.string())),
        "born": pa.array([b if s == "full" else None for s, b in zip(status, born, strict=True)], pa.string()),
        "sex": pa.array(["男" if n // 10 % 2 else "女" for n in last]),
        "region": pa.array(region),
    }  # fmt: skip


def _table(name: str, columns: dict[str, pa.Array]) -> pa.Table:
    size = len(next(iter(columns.values())))
    columns = {"source": pa.array([f"{name}.parquet#{n}" for n in range(2, size + 2)]), **columns}
    schema = INGEST[name]
    filled = [columns.get(f.name, pa.nulls(size, f.type)).cast(f.type) for f in schema]
    return pa.Table.from_arrays(filled, schema=schema)


def _writer(tables: dict[str, pa.Table], schemas: dict[str, pa.Schema]):  # type: ignore[no-untyped-def]  # a closure
    def produce(writer: StageWriter) -> None:
        for name, schema in schemas.items():
            writer.write(name, tables.get(name, schema.empty_table()), schema)

    return produce


if __name__ == "__main__":
    main()
