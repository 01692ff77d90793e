"""The waterfall of a match: bars that join up, numbers that add up, the same as a table, nothing unescaped."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.waterfall import Words, draw, rows, steps
from resolve.explain import explain

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    title="<how & why>", rivals="其他候选", limit="上限", result="合计", even="一半对一半"
)
FIELDS = [("prior", "base", -4.0), ("name", "agree", 3.5), ("id", "missing", 0.0), ("born", "agree_day", 3.0),
          ("phone", "disagree", -0.1)]  # fmt: skip


def row(fields: list[tuple[str, str, float]], probability: float, level: str) -> dict[str, Any]:
    return {
        "official_id": "G1", "subject": "self", "person_key": "p1", "probability": probability, "level": level,
        "expected_namesakes": 0.5,
        "fields": [{"field": f, "agreement": a, "bans": b} for f, a, b in fields],
    }  # fmt: skip


def picture(fields: list[tuple[str, str, float]], probability: float, level: str) -> ET.Element:
    return ET.fromstring(draw(explain(row(fields, probability, level)), WORDS, "zh"))


def bars(svg: ET.Element) -> list[ET.Element]:
    return [group for group in svg.iter(f"{SVG}g") if group.get("class", "").startswith("bar")]


def test_each_bar_starts_where_the_one_before_it_ended_and_the_result_starts_at_zero() -> None:
    found = steps(explain(row(FIELDS, 0.9, "probable")), WORDS, "zh")
    for before, after in pairwise(found[:-1]):
        assert after.start == before.stop
    assert found[-1].kind == "result"
    assert found[-1].start == 0.0
    assert found[-1].bans == pytest.approx(found[-2].stop)


def test_the_result_is_the_log_odds_of_the_published_probability() -> None:
    # 10 ** (-4 + 3.5 + 3 - .1) = 251 against 1 would be .996; rivals bring it to .9
    found = steps(explain(row(FIELDS, 0.9, "probable")), WORDS, "zh")
    assert [step.kind for step in found][-2:] == ["rivals", "result"]
    assert 1 / (1 + 10 ** -found[-1].stop) == pytest.approx(0.9, abs=1e-6)


def test_what_a_limit_takes_off_is_a_bar_of_its_own() -> None:
    named = [("prior", "base", -4.0), ("name", "agree", 5.5)]
    found = steps(explain(row(named, 0.79, "hold")), WORDS, "zh")
    assert [step.kind for step in found] == ["prior", "field", "limit", "result"]
    assert "仅凭姓名" in found[2].words
    assert 1 / (1 + 10 ** -found[-1].stop) == pytest.approx(0.79, abs=1e-6)


def test_fields_without_weight_are_in_the_table_but_not_in_the_picture() -> None:
    told = explain(row(FIELDS, 0.9, "probable"))
    table = rows(told, WORDS, "zh")
    assert "证件号" in [step.name for step, _, _ in table]
    names = [group.find(f"{SVG}text").text for group in bars(picture(FIELDS, 0.9, "probable"))]  # type: ignore[union-attr]
    assert names == ["起点", "姓名", "出生日期", "电话", "其他候选", "合计"]


def test_what_speaks_against_is_marked_by_sign_and_dashes_not_by_colour_alone() -> None:
    found = {group.get("class"): group for group in bars(picture(FIELDS, 0.9, "probable"))}
    against = found["bar field against"]
    assert against.find(f"{SVG}rect").get("stroke-dasharray")  # type: ignore[union-attr]
    assert against.findall(f"{SVG}text")[-1].text == "−0.10"
    assert found["bar field"].find(f"{SVG}rect").get("stroke-dasharray") is None  # type: ignore[union-attr]


def test_title_and_foreign_names_are_escaped() -> None:
    svg = draw(explain(row([*FIELDS, ("<b>", "<i>", 1.0)], 0.9, "probable")), WORDS, "en")
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert ET.fromstring(svg).get("aria-label") == "<how & why>"


def test_the_picture_carries_no_style_and_no_script() -> None:
    svg = draw(explain(row(FIELDS, 0.9, "probable")), WORDS, "zh")
    assert "style=" not in svg
    assert "<script" not in svg


@given(st.lists(st.floats(-9, 12), min_size=1, max_size=9), st.floats(0.2, 0.97))
def test_every_bar_lies_inside_the_picture(bans: list[float], probability: float) -> None:
    fields = [("prior", "base", -6.0)] + [(f"f{n}", "agree", b) for n, b in enumerate(bans)]
    svg = picture(fields, round(probability, 6), "hold")
    width, height = float(svg.get("width", 0)), float(svg.get("height", 0))
    for rect in svg.iter(f"{SVG}rect"):
        x, y, wide = (float(rect.get(name, "nan")) for name in ("x", "y", "width"))
        assert x >= 190
        assert x + wide <= width - 70
        assert 0 <= y <= height - 30
