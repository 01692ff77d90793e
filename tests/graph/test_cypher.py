"""The examples of docs/cypher.md: what both stores share, and where they really differ."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.embedded import EmbeddedStore
from graph.open import open_store
from graph.project import project
from graph.store import GraphStore, Row
from ingest.errors import UserError
from ingest.stage import Stage

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cypher.md"


@dataclass(frozen=True)
class Example:
    line: int
    cypher: str
    params: dict[str, Any]
    differs: bool

    def __str__(self) -> str:
        return f"line-{self.line}"


def examples() -> Iterator[Example]:
    text = PAGE.read_text(encoding="utf-8")
    for block in re.finditer(
        r"^```cypher( differs)?\n(// (\{[^\n]*\})\n)?(.*?)^```$", text, re.M | re.S
    ):
        line = text[: block.start()].count("\n") + 1
        yield Example(line, block[4].strip(), json.loads(block[3] or "{}"), bool(block[1]))


SHARED = [example for example in examples() if not example.differs]
DIFFERENT = [example for example in examples() if example.differs]


@pytest.fixture(scope="module")
def embedded(
    area_stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(tmp_path_factory.mktemp("cypher") / "graph") as store:
        project(area_stage, store)
        yield store


@pytest.fixture
def server(area_stage: Stage, neo4j_url: str) -> Iterator[GraphStore]:
    with open_store(neo4j_url) as store:
        project(area_stage, store)
        yield store


def answer(store: GraphStore, example: Example) -> list[Row] | None:
    """Return the rows, in an order of their own where the query has none; None where refused."""
    try:
        rows = store.query(example.cypher, **example.params)
    except UserError:
        return None
    return rows if "\nORDER BY" in example.cypher else sorted(rows, key=repr)


def test_the_page_has_examples_of_both_sorts() -> None:
    blocks = PAGE.read_text(encoding="utf-8").count("```cypher")
    assert len(SHARED) + len(DIFFERENT) == blocks
    assert len(SHARED) >= 15
    assert len(DIFFERENT) >= 8


@pytest.mark.parametrize("example", SHARED, ids=str)
def test_an_example_finds_something_in_the_small_area(
    embedded: EmbeddedStore, example: Example
) -> None:
    assert answer(embedded, example)


@pytest.mark.neo4j
@pytest.mark.parametrize("example", SHARED, ids=str)
def test_both_stores_give_the_same_rows(
    embedded: EmbeddedStore, server: GraphStore, example: Example
) -> None:
    assert answer(server, example) == answer(embedded, example)


@pytest.mark.neo4j
@pytest.mark.parametrize("example", DIFFERENT, ids=str)
def test_what_the_page_calls_different_is_different(
    embedded: EmbeddedStore, server: GraphStore, example: Example
) -> None:
    ours, theirs = answer(embedded, example), answer(server, example)
    assert ours != theirs
    assert ours is not None or theirs is not None, "an example that both refuse shows nothing"
