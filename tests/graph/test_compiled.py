"""Compiled loops: what their cache on disk asks of the code, and what happens where there is none."""

from __future__ import annotations

import ast
from pathlib import Path

import numba
import numpy as np
import pytest

import graph.compiled as compiled_module

ROOM = Path(compiled_module.__file__).parent


def loops(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id == "compiled" for d in node.decorator_list)
    }


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def test_a_compiled_loop_takes_nothing_from_other_files_but_numpy() -> None:
    every = {path: loops(path) for path in ROOM.glob("*.py")}
    assert sum(map(len, every.values())) > 8
    for path, own in every.items():
        foreign = imported(path) - {"np"}
        for name, loop in own.items():
            used = {
                node.id
                for step in loop.body
                for node in ast.walk(step)
                if isinstance(node, ast.Name)
            }
            assert not used & foreign, f"{path.name}: {name}"


def test_where_no_folder_can_hold_the_cache_the_loop_compiles_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = numba.njit

    def refuses(loop: object, **options: object) -> object:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return real(loop)

    monkeypatch.setattr(numba, "njit", refuses)

    def double(values: np.ndarray) -> float:
        return float(2 * values.sum())

    assert compiled_module.compiled(double)(np.ones(3)) == 6.0
