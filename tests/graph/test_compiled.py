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


def test_a_compiled_loop_calls_compiled_loops_of_its_own_module_only() -> None:
    every = {path: loops(path) for path in ROOM.glob("*.py")}
    assert sum(map(len, every.values())) > 8
    for path, own in every.items():
        others = {name for other, names in every.items() if other != path for name in names}
        for name, loop in own.items():
            called = {
                n.func.id
                for n in ast.walk(loop)
                if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
            }
            assert not called & (others - set(own)), f"{path.name}: {name}"


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
