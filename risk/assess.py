"""What the run report tells of the scoring: patterns off, exemptions applied, how stable the list is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from risk.evaluate import Off
from risk.pack import Pack
from risk.tables import Con
from risk.weigh import chain, combine, tiers

Ints = npt.NDArray[np.int64]


def assess(con: Con, links: pa.Table, pack: Pack, off: list[Off]) -> dict[str, Any]:
    """Return the scoring's part of the run report, JSON values only.

    Exemptions and stability count nothing that rests on a complaint: the report's page is open to
    people who are not cleared for complaints.
    """
    derived = [p.id for p in pack.patterns.values() if p.complaint_derived]
    hidden = pa.array(sorted(derived), pa.string())
    return {
        "patterns_off": [{"pattern": o.pattern, "missing": list(o.missing)} for o in off],
        "patterns_unrun": [
            {
                "pattern": u.id,
                "title_zh": u.title.zh,
                "title_en": u.title.en,
                "why": u.why.zh,
                "why_en": u.why.en,
            }
            for u in pack.unrun.values()
        ],
        "exemptions": _exemptions(con, hidden),
        "candidates": _counts(
            con, "SELECT pattern, count(*) FROM candidates GROUP BY 1 ORDER BY 1"
        ),
        "unknown_kinship": _counts(con, "SELECT kinship, n FROM unknown_kinship ORDER BY 1"),
        "stability": stability(links.filter(pc.invert(pc.is_in(links["pattern"], hidden))), pack),
    }


def _counts(con: Con, query: str) -> dict[str, int]:
    return {str(key): int(n) for key, n in con.execute(query).fetchall()}


def _exemptions(con: Con, hidden: pa.Array) -> dict[str, dict[str, int]]:
    query = """SELECT code, outcome, count(*) FROM outcomes JOIN candidates USING (cid)
               WHERE NOT list_contains(?, pattern) GROUP BY ALL ORDER BY ALL"""
    found: dict[str, dict[str, int]] = {}
    for code, outcome, n in con.execute(query, [hidden.to_pylist()]).fetchall():
        found.setdefault(code, {})[outcome] = int(n)
    return found


def stability(links: pa.Table, pack: Pack) -> list[dict[str, Any]]:
    """Return, for each scale of the priors, how far the list is the same as with scale 1.

    `same_top_50` is the Jaccard index of the 50 best officials, `same_shown` of all shown ones.
    """
    base_top, base_all, _ = _officials(links, pack, 1.0)
    rows = []
    for scale in pack.weights.prior_scales:
        top, everyone, first = _officials(links, pack, scale)
        rows.append({
            "scale": round(scale, 6),
            "officials": len(everyone),
            "tier_1": first,
            "same_top_50": _jaccard(base_top, top),
            "same_shown": _jaccard(base_all, everyone),
        })  # fmt: skip
    return rows


def _officials(links: pa.Table, pack: Pack, scale: float) -> tuple[set[str], set[str], int]:
    parts = chain(links, scale=scale)
    probability = combine(parts)
    tier = tiers(links, parts, pack)
    best: dict[str, tuple[int, float]] = {}
    officials = links.column("official_id").to_pylist()
    for n in np.flatnonzero(tier):
        key = (int(tier[n]), -round(float(probability[n]), 6))
        best[officials[n]] = min(key, best.get(officials[n], (9, 0.0)))
    ranked = sorted(best, key=lambda official: (*best[official], official))
    return set(ranked[:50]), set(ranked), sum(tier == 1 for tier, _ in best.values())


def _jaccard(a: set[str], b: set[str]) -> float:
    return round(len(a & b) / len(a | b), 6) if a | b else 1.0
