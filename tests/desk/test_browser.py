"""The whole story in a real browser: login, list, filter, dossier, source row, English.

The desk runs as its own process, as ``qinqing serve`` runs it, on a small run of invented persons.
"""

from __future__ import annotations

import os
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

SERVE = "import sys; from pathlib import Path; from desk.serve import serve; serve(Path(sys.argv[1]), port=int(sys.argv[2]))"
OWN_PASSWORD = "Nine-willows-by-7-ponds"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(browser: Browser, shared_run: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A served desk: its address and the one-time passwords that it printed, by role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(shared_run), str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{port}/", _passwords(server)
        finally:
            server.terminate()


def _passwords(server: subprocess.Popen[str]) -> dict[str, str]:
    """Return the passwords that the server prints, once it says where it listens."""
    assert server.stderr is not None
    said, until = "", time.monotonic() + 180
    while "desk: http" not in said:
        ready, _, _ = select.select([server.stderr], [], [], max(0, until - time.monotonic()))
        # past the pipe's own buffer, which select does not see
        more = os.read(server.stderr.fileno(), 4096).decode(errors="replace") if ready else ""
        assert more, f"the desk did not start: {said}"
        said += more
    found = re.findall(r"account: (\S+) .*one-time password: (\S+)", said)
    assert found, said
    return dict(found)


@pytest.fixture(scope="module")
def session(browser: Browser, desk: tuple[str, dict[str, str]]) -> Any:
    """The cookies of an investigator who works under a ticket that the supervisor has approved."""
    address, passwords = desk
    with browser.new_context(locale="en-US") as context, watched(context, address) as page:
        _sign_in(page, address, "investigator", passwords)
        expect(page.get_by_role("heading", level=1)).to_have_text("疑点清单")
        page.goto(f"{address}tickets/")
        for label in ("事项编号", "法律依据", "目的", "批准人（职务）", "人员范围", "使用的数据"):
            page.get_by_label(label, exact=True).fill("试用")
        for label in ("核查期间自", "核查期间至", "有效期至"):
            page.get_by_label(label).fill("2099-01-01")
        page.get_by_role("button", name="提交批准").click()
        with browser.new_context(locale="en-US") as other, watched(other, address) as second:
            _sign_in(second, address, "supervisor", passwords)
            second.goto(f"{address}tickets/")
            second.get_by_role("button", name="批准", exact=True).click()
            expect(second.get_by_role("button", name="选用")).to_have_count(1)
        page.goto(f"{address}tickets/")
        page.get_by_role("button", name="选用").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("疑点清单")
        return context.storage_state()


def _sign_in(page: Page, address: str, role: str, passwords: dict[str, str]) -> None:
    """Sign in with the one-time password, which has to be changed first."""
    page.goto(address)
    page.get_by_label("账号").fill(role)
    page.get_by_label("密码").fill(passwords[role])
    page.get_by_role("button", name="登录").click()
    page.locator("#id_old_password").fill(passwords[role])
    page.locator("#id_new_password1").fill(OWN_PASSWORD)
    page.locator("#id_new_password2").fill(OWN_PASSWORD)
    page.get_by_role("button", name="更换密码").click()


@pytest.fixture
def page(browser: Browser, desk: tuple[str, dict[str, str]], session: Any) -> Iterator[Page]:
    """The list, on a browser that speaks English and is logged in."""
    size: Any = {"width": 1440, "height": 900}
    with (
        browser.new_context(viewport=size, locale="en-US", storage_state=session) as context,
        watched(context, desk[0]) as opened,
    ):
        opened.goto(desk[0])
        yield opened


@contextmanager
def watched(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that may report no error and ask no other machine for anything."""
    opened, wrong = context.new_page(), []
    opened.on(
        "console", lambda message: wrong.append(message.text) if message.type == "error" else None
    )
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda r: None if r.url.startswith(address) else wrong.append(r.url))
    yield opened
    assert wrong == []


def test_from_the_list_to_the_very_row_and_into_english(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("疑点清单")
    expect(page.get_by_role("note")).to_have_text("疑点线索，待核实；不是结论")
    expect(page.locator("table.leads tbody tr")).to_have_count(3)

    page.get_by_label("单位或职务").fill("交通")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("table.leads tbody tr")).to_have_count(1)

    page.get_by_role("link", name="江海").click()
    expect(page.locator("svg.path .edge.weak .weakest")).to_have_text("最弱一环")
    expect(page.locator("svg.waterfall .result .value")).to_have_text("+0.75")
    page.get_by_text("证据的文字表").click()
    expect(page.locator("section.identity table")).to_contain_text("出生年份相同")
    page.get_by_role("link", name="股东出资.csv 第 2 行").first.click()
    expect(page.locator("table.row")).to_contain_text("宋河")
    expect(page.locator("table.row")).to_contain_text("40%")

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("note")).to_have_text("A lead to check, not a finding")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("width", [1440, 1024])
def test_no_page_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for link in (None, "江海", "股东出资.csv 第 2 行"):
        if link:
            # asking a page something while it is being left fails now and then
            with page.expect_navigation():
                page.get_by_role("link", name=link).first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_the_keyboard_reaches_the_content_the_filter_and_the_first_dossier(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim()"))
        if "江海" in seen:
            break
    assert {"疑点清单", "运行报告", "筛选", "江海"} <= seen
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("江海")


def test_every_picture_has_a_name_every_field_a_label_and_every_table_heads(page: Page) -> None:
    for link in (None, "江海", "股东出资.csv 第 2 行"):
        if link:
            # asking a page something while it is being left fails now and then
            with page.expect_navigation():
                page.get_by_role("link", name=link).first.click()
        unnamed = page.evaluate(
            """() => [
              ...[...document.querySelectorAll('svg')].filter(e => !e.getAttribute('aria-label')),
              ...[...document.querySelectorAll('input:not([type=hidden]),select')].filter(e => !e.labels.length),
              ...[...document.querySelectorAll('table')].filter(e => !e.querySelector('th[scope]')),
              ...[...document.querySelectorAll('a,button')].filter(e => !e.textContent.trim()),
            ].map(e => e.outerHTML.slice(0, 80))"""
        )
        assert unnamed == []
        assert page.locator("h1").count() == 1


def test_an_address_for_openrefine_is_made_on_its_page(page: Page) -> None:
    page.get_by_role("link", name="运行报告").click()
    page.get_by_role("link", name="OpenRefine 对账").click()
    page.get_by_role("button", name="生成地址").click()
    expect(page.locator("main pre")).to_contain_text("/reconcile/key/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_logout_leads_to_the_login_and_closes_the_list(page: Page) -> None:
    # last in this module: it ends the session that the other tests share
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
