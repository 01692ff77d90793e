"""List and dossier in a real browser: the keyboard, nothing serious from axe-core in either language and width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.desk.chromium import signed_in_desk

PAGES = ("/list/", "/list/changes/", "/dossier/G001/", "/dossier/G001/?print=1")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(
    browser: Browser, shared_run: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A served desk: its address and the key of a session."""
    with signed_in_desk(shared_run, tmp_path_factory.mktemp("served") / "desk") as desk:
        yield desk


def opened(browser: Browser, served: tuple[str, str], language: str, width: int) -> Page:
    """Return a page of a signed-in investigator."""
    address, key = served
    size: Any = {"width": width, "height": 900}
    context = browser.new_context(viewport=size)
    context.set_default_timeout(60_000)
    context.add_cookies([
        {"name": "qinqing_session", "value": key, "url": address},
        {"name": "qinqing_language", "value": language, "url": address},
    ])  # fmt: skip
    return context.new_page()


def test_the_list_can_be_worked_by_keyboard_alone(
    browser: Browser, served: tuple[str, str]
) -> None:
    page = opened(browser, served, "zh-hans", 1440)
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{served[0]}/list/")
    rows = page.locator("table.leads tbody tr")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class("here")
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_class("here")
    page.keyboard.press("?")
    expect(page.locator("details.keys")).to_have_attribute("open", "")
    page.keyboard.press("/")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("jo")
    expect(page.locator("#id_text")).to_have_value("jo")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("江海")
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 1024)])
def test_axe_finds_nothing_serious(
    browser: Browser, served: tuple[str, str], language: str, width: int
) -> None:
    page = opened(browser, served, language, width)
    for path in PAGES:
        page.goto(served[0] + path)
        found = Axe().run(page).response["violations"]
        serious = [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()
