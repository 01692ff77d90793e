"""Whom an account may see follows from where an official serves now, or served last."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from desk.results import _regions


def test_a_former_post_opens_nobody_to_another_area(tmp_path: Path) -> None:
    rows = [
        ("moved", "420602", "2010", "2019-03-01"),
        ("moved", "420606", "2019-03-01", None),
        ("retired", "420602", "2001", "2012"),
        ("retired", "420607", "2012", "2020-05"),
        ("two", "420602", "2015", None),
        ("two", "420624", "2016", None),
        ("nowhere", None, "2016", None),
    ]
    names = ["official_id", "region", "valid_from", "valid_to"]
    columns = [pa.array(list(values), pa.string()) for values in zip(*rows, strict=True)]
    folder = tmp_path / "stages" / "ingest"
    folder.mkdir(parents=True)
    pq.write_table(pa.table(columns, names=names), folder / "posts.parquet")
    assert _regions(tmp_path) == {
        "moved": ("420606",),
        "retired": ("420607",),
        "two": ("420602", "420624"),
    }
