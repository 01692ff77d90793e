"""Which unit of the posts a buyer, an agency or a unit named in a text means (单位指认).

A full name links to the unit itself; a name that begins with a unit's full name and ends like an
inner organ links to that unit; a short form (区水利局, 住建局) links only where it can mean but one
unit among all units, buyers and agencies of the area.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pyarrow as pa

from resolve.knowledge import load
from resolve.names import company_name
from resolve.schema import UNIT_LINKS


def link_units(
    units: Iterable[str | None], named: Iterable[str | None], texts: Iterable[str | None]
) -> pa.Table:
    """Link names to units.

    Parameters
    ----------
    units : units of the posts
    named : buyers and agencies, by full name as registers write them
    texts : units as texts name them, often shortened

    Returns
    -------
    table of `UNIT_LINKS`, sorted by name; a name that fits no unit, or several, has no row
    """
    full = _by_canonical(units)
    official = {company_name(name) for name in (*full, *named) if name}
    short = short_forms([*full, *sorted(official - full.keys())])
    rows = []
    for name in sorted({n for n in (*full.values(), *named, *texts) if n}):
        found = _link(company_name(name), full, short)
        if found is not None:
            rows.append((name, full[found[0]], found[1]))
    return pa.Table.from_pylist(
        [dict(zip(UNIT_LINKS.names, row, strict=True)) for row in rows], schema=UNIT_LINKS
    )


def _by_canonical(names: Iterable[str | None]) -> dict[str, str]:
    """Return canonical → name as written; of several spellings the smallest."""
    found: dict[str, str] = {}
    for name in sorted({n for n in names if n}):
        found.setdefault(company_name(name), name)
    return found


def _link(name: str, full: dict[str, str], short: dict[str, set[str]]) -> tuple[str, str] | None:
    if name in full:
        return name, "exact"
    ending = _inner().search(name)
    if ending is not None:
        for stop in range(len(name) - 1, 3, -1):  # the longest unit first
            if name[:stop] in full and _inner().fullmatch(name[stop:]):
                return name[:stop], "inner"
    meant = short.get(name, set())
    if len(meant) == 1 and (unit := next(iter(meant))) in full:
        return unit, "short"
    return None


@cache
def _inner() -> re.Pattern[str]:
    endings = sorted(load("units")["inner"], key=len, reverse=True)
    return re.compile(r".*(?:" + "|".join(map(re.escape, endings)) + r")$")


@cache
def _level() -> re.Pattern[str]:
    levels = sorted(load("units")["level"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, levels)))


def short_forms(units: Iterable[str]) -> dict[str, set[str]]:
    """Return short form → the full canonical names that it can mean."""
    forms: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        for form in _shortened(unit):
            forms[form].add(unit)
    return dict(forms)


def _shortened(unit: str) -> set[str]:
    """Return the forms of a unit's name without its places and with its usual short ending."""
    tails = {unit}
    for match in _level().finditer(unit):
        rest = unit[match.end() :]
        if match.start() and len(rest) >= 2:
            tails |= {rest, match.group() + rest}
    abbreviations: dict[str, list[str]] = load("units")["short"]
    forms = set(tails)
    for tail in tails:
        ending = next((e for e in abbreviations if tail.endswith(e)), None)
        if ending is not None:
            forms |= {tail.removesuffix(ending) + short for short in abbreviations[ending]}
    return {form for form in forms if len(form) >= 3} - {unit}
