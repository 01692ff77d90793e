"""Features as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.errors import UserError
from nlp.tagging import templates

COLUMNS, SPARSE = ["char", "list"], ["list"]


def keys(cells: list[list[int]], lines: list[str], bounds: list[int]) -> list[list[int]]:
    table = templates.parse(lines, COLUMNS, SPARSE)
    found: list[list[int]] = templates.keys(np.array(cells), np.array(bounds), table).tolist()
    return found


def test_equal_surroundings_give_equal_keys_and_others_others() -> None:
    cells = [[5, 0], [6, 0], [5, 0], [6, 0], [7, 0]]
    found = keys(cells, ["char[0] char[1]", "char[0]"], [0, 5])
    assert found[0] == found[2]
    assert found[1][1] == found[3][1]
    assert found[1][0] != found[3][0]
    assert found[0][0] != found[0][1]


def test_the_order_of_cells_counts() -> None:
    ((one, other), *_) = keys([[5, 0], [6, 0]], ["char[0] char[1]", "char[1] char[0]"], [0, 2])
    assert one != other


def test_what_is_absent_in_a_sparse_column_is_no_feature() -> None:
    found = keys([[5, 0], [5, 3]], ["list[0]", "list[0] list[1]", "list[-1]"], [0, 2])
    assert found[0] == [0, 0, 0]
    assert found[1][0] != 0
    assert found[1][1:] == [0, 0]


def test_no_template_looks_over_a_bound() -> None:
    whole = keys([[5, 0], [6, 0], [7, 0]], ["char[-1] char[0]", "char[1]"], [0, 3])
    apart = keys([[5, 0], [6, 0], [7, 0]], ["char[-1] char[0]", "char[1]"], [0, 1, 3])
    alone = keys([[6, 0], [7, 0]], ["char[-1] char[0]", "char[1]"], [0, 2])
    assert apart[1:] == alone
    assert apart[1] != whole[1]
    assert apart[0][1] != whole[0][1]


def test_a_column_that_does_not_exist_is_named() -> None:
    with pytest.raises(UserError, match="word"):
        templates.parse(["word[0]"], COLUMNS, SPARSE)
    with pytest.raises(UserError):
        templates.parse(["char[0] char[1] char[2] char[3]"], COLUMNS, SPARSE)


def test_the_table_finds_every_key_and_no_other() -> None:
    names = np.unique(np.random.default_rng(1).integers(1, 2**63, 5000).astype(np.uint64))
    table = templates.table_of(names)
    assert templates.find(names[None, :], *table)[0].tolist() == list(range(names.size))
    others = np.array([[0, 12345, int(names[0]) ^ 1]], np.uint64)
    assert templates.find(others, *table).tolist() == [[-1, -1, -1]]


def test_emissions_are_the_sums_of_rows() -> None:
    generator = np.random.default_rng(2)
    weights = generator.integers(-127, 127, (6, 5)).astype(np.int8)
    scale = generator.random(5).astype(np.float32)
    found = np.array([[0, -1, 3], [-1, -1, -1]], np.int32)
    expected = (weights[0].astype(float) + weights[3]) * scale
    total = templates.emissions(found, weights, scale)
    assert np.allclose(total[0], expected, rtol=1e-5)
    assert not total[1].any()
