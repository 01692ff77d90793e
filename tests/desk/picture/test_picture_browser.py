"""The graph picture in a real browser: grow, choose, slide, find a path, take away; no error, nothing foreign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.desk.chromium import signed_in_desk
from tests.desk.conftest import write_run
from tests.desk.picture.conftest import (
    EDGE_ROWS,
    NODE_ROWS,
    RELATIVES,
    write_graph,
    write_relatives,
)

PLACES = "Object.fromEntries(document.getElementById('graph').cy.nodes().map(n => [n.id(), [n.position('x'), n.position('y')]]))"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A served desk: its address and the key of a session."""
    folder = tmp_path_factory.mktemp("served")
    out = write_run(folder / "run")
    write_relatives(out, RELATIVES)
    write_graph(out, NODE_ROWS, EDGE_ROWS)
    with signed_in_desk(out, folder / "desk") as desk:
        yield desk


@pytest.fixture
def page(browser: Browser, served: tuple[str, str]) -> Iterator[Page]:
    """The picture of an official, on a browser that may report no error and ask no other machine."""
    address, key = served
    wrong: list[str] = []
    with browser.new_context(
        viewport={"width": 1440, "height": 900}, accept_downloads=True
    ) as context:
        context.add_cookies([{"name": "qinqing_session", "value": key, "url": address}])
        opened = context.new_page()
        opened.on(
            "console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None
        )
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.on(
            "request",
            lambda r: None if r.url.startswith((address, "blob:")) else wrong.append(r.url),
        )
        opened.goto(f"{address}/graph/?node=official:G002")
        expect(opened.locator("#graph-canvas canvas").first).to_be_visible()
        yield opened
        assert wrong == []


def test_what_grows_grows_in_picture_table_and_address_and_nobody_moves(page: Page) -> None:
    before: dict[str, Any] = page.evaluate(PLACES)
    rows = page.locator("tr[data-node]")
    expect(rows).to_have_count(len(before))
    page.locator("tr[data-node='unit:东山市交通运输局'] a.expand").click()
    expect(page.locator("#graph-said")).to_contain_text("加入")
    after: dict[str, Any] = page.evaluate(PLACES)
    assert len(after) > len(before)
    assert {node: after[node] for node in before} == before
    expect(rows).to_have_count(len(after))
    edges = page.evaluate("document.getElementById('graph').cy.edges().map(e => e.id()).sort()")
    assert edges == sorted(
        page.locator("tr[data-edge]").evaluate_all("rows => rows.map(r => r.dataset.edge)")
    )
    page.reload()  # the address keeps all of it
    expect(rows).to_have_count(len(after))
    assert page.evaluate(PLACES) == after


def test_the_keyboard_chooses_and_opens_and_the_panel_shows_what_an_edge_rests_on(
    page: Page,
) -> None:
    canvas = page.locator("#graph-canvas")
    canvas.focus()
    count = page.locator("tr[data-node]").count()
    for _ in range(count):
        page.keyboard.press("ArrowRight")
        if "东山市交通运输局" in page.locator("#graph-chosen h2").inner_text():
            break
    expect(page.locator("tr.chosen")).to_contain_text("东山市交通运输局")
    page.keyboard.press("Enter")
    expect(page.locator("#graph-said")).to_contain_text("加入")
    page.locator("tr[data-edge]", has_text="副局长").locator("a.pick").click()
    panel = page.locator("#graph-chosen")
    expect(panel).to_contain_text("2016-01-01 – 至今")
    expect(panel).to_contain_text("始：日，止：至今")
    panel.get_by_role("link", name="查看来源行").click()
    expect(page.locator("table.row")).to_contain_text("副局长")


def test_a_double_click_opens_a_node(page: Page) -> None:
    count = page.locator("tr[data-node]").count()
    at = page.evaluate(
        "(() => { const cy = document.getElementById('graph').cy; const p = cy.getElementById('unit:东山市交通运输局').renderedPosition(); const box = cy.container().getBoundingClientRect(); return [box.x + p.x, box.y + p.y]; })()"
    )
    page.mouse.dblclick(*at)
    expect(page.locator("#graph-said")).to_contain_text("加入")
    assert page.locator("tr[data-node]").count() > count


