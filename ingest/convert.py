"""Text cells become typed columns, each distinct value converted once (类型转换)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ingest.codes import (
    parse_count,
    parse_flag,
    parse_industry,
    parse_list,
    parse_phone,
    parse_region,
    parse_year,
)
from ingest.date_cells import Refused, parse_date
from ingest.forms import forms
from ingest.mapping import ShareUnit
from ingest.money import ForeignCurrency, parse_money
from ingest.resident_id import check as check_ids
from ingest.resident_id import facts
from ingest.schema import Column, arrow_fields
from ingest.shares import parse_share
from ingest.tokens import tokens
from ingest.uscc import check as check_codes

#: Blanks of every width, the byte-order mark among them.
BLANKS = " \t\r\n\u3000\u00a0\ufeff\u200b"


@dataclass(frozen=True, slots=True)
class Setting:
    """What conversion depends on beside the cell."""

    token_key: bytes
    masks: frozenset[int]  # signatures of masked numbers in this case
    share_unit: ShareUnit


@dataclass(frozen=True, slots=True)
class Converted:
    """Typed arrays in the order of `arrow_fields`; for each row why it is refused or doubtful, or null."""

    arrays: list[pa.Array]
    refused: pa.Array  # codes of reasons.yaml
    doubts: pa.Array  # checks of the table quality


def convert(column: Column, cells: pa.Array, setting: Setting) -> Converted:
    """Convert the cells of one column (strings, empty where there is nothing)."""
    encoded = pc.utf8_trim(cells, BLANKS).dictionary_encode()
    made = _distinct(column, encoded.dictionary, setting)
    refused, doubts = made.refused.take(encoded.indices), made.doubts.take(encoded.indices)
    return Converted([array.take(encoded.indices) for array in made.arrays], refused, doubts)


def _distinct(column: Column, values: pa.Array, setting: Setting) -> Converted:
    if column.sealed:
        return Converted([], _nulls(values), _nulls(values))
    if column.kind == "text":
        made = pc.if_else(pc.equal(values, ""), pa.scalar(None, pa.string()), values)
        return Converted([made], _nulls(values), _nulls(values))
    plain = pc.utf8_trim(pc.utf8_normalize(values, "NFKC"), BLANKS)
    blank = pc.is_in(plain, pa.array(sorted(forms().blank)))
    plain = pc.if_else(blank, "", plain)
    if column.kind == "id":
        return _ids(plain, setting)
    if column.kind == "uscc":
        return _usccs(plain)
    return _parsed(column, plain, setting)


def _nulls(values: pa.Array) -> pa.Array:
    return pa.nulls(len(values), pa.string())


def _ids(plain: pa.Array, setting: Setting) -> Converted:
    ids = check_ids(plain)
    codes_, code_status = check_codes(plain)
    valid = np.array(code_status.to_pylist(), dtype=object) == "valid"
    company = valid & (ids.status != "full") & ~_like_resident(plain)
    ids.status[company] = "other"
    made = tokens(ids, setting.token_key, setting.masks)
    if company.any():
        # A company's code is public: its token is the code itself.
        own = pc.if_else(pa.array(company), codes_, pa.scalar(None, pa.string()))
        listed = pa.array([[f"U:{code}"] if code else None for code in own.to_pylist()], made.type)
        made = pc.coalesce(listed, made)
    status = pa.array(ids.status, pa.string())
    doubts = pc.if_else(pc.equal(status, "failing"), "id_check", pa.scalar(None, pa.string()))
    return Converted([status, made, *facts(ids)], _nulls(plain), doubts)


def _usccs(plain: pa.Array) -> Converted:
    made, status = check_codes(plain)
    none = pa.scalar(None, pa.string())
    numbers = _like_resident(plain)
    if numbers.any():
        # One code in some thousands looks like an ID number; it is one unless its own check says otherwise.
        chosen = pa.array(numbers)
        full = check_ids(plain.filter(chosen)).status == "full"
        numbers[numbers] = full | (status.filter(chosen).to_numpy(zero_copy_only=False) != "valid")
        made = pc.if_else(pa.array(numbers), none, made)
    refused = pc.if_else(pa.array(numbers), "id_as_uscc", none)
    doubts = pc.if_else(pc.equal(status, "failing"), "uscc_check", none)
    return Converted([made, status], refused, doubts)


def _like_resident(plain: pa.Array) -> npt.NDArray[np.bool_]:
    """Say which cells have the shape of a resident ID: region, a birth date that can be, sequence.

    By chance one wrong ID number in 31 has the check character of a credit code, which would be published.
    """
    shape = r"^[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"
    out: npt.NDArray[np.bool_] = pc.match_substring_regex(plain, shape).to_numpy(
        zero_copy_only=False
    )
    return out


def _parsed(column: Column, plain: pa.Array, setting: Setting) -> Converted:
    parse = _parser(column, setting)
    values: list[Any] = []
    refused: list[str | None] = []
    doubts: list[str | None] = []
    for text in plain.to_pylist():
        value, reason, doubt = None, None, None
        try:
            value = parse(text) if text else None
        except ForeignCurrency:
            doubt = "foreign_currency"
        except Refused as error:
            reason = str(error)
        values.append(value)
        refused.append(reason)
        doubts.append(doubt)
    made = pa.array(values, arrow_fields(column)[0].type)
    return Converted([made], pa.array(refused, pa.string()), pa.array(doubts, pa.string()))


def _parser(column: Column, setting: Setting) -> Callable[[str], Any]:
    parsers: dict[str, Callable[[str], Any]] = {
        "date": parse_date,
        "money": parse_money,
        "share": lambda text: parse_share(text, setting.share_unit),
        "year": parse_year,
        "count": parse_count,
        "flag": parse_flag,
        "region": parse_region,
        "industry": parse_industry,
        "phone": parse_phone,
        "list": parse_list,
    }
    return parsers[column.kind]
