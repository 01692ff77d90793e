"""The risk list filtered and sorted (清单的筛选与排序): columns of numbers made once for each run.

A page shows fifty of perhaps thirty thousand officials, so nothing is done per official but looking
for a text; the orders are worked out once each and a filter only takes rows out of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from pypinyin import lazy_pinyin

from desk.results import Lead, area_prefix

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: Orders of the list; each can be turned round. Those with equal rank keep their order of strength.
SORTS = ("strength", "name", "unit", "level", "pattern", "company", "region", "findings", "listed")
#: In these the greatest comes first, unless turned round.
_GREATEST_FIRST = frozenset({"level", "findings", "listed"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a filter lets through, and in which order."""

    tier: int | None = None
    typology: str = ""
    pattern: str = ""
    unit: str = ""
    region: str = ""
    level: str = ""
    text: str = ""
    since: str = ""
    changed: str = ""
    state: str = ""
    sort: str = "strength"

    @property
    def active(self) -> bool:
        """Whether anything is filtered out."""
        told = (self.typology, self.pattern, self.unit, self.region, self.level, self.text)
        return bool(self.tier or self.since or self.changed or self.state or any(told))


class Listing:
    """One risk list ready to be filtered.

    Parameters
    ----------
    leads : list of Lead
        What the viewer may see, best first.
    levels : mapping of str to int
        职级 → its height (`risk/switchboard.yaml`); one that is not there stands lowest.
    listed : mapping of str to str
        Official → the day (ISO) on which the youngest of his findings came onto the list.
    """

    def __init__(
        self, leads: list[Lead], levels: Mapping[str, int], listed: Mapping[str, str]
    ) -> None:
        self.leads = leads
        self._levels, self._listed = levels, listed
        self._orders: dict[str, Rows] = {}

    @cached_property
    def _row(self) -> dict[str, int]:
        return {lead.official_id: n for n, lead in enumerate(self.leads)}

    @cached_property
    def _tiers(self) -> npt.NDArray[np.int64]:
        return np.array([lead.tier for lead in self.leads], np.int64)

    @cached_property
    def _days(self) -> npt.NDArray[np.str_]:
        days = [self._listed.get(lead.official_id, "") for lead in self.leads]
        return np.array(days, dtype="U10")

    @cached_property
    def _texts(self) -> list[str]:
        return [
            f"{x.name}\n{x.official_id}\n{x.unit}\n{x.title}\n{x.top_company}\n{x.top_uscc}".lower()
            for x in self.leads
        ]

    @cached_property
    def _units(self) -> list[str]:
        return [f"{lead.unit} {lead.title}" for lead in self.leads]

    @cached_property
    def patterns(self) -> list[str]:
        """Every pattern on the list."""
        return sorted({code for lead in self.leads for code in lead.patterns})

    @cached_property
    def levels(self) -> list[str]:
        """Every grade on the list, the highest first."""
        found = {lead.level for lead in self.leads if lead.level}
        return sorted(found, key=lambda level: (-self._levels.get(level, -1), level))

    @cached_property
    def _members(self) -> dict[tuple[str, str], Mask]:
        """Who has a pattern, a typology, a grade: a mask for each."""
        found: dict[tuple[str, str], Mask] = {}
        for n, lead in enumerate(self.leads):
            kinds = [("level", lead.level)]
            kinds += [("pattern", code) for code in lead.patterns]
            kinds += [("typology", code) for code in lead.typologies]
            for kind in kinds:
                found.setdefault(kind, np.zeros(len(self.leads), bool))[n] = True
        return found

    @cached_property
    def _areas(self) -> tuple[list[tuple[str, ...]], Rows]:
        """The different sets of regions, and which one each official has."""
        known: dict[tuple[str, ...], int] = {}
        of = [known.setdefault(lead.regions, len(known)) for lead in self.leads]
        return list(known), np.array(of, np.int64)

    def day(self, official_id: str) -> str:
        """Return the day on which the youngest finding of an official came onto the list."""
        return self._listed.get(official_id, "")

    def select(self, chosen: Chosen, among: Collection[str] | None = None) -> list[Lead]:
        """Return the leads that pass a filter, in its order.

        Parameters
        ----------
        among : collection of str, optional
            Only these officials: those marked as changed, or whose case is in the state asked for.
        """
        order = self._order(chosen.sort)
        mask = self._mask(chosen)
        if among is not None:
            inside = np.zeros(len(self.leads), bool)
            inside[[self._row[one] for one in among if one in self._row]] = True
            mask &= inside
        rows: list[int] = order[mask[order]].tolist()
        if chosen.unit:
            rows = [n for n in rows if chosen.unit in self._units[n]]
        for word in chosen.text.lower().split():
            rows = [n for n in rows if word in self._texts[n]]
        return [self.leads[n] for n in rows]

    def _mask(self, chosen: Chosen) -> Mask:
        nobody = np.zeros(len(self.leads), bool)
        mask = ~nobody
        if chosen.tier is not None:
            mask &= self._tiers == chosen.tier
        for kind in ("pattern", "typology", "level"):
            asked = getattr(chosen, kind)
            if asked:
                mask &= self._members.get((kind, asked), nobody)
        if chosen.region:
            area = area_prefix(chosen.region)
            sets, of = self._areas
            inside = [any(region.startswith(area) for region in regions) for regions in sets]
            mask &= np.array(inside, bool)[of] if len(of) else mask
        if chosen.since:
            mask &= self._days >= chosen.since
        return mask

    def _order(self, sort: str) -> Rows:
        if sort not in self._orders:
            name, turned = sort.removeprefix("-"), sort.startswith("-")
            key = self._keys.get(name)
            rows = list(range(len(self.leads)))
            if key is not None:
                rows.sort(key=key, reverse=(name in _GREATEST_FIRST) != turned)
            elif turned:
                rows.reverse()
            self._orders[sort] = np.array(rows, np.int64)
        return self._orders[sort]

    @cached_property
    def _keys(self) -> dict[str, Callable[[int], tuple[object, ...]]]:
        leads, days = self.leads, self._listed
        return {
            "name": lambda n: spelled(leads[n].name),
            "unit": lambda n: spelled(leads[n].unit),
            "level": lambda n: (self._levels.get(leads[n].level, -1), leads[n].level),
            "pattern": lambda n: (leads[n].top_pattern,),
            "company": lambda n: spelled(leads[n].top_company),
            "region": lambda n: leads[n].regions,
            "findings": lambda n: (leads[n].findings,),
            "listed": lambda n: (days.get(leads[n].official_id, ""),),
        }


@lru_cache(maxsize=100_000)
def spelled(text: str) -> tuple[str, ...]:
    """Return what Chinese words are sorted by: their pinyin (拼音), syllable by syllable."""
    return (*lazy_pinyin(text), text)