def test_the_slider_hides_what_does_not_hold_in_picture_and_table(page: Page) -> None:
    page.goto(page.url.replace("G002", "G001"))
    row = page.locator("tr[data-edge]", has_text="持股 40%")
    expect(row).to_be_visible()
    page.get_by_label("按日查看").check()
    for day, state, classes in (
        (17000, None, "gone"),
        (17605, "当日可能成立", "possible"),
        (18000, "当日成立", ""),
    ):
        page.locator("#graph-day").evaluate(
            "(e, day) => { e.value = day; e.dispatchEvent(new Event('input')); }", day
        )
        page.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        edge = page.evaluate(
            "(id) => ['gone', 'possible'].filter(c => document.getElementById('graph').cy.getElementById(id).hasClass(c)).join(' ')",
            row.get_attribute("data-edge"),
        )
        assert edge == classes
        if state:
            expect(row.locator(".state")).to_have_text(state)
        else:
            expect(row).to_be_hidden()
    assert "day=2019-04-14" in page.url
    page.get_by_label("按日查看").uncheck()
    assert "day=" not in page.url


def test_a_path_is_found_by_name_and_runs_from_left_to_right(page: Page) -> None:
    page.goto(page.url.replace("G002", "G001"))
    page.get_by_label("到谁或到哪家企业的路径").fill("东山路桥")
    page.get_by_role("button", name="更新").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("江海 — 东山路桥有限公司")
    places: dict[str, Any] = page.evaluate(PLACES)
    assert (
        places["official:G001"][0]
        < places["person:p1"][0]
        < places["company:91420600000000001X"][0]
    )
    assert page.evaluate("document.getElementById('graph').cy.edges('.on-path').length") >= 4


def test_png_svg_and_graphml_are_taken_away_without_names(page: Page, tmp_path: Path) -> None:
    page.goto(page.url.replace("G002", "G001"))
    with page.expect_download() as taken:
        page.get_by_role("button", name="PNG").click()
    taken.value.save_as(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "graph.png").stat().st_size > 5000
    labels = page.evaluate("document.getElementById('graph').cy.nodes().map(n => n.data('label'))")
    assert any(label.startswith("江海") for label in labels)  # on the page the names are back
    for name in ("SVG", "GraphML"):
        with page.expect_download() as taken:
            page.get_by_role("link", name=name, exact=True).click()
        taken.value.save_as(tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "江海" not in text
        assert "江某1" in text
    ElementTree.parse(tmp_path / "SVG")
    count = page.locator("tr[data-node]").count()
    assert len(nx.read_graphml(tmp_path / "GraphML", force_multigraph=True)) == count


@pytest.mark.parametrize("width", [1440, 1024])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_serious_finding_of_axe_and_no_page_wider_than_the_window(
    page: Page, width: int, language: str
) -> None:
    address = page.url.split("/graph")[0]
    page.context.add_cookies([{"name": "qinqing_language", "value": language, "url": address}])
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/graph/?q=江海", "/graph/?node=official:G001&day=2019-01-01"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [
            (f["id"], [n["html"][:90] for n in f["nodes"]][:3])
            for f in found
            if f["impact"] in {"serious", "critical"}
        ] == []


def test_without_a_script_the_server_draws_and_links_open(
    browser: Browser, served: tuple[str, str]
) -> None:
    address, key = served
    with browser.new_context(java_script_enabled=False) as context:
        context.add_cookies([{"name": "qinqing_session", "value": key, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/graph/?node=official:G002")
        expect(page.locator("svg.graph-drawing")).to_be_visible()
        count = page.locator("tr[data-node]").count()
        page.locator("a.expand").first.click()
        assert page.locator("tr[data-node]").count() > count
        assert (
            page.locator("svg.graph-drawing g.node").count()
            == page.locator("tr[data-node]").count()
        )
