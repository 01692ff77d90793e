"""The picture of a path: every box and arrow once, the weakest link marked, nothing unescaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.pathdrawing import LINK_HOPS, Words, draw, node_order, positions, wrap

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    title="a path", weakest="最弱一环", edge=lambda h: (h["kind"], "2020"), kind=lambda k: k
)


def hop(start: str, kind: str, stop: str) -> dict[str, Any]:
    return {"from": start, "kind": kind, "to": stop}


CHAIN = [
    hop("official:1", "KIN", "relative:2"),
    hop("relative:2", "SAME_AS", "person:3"),
    hop("person:3", "HOLDS", "company:4"),
]
RING = [
    *CHAIN,
    hop("company:4", "WON", "award:5"),
    hop("unit:6", "PROCURED", "award:5"),
    hop("official:1", "IN_POST", "unit:6"),
]


def picture(path: list[dict[str, Any]], weakest: str | None = None, **more: Any) -> ET.Element:
    return ET.fromstring(
        draw(path, names=more.pop("names", {}), weakest=weakest, words=WORDS, **more)
    )


def edges(svg: ET.Element, style: str) -> list[ET.Element]:
    return [group for group in svg.iter(f"{SVG}g") if group.get("class") == style]


def test_the_nodes_come_in_the_order_of_the_walk_even_against_an_arrow() -> None:
    assert node_order(RING) == [
        "official:1", "relative:2", "person:3", "company:4", "award:5", "unit:6",
    ]  # fmt: skip


def test_a_chain_is_one_row_and_a_ring_closes_at_its_left_end() -> None:
    assert [at[1] for at in positions(CHAIN).values()] == [0, 0, 0, 0]
    ring = positions(RING)
    assert ring["official:1"] == (0, 0)
    assert ring["unit:6"] == (0, 1)


def test_the_weakest_link_is_marked_by_words_and_dashes_not_by_colour_alone() -> None:
    svg = picture(CHAIN, "p_identity")
    (weak,) = edges(svg, "edge weak")
    assert "最弱一环" in [text.text for text in weak.iter(f"{SVG}text")]
    (line,) = weak.iter(f"{SVG}line")
    assert line.get("stroke-dasharray")
    assert len(edges(svg, "edge")) == len(CHAIN) - 1


@pytest.mark.parametrize("weakest", [None, "p_no_exemption"])
def test_a_weakest_link_that_is_no_hop_marks_none(weakest: str | None) -> None:
    assert edges(picture(CHAIN, weakest), "edge weak") == []


def test_every_kind_of_hop_belongs_to_at_most_one_link() -> None:
    kinds = [kind for hops in LINK_HOPS.values() for kind in hops]
    assert len(kinds) == len(set(kinds))


def test_a_hop_with_a_source_is_a_link_to_it() -> None:
    svg = picture(CHAIN, href=lambda h: "/source/?a=1&b=2" if h["kind"] == "KIN" else None)
    assert [a.get("href") for a in svg.iter(f"{SVG}a")] == ["/source/?a=1&b=2"]


def test_the_picture_needs_no_script_and_no_style_attribute() -> None:
    drawn = draw(RING, names={}, weakest="p_benefit", words=WORDS)
    assert "style=" not in drawn
    assert "<script" not in drawn


@given(name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40))
def test_any_name_is_text_never_markup(name: str) -> None:
    svg = picture([hop("official:1", "KIN", "relative:2")], names={"official:1": name})
    titles = [title.text or "" for title in svg.iter(f"{SVG}title")]
    assert name in titles
    assert {element.tag for element in svg.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "defs", "marker", "path", "g", "rect", "text", "line")
    }  # fmt: skip


@given(steps=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=14))
def test_no_two_boxes_lie_on_each_other(steps: list[tuple[int, int]]) -> None:
    placed = positions([hop(f"n:{a}", "HOLDS", f"n:{b}") for a, b in steps])
    assert len(set(placed.values())) == len(placed) == len({end for step in steps for end in step})


@given(text=st.text(max_size=60), wide=st.integers(2, 12), lines=st.integers(1, 3))
def test_wrapped_text_keeps_to_its_lines_and_says_when_it_is_cut(
    text: str, wide: int, lines: int
) -> None:
    found = wrap(text, wide, lines)
    assert len(found) <= lines
    assert "".join(found) == text or found[-1].endswith("…")
