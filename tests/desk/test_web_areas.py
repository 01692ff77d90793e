"""The page of counts by unit, line and region: numbers, no names, and of a complaint not even a number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from ingest.schema import TABLES as INGEST
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES as RESOLVE

Row = dict[str, Any]
SCHEMAS = {"ingest": INGEST, "nlp": NLP, "resolve": RESOLVE}


@pytest.fixture
def out(make_run: Callable[..., Path]) -> Path:
    """The run of the other tests, with more officials in three units, the smallest of which has to hide the two of one."""
    folder = make_run()
    posts = pq.read_table(folder / "stages" / "ingest" / "posts.parquet").to_pylist()
    units = [
        ("东山市水利局", "420600", 25),
        ("西河县财政局", "421125", 15),
        ("东山市审计局", "420600", 6),
    ]
    places = [(unit, region) for unit, region, n in units for _ in range(n)]
    more = [
        {
            "official_id": f"H{n:02d}",
            "unit": unit,
            "region": region,
            "source": f"任职经历.csv#{n + 100}",
        }
        for n, (unit, region) in enumerate(places)
    ]
    everybody = [
        {"official_id": r["official_id"], "name": f"人{r['official_id']}"} for r in posts + more
    ]
    rows = {"posts": posts + more, "officials": everybody}
    for stage, names in {
        "ingest": ("posts", "officials", "evaluations"),
        "nlp": ("complaint_triage", "complaint_groups", "mentions"),
        "resolve": ("unit_links",),
    }.items():
        (folder / "stages" / stage).mkdir(exist_ok=True)
        for name in names:
            schema = SCHEMAS[stage][name]
            full = [{f.name: row.get(f.name) for f in schema} for row in rows.get(name, [])]
            table = pa.Table.from_pylist(full, schema)
            pq.write_table(table, folder / "stages" / stage / f"{name}.parquet")
    return folder


def page(client: Client, by: str = "unit") -> str:
    answer = client.get("/areas/", {"by": by}, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_units_are_counted_and_nobody_is_named(out: Path, signed_in: Callable[..., Client]) -> None:
    text = page(signed_in(out))
    assert "东山市水利局" in text
    assert "西河县财政局" in text
    assert "其他（3 组）" in text
    assert "东山市审计局" not in text
    for name in ("江海", "周宁", "吴", "郑平", "G001", "H0"):
        assert name not in text


def test_a_lead_from_a_complaint_counts_for_the_cleared_alone(
    out: Path, signed_in: Callable[..., Client]
) -> None:
    plain, cleared = page(signed_in(out)), page(signed_in(out, complaints=True))
    # of the water bureau's 26 one is listed, from a complaint: a small count for one, none for the other
    water = [text.split("东山市水利局")[1].split("</tr>")[0] for text in (plain, cleared)]
    assert "&lt; 5" not in water[0]
    assert "&lt; 5" in water[1]
    assert "慢推绕假" not in plain.split("<table>")[1]
    assert "慢推绕假" in cleared.split("<table>")[1]


def test_a_reader_counts_his_own_area(out: Path, signed_in: Callable[..., Client]) -> None:
    text = page(signed_in(out, regions=("4211",)))
    assert "西河县财政局" in text
    assert "东山市水利局" not in text


@pytest.mark.parametrize("by", ["unit", "line", "region", "name", "", "<script>"])
def test_any_way_of_asking_gives_a_page(
    out: Path, signed_in: Callable[..., Client], by: str
) -> None:
    assert "<script>" not in page(signed_in(out), by)


def test_without_a_run_the_list_says_so(tmp_path: Path, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(tmp_path / "none").get("/areas/")
    assert (answer.status_code, answer["Location"]) == (302, "/list/")
