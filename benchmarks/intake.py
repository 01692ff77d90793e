"""Seconds to read and validate a million rows of 股东出资; run ``python -m benchmarks.intake``.

The rows are made in a temporary folder: credit codes and resident IDs with right check characters
(1 in 20 masked), dates and amounts in several written forms, GB18030. Only `read_case` and the
store run in the measured time; CPU time is that of both cores.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from benchmarks.machine import machine_line
from ingest.case import IngestOptions, input_digests, read_case
from ingest.resident_id import check_character
from ingest.stage import StageStore
from ingest.uscc import ALPHABET, check_value

ROWS = 1_000_000


def resident_ids(random: np.random.Generator, rows: int) -> list[str]:
    """Return valid numbers of people born 1940–1999, one in twenty with the birth date masked."""
    digits = np.full((rows, 18), ord("0"), dtype=np.uint8)
    digits[:, :6] = np.frombuffer(b"420602", dtype=np.uint8)
    parts = ((6, 10, random.integers(1940, 2000, rows)), (10, 12, random.integers(1, 13, rows)),
             (12, 14, random.integers(1, 29, rows)), (14, 17, random.integers(0, 1000, rows)))  # fmt: skip
    for start, stop, values in parts:
        for place in range(stop - 1, start - 1, -1):
            digits[:, place] = ord("0") + values % 10
            values = values // 10
    digits[:, 17] = check_character(digits)
    digits[::20, 6:14] = ord("*")
    return [row.tobytes().decode() for row in digits]


def credit_codes(random: np.random.Generator, rows: int) -> list[str]:
    """Return valid credit codes of limited companies."""
    values = random.integers(0, 31, (rows, 18))
    values[:, :8] = [9, 1, 4, 2, 0, 6, 0, 2]
    values[:, 17] = check_value(values)
    letters = np.array(list(ALPHABET))
    return ["".join(row) for row in letters[values]]


def write_case(case: Path, rows: int) -> None:
    """Write 公职人员 with one row and 股东出资 with `rows`."""
    random = np.random.default_rng(1)
    (case / "公职人员.csv").write_text("人员编号,姓名\nG1,测试\n", encoding="utf-8")
    day = random.integers(1, 29, rows)
    dates = [
        (f"2019-03-{d:02d}", f"2020/4/{d}", f"2021年5月{d}日", "2018.07")[n % 4]
        for n, d in enumerate(day)
    ]
    amounts = [f"{a}万" if a % 2 else str(a) for a in random.integers(1, 5000, rows)]
    columns = {
        "统一社会信用代码": credit_codes(random, rows // 2) * 2,
        "股东名称": [f"股东{n % 300_000}" for n in range(rows)],
        "股东类型": ["自然人"] * rows,
        "股东证件号": resident_ids(random, rows),
        "认缴出资额": amounts,
        "持股比例": [f"{s}%" for s in random.integers(1, 50, rows)],
        "入股日期": dates,
    }
    plain = case / "plain.csv"
    pc.write_csv(pa.table(columns), plain)
    text = plain.read_text(encoding="utf-8")
    (case / "股东出资.csv").write_bytes(text.encode("gb18030"))
    plain.unlink()


def main(rows: int) -> None:
    """Make the case, read it, print what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = folder / "case"
        case.mkdir()
        write_case(case, rows)
        size = (case / "股东出资.csv").stat().st_size / 1e6
        start, begun = time.perf_counter(), time.process_time()
        stage = StageStore(folder / "stages").run(
            "ingest",
            lambda writer: read_case(
                case, writer, keys=folder / "keys", options=IngestOptions(), progress=lambda done, what: None
            ),
            inputs=input_digests(case),
            params={},
            rooms=("ingest",),
        )  # fmt: skip
        seconds, cpu = time.perf_counter() - start, time.process_time() - begun
        counts = stage.read("files").to_pylist()
    read = next(facts for facts in counts if facts["table"] == "shareholdings")
    assert read["rows_accepted"] == rows, read
    print(
        f"{rows:,} rows ({size:.0f} MB, GB18030) read, validated, consolidated: {seconds:.1f} s, {cpu:.1f} s of CPU time"
    )
    print(f"{machine_line()}, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
