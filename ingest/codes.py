"""Short cells with a fixed form: years, counts, yes and no, regions, industries, telephones, lists (代码)."""

from __future__ import annotations

import re

from ingest.date_cells import YEARS, Refused
from ingest.forms import forms


def parse_year(text: str) -> int:
    """Return a year: ``2023``, ``2023年``, ``2023年度``."""
    match = re.fullmatch(r"(\d{4})(?:\.0)?(?:年度?)?", text)
    if match is None or int(match[1]) not in YEARS:
        raise Refused("year")  # noqa: EM101 - a code of reasons.yaml
    return int(match[1])


def parse_count(text: str) -> int:
    """Return a whole number from 0 on: ``3``, ``3.0``, ``1,200``, ``3家``."""
    match = re.fullmatch(r"(\d{1,15})(?:\.0+)?[家个人票名张]?", text.replace(",", ""))
    if match is None:
        raise Refused("count")  # noqa: EM101 - a code of reasons.yaml
    return int(match[1])


def parse_flag(text: str) -> bool:
    """Return yes or no."""
    word = text.lower()
    if word in forms().flag.yes:
        return True
    if word in forms().flag.no:
        return False
    raise Refused("flag")  # noqa: EM101 - a code of reasons.yaml


def parse_region(text: str) -> str:
    """Return a region code of 6 digits (GB/T 2260); the 9 or 12 digits of a statistics code are cut to 6."""
    match = re.fullmatch(r"([1-9]\d{5})(?:\d{3}|\d{6})?(?:\.0)?", text)
    if match is not None:
        return match[1]
    short = re.fullmatch(r"([1-9]\d)(\d\d)?", text)
    if short is not None:
        return text.ljust(6, "0")
    raise Refused("region")  # noqa: EM101 - a code of reasons.yaml


def parse_industry(text: str) -> str:
    """Return an industry code with its section letter (GB/T 4754-2017): ``5137`` is ``F5137``."""
    match = re.fullmatch(r"([A-Ta-t])?(\d{2,4})?(?:\.0)?", text)
    if match is None or not text:
        raise Refused("industry")  # noqa: EM101 - a code of reasons.yaml
    letter, digits = (match[1] or "").upper(), match[2] or ""
    if not digits:
        return letter
    division = int(digits[:2])
    section = next((s for s, (a, b) in forms().industry_sections.items() if a <= division <= b), "")
    if not section:
        raise Refused("industry")  # noqa: EM101 - a code of reasons.yaml
    return section + digits


def parse_phone(text: str) -> str | None:
    """Return the digits of a telephone number, of the first where there are several; None without any."""
    first = re.split(r"[;；/、,，]", text)[0]
    digits = re.sub(r"\D", "", first)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits or None


def parse_list(text: str) -> list[str]:
    """Return the items of a list cell, separated by ``;`` ``；`` ``、`` or ``,``."""
    items = re.split(f"[{re.escape(forms().list_separators)}]", text)
    return [item.strip() for item in items if item.strip()]
