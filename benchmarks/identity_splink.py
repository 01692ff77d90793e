"""Splink 5 on the same tables, with the settings that its documentation recommends for persons.

    <peers python> identity_splink.py <folder> <code|bytes>

It runs with an interpreter of its own (`python3 -m venv SPLINK_VENV && SPLINK_VENV/bin/pip install
splink==5.0.0 duckdb==1.5.6 pandas pyarrow`), imports nothing of ours, reads ``roster.parquet`` and
``register.parquet``, writes ``links.parquet`` (n, source, p) and prints one JSON line.

Recommended are: a name comparison with term-frequency adjustment, levels of the date of birth,
blocking on name, on date of birth and on the number, u from random pairs, m by EM in passes that
block on different columns. ``bytes`` is Splink's own name comparison (Jaro-Winkler), which on DuckDB
compares bytes of Chinese characters; ``code`` compares characters, which its authors would want.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

#: Two names of the same length that differ in one character.
_ONE_SLIP = "length(name_l) = length(name_r) AND " + " + ".join(
    f"(substr(name_l, {n}, 1) <> substr(name_r, {n}, 1))::INT" for n in range(1, 5)
) + " = 1"  # fmt: skip


def main() -> None:
    """Link ``<folder>/roster.parquet`` with ``<folder>/register.parquet``."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    import duckdb
    from splink import DuckDBAPI, Linker  # type: ignore[import-not-found]  # the peers' own

    start, cpu = time.perf_counter(), time.process_time()
    con = duckdb.connect()
    for name in ("roster", "register"):
        con.execute(f"CREATE TABLE {name}_in AS SELECT * FROM '{folder / name}.parquet'")
    api = DuckDBAPI(connection=con)
    has = {
        column: con.execute(f"SELECT count({column}) FROM register_in").fetchone()[0] > 0
        and con.execute(f"SELECT count({column}) FROM roster_in").fetchone()[0] > 0
        for column in ("id_full", "id_tail", "id_year", "born", "sex", "region", "phone")
    }
    tables = [
        api.register(con.table(f"{name}_in"), dataset_display_name=name)
        for name in ("roster", "register")
    ]
    linker = Linker(tables, settings(has, kind))
    train(linker, has)
    trained = time.perf_counter() - start
    found = linker.inference.predict(threshold_match_probability=0.05)
    con.execute(
        f"""COPY (SELECT CASE WHEN source_dataset_l = 'roster' THEN unique_id_l ELSE unique_id_r END
                    AS roster_id,
                  CASE WHEN source_dataset_l = 'roster' THEN unique_id_r ELSE unique_id_l END
                    AS source, match_probability AS p
                  FROM {found.physical_name} ORDER BY ALL) TO '{folder / "links.parquet"}'"""
    )
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    print(json.dumps({
        "seconds": time.perf_counter() - start, "train": trained,
        "cpu": time.process_time() - cpu, "peak_gib": peak / 2**20,
    }))  # fmt: skip


def settings(has: dict[str, bool], kind: str) -> Any:
    """Return the settings: comparisons and blocking rules for the columns that hold anything."""
    import splink.comparison_level_library as cll  # type: ignore[import-not-found]  # the peers' own
    import splink.comparison_library as cl  # type: ignore[import-not-found]
    from splink import SettingsCreator, block_on

    exact = cll.ExactMatchLevel("name", term_frequency_adjustments=True)
    slips = (
        [cll.CustomLevel(_ONE_SLIP, "one character differs")]
        if kind == "code"
        else [cll.JaroWinklerLevel("name", 0.92), cll.JaroWinklerLevel("name", 0.88)]
    )
    comparisons: list[Any] = [
        cl.CustomComparison(
            output_column_name="name",
            comparison_levels=[cll.NullLevel("name"), exact, *slips, cll.ElseLevel()],
        )
    ]
    if has["born"]:
        comparisons.append(_born(cl, cll))
    if has["sex"]:
        comparisons.append(cl.ExactMatch("sex"))
    if has["phone"]:
        comparisons.append(cl.ExactMatch("phone").configure(term_frequency_adjustments=True))
    if has["id_full"] or has["id_tail"]:
        comparisons.append(_number(cl, cll))
    elif has["region"]:
        comparisons.append(cl.ExactMatch("region").configure(term_frequency_adjustments=True))
    rules = [block_on("name")]
    rules += [block_on(c) for c in ("born", "id_full", "id_tail") if has[c]]
    return SettingsCreator(
        link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False, retain_matching_columns=False,
    )  # fmt: skip


def _born(cl: Any, cll: Any) -> Any:
    width = "least(length(born_l), length(born_r))"
    return cl.CustomComparison(
        output_column_name="born",
        comparison_levels=[
            cll.NullLevel("born"),
            cll.CustomLevel("born_l = born_r AND length(born_l) = 10", "same day"),
            cll.CustomLevel(f"{width} >= 7 AND left(born_l, 7) = left(born_r, 7)", "same month"),
            cll.CustomLevel("left(born_l, 4) = left(born_r, 4)", "same year"),
            cll.CustomLevel(
                "abs(left(born_l, 4)::INT - left(born_r, 4)::INT) <= 1", "within a year"
            ),
            cll.ElseLevel(),
        ],
    )


def _number(cl: Any, cll: Any) -> Any:
    null = "NOT coalesce({0}_l IS NOT NULL AND {0}_r IS NOT NULL, false)"
    all_null = " AND ".join(null.format(c) for c in ("id_full", "id_tail", "id_year"))
    levels = [
        cll.CustomLevel(f"{column}_l = {column}_r", f"same {column}")
        for column in ("id_full", "id_tail", "id_year")
    ]
    return cl.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            cll.CustomLevel(all_null, "missing").configure(is_null_level=True),
            *levels,
            cll.ElseLevel(),
        ],
    )


def train(linker: Any, has: dict[str, bool]) -> None:
    """Train as the documentation does: prior by sure rules, u by sampling, m by EM in several passes."""
    from splink import block_on

    sure = ["id_full"] if has["id_full"] else []
    rules = [block_on(c) for c in sure]
    if has["born"]:
        rules.append(block_on("name", "born"))
    elif has["phone"]:
        rules.append(block_on("name", "phone"))
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    passes = [c for c in ("id_full", "id_tail", "born", "phone") if has[c]]
    for columns in [block_on("name"), *(block_on(c) for c in passes[:2])]:
        linker.training.estimate_parameters_using_expectation_maximisation(
            columns, estimate_without_term_frequencies=True, max_pairs=5e6
        )


if __name__ == "__main__":
    main()
