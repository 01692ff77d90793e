"""Which company a row means: by code, by one name, by a former name, else not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from resolve.companies import company_links

Row = dict[str, Any]
COMPANIES = [
    {"uscc": "A", "name": "江海（东山）建材有限公司"},
    {"uscc": "B", "name": "江海水务有限公司"},
    {"uscc": "C", "name": "同名商贸有限公司"},
    {"uscc": "D", "name": "同名商贸有限公司"},
]
CHANGES = [
    {"uscc": "B", "date": "2018-01-01", "item": "名称变更", "before": "江海自来水厂"},
    {"uscc": "B", "date": "2019-01-01", "item": "住所变更", "before": "江海物业有限公司"},
    {"uscc": "A", "date": "2018-01-01", "item": "企业名称变更", "before": "江海水务有限公司"},
]


def linked(
    ingested: Callable[..., pa.Table], awards: list[Row], holdings: list[Row] | None = None
) -> list[tuple[str, str, str]]:
    coded = {name: ingested(name, []) for name in ("declarations", "approvals", "acts")}
    links = company_links(
        ingested("companies", COMPANIES),
        ingested("changes", CHANGES),
        ingested("holdings", holdings or []),
        coded | {"awards": ingested("awards", awards)},
    )
    return [(r["source"], r["uscc"], r["basis"]) for r in links.to_pylist()]


def test_a_valid_code_decides_whatever_the_name(ingested: Callable[..., pa.Table]) -> None:
    row = {"uscc": "B", "uscc_status": "valid", "supplier_name": "江海(东山)建材有限公司"}
    assert linked(ingested, [row]) == [("awards.csv#2", "B", "uscc")]


def test_a_failing_code_gives_way_to_the_name(ingested: Callable[..., pa.Table]) -> None:
    row = {"uscc": "B", "uscc_status": "failing", "supplier_name": "江海(东山) 建材有限公司"}
    assert linked(ingested, [row]) == [("awards.csv#2", "A", "name")]


def test_a_former_name_links_and_an_address_is_no_name(ingested: Callable[..., pa.Table]) -> None:
    rows = [{"supplier_name": "江海自来水厂"}, {"supplier_name": "江海物业有限公司"}]
    assert linked(ingested, rows) == [("awards.csv#2", "B", "former_name")]


def test_a_name_that_two_have_borne_is_no_link(ingested: Callable[..., pa.Table]) -> None:
    rows = [{"supplier_name": "同名商贸有限公司"}, {"supplier_name": "江海水务有限公司"}]
    assert linked(ingested, rows) == []


def test_holders_that_are_companies_link_and_persons_do_not(
    ingested: Callable[..., pa.Table],
) -> None:
    holdings: list[Row] = [
        {"uscc": "C", "holder_name": "江海（东山）建材有限公司", "holder_type": "企业法人"},
        {"uscc": "C", "holder_name": "江海（东山）建材有限公司", "holder_type": None},
        {"uscc": "C", "holder_name": "江海（东山）建材有限公司", "holder_type": "自然人"},
    ]
    expected = [(f"holdings.csv#{n}", "A", "name") for n in (2, 3)]
    assert linked(ingested, [], holdings) == expected
