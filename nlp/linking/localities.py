"""Places that an area's own tables name (本地地名), beside those of GB/T 2260."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from nlp.linking.company_names import UNKNOWN_PLACE
from nlp.linking.regions import Regions, national, stem, trimmed
from nlp.linking.spelling import canonical

#: A place that no table knows counts from this many names on; another reading of a known one needs more.
_NEW, _OTHER, _MOST = 3, 10, 0.9
_REACH, _LEVELS = 12, 3


def local_regions(named: Iterable[tuple[str, str]]) -> Regions:
    """Return the national places with those of an area.

    Parameters
    ----------
    named : iterable of (region code or nothing, name of a company or unit that may begin with places)
    """
    base = national()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for region, name in named:
        places = _leading(canonical(name), base)
        for below, place in enumerate(reversed(places)):
            # A place with another one behind it is a level above: 江海市|东山区.
            code = trimmed(region)[: 6 - 2 * below] if len(region) == 6 and below < _LEVELS else ""
            seen[place][code] += 1
    rows = []
    for place, regions in sorted(seen.items()):
        code = _meant(regions)
        known = base.codes.get(place, ())
        if not known and sum(regions.values()) >= _NEW:
            rows.append((code or f"~{place}", place))
        elif known and code and not any(code.startswith(c) or c.startswith(code) for c in known):
            top, count = regions.most_common(1)[0]
            if count >= max(_OTHER, _MOST * regions.total()) and top:
                rows.append((code, place))
    return base.and_also(rows)


def _leading(text: str, base: Regions) -> list[str]:
    """Return the places that a name begins with, known or not."""
    found: list[str] = []
    at = 0
    while at < _REACH:
        name = base.first(text, at)
        if stem(name) == name and (match := UNKNOWN_PLACE.match(text, at)):
            name = max(name, match.group(), key=len)  # 江海|市 is no place, 江海市 is one
        if not name:
            return found
        found.append(name)
        at += len(name)
    return found


def _meant(regions: Counter[str]) -> str:
    """Return the digits, by pairs, that the codes of nearly all names of a place share."""
    codes = Counter({code: n for code, n in sorted(regions.items()) if code})
    total, best = codes.total(), ""
    most = min((len(code) for code in codes), default=0)
    for size in range(2, most + 1, 2):
        heads: Counter[str] = Counter()
        for code, n in codes.items():
            heads[code[:size]] += n
        head, count = heads.most_common(1)[0]
        if count < _MOST * total or len(head) < size:
            break
        best = head
    return best
