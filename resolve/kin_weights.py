"""The numbers of `kin_evidence.yaml` as tables that statements can join (推断用的权重)."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from resolve.knowledge import load, surname_shares


@cache
def rule_tables() -> dict[str, pa.Table]:
    """Return `rule` (one row, a column a number), `gaps` and `compound` (复姓)."""
    data = load("kin_evidence")
    surname, generation, region = data["surname"], data["generation"], data["region"]
    numbers = {
        **data["prior"], **data["levels"],
        "surname_high": surname["high"], "clustering": surname["clustering"],
        "smoothing": surname["smoothing"], "surname_differs": surname["differs"],
        "before_1960": generation["before_1960"], "after_1960": generation["later"],
        "generation_gap": generation["age_gap"],
        "region_high": region["high"], "region_differs": region["differs"],
        "county_smoothing": region["smoothing"],
        "name_shape": data["name"]["shape"], "name_usual": data["name"]["usual"],
        "learned_from": region["learned_from"], "learned_part": region["learned_part"],
        **{key: value for key, value in data["contact"].items() if key != "officials"},
        "shared_officials": data["contact"]["officials"],
        "spouses": data["pair"]["spouses"], "pair_gap": data["pair"]["age_gap"],
        "impossible": data["age"]["impossible"], "any_gap": data["age"]["any"],
        "in_register": data["document"]["in_register"], "in_document": data["document"]["company"],
    }  # fmt: skip
    gaps = data["gaps"]
    compound = sorted(surname for surname in surname_shares() if len(surname) == 2)
    return {
        "rule": pa.table({key: [float(value)] for key, value in numbers.items()}),
        "gaps": pa.table({
            "word": list(gaps),
            "low": [gap[0] for gap in gaps.values()],
            "high": [gap[1] for gap in gaps.values()],
        }),
        "compound": pa.table({"surname": pa.array(compound, pa.string())}),
    }  # fmt: skip
