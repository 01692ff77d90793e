"""The names of an area, read from the tables of ingest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingest.stage import Stage
from nlp.area import read_area

Ingested = Callable[[dict[str, list[dict[str, Any]]]], Stage]


def test_companies_come_with_seat_industry_and_former_names_each_once(ingested: Ingested) -> None:
    row = {"uscc": "U1", "name": "甲公司", "region": "420602", "industry": "E47"}
    area = read_area(
        ingested(
            {
                "companies": [
                    row,
                    row,
                    {"uscc": "U2", "name": "乙公司"},
                    {"uscc": "U3", "name": None},
                ],
                "changes": [
                    {"uscc": "U1", "item": "名称变更", "before": "丙公司", "after": "甲公司"},
                    {"uscc": "U1", "item": "住所变更", "before": "甲路1号", "after": "乙路2号"},
                ],
                "posts": [{"unit": "东山区财政局", "region": "420602"}, {"unit": "财政局"}],
            }
        )
    )
    assert area.companies == (("U1", "甲公司"), ("U2", "乙公司"))
    assert area.seats == (("420602", "E47"), ("", ""))
    assert area.former_names == (("U1", "丙公司"),)
    assert area.unit_regions == (("东山区财政局", "420602"),)
    assert area.units == ("东山区财政局", "财政局")
