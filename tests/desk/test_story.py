"""The whole story in a real browser, from the first login of every role to the clearing of a name.

A lead is opened under an approved ticket, adopted, handed over, assigned to two officers, looked
into, closed as untrue, and the name cleared by letter; then every role's pages are opened in both
languages at two widths, with axe-core, and each page's picture is kept where the docs show it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

SERVE = (
    "import sys; from pathlib import Path; from desk.serve import serve; "
    "serve(Path(sys.argv[1]), case=Path(sys.argv[2]), port=int(sys.argv[3]))"
)
PASSWORD = "Nine-willows-by-7-ponds"
ROLES = (
    "intake", "analyst", "investigator", "supervisor", "case_supervision", "auditor", "custodian",
    "administrator",
)  # fmt: skip
#: Where the pictures go: the docs' folder where somebody asks for it, else a folder of the test's own.
PICTURES = "QINQING_PICTURES"
#: How long a page may take, in milliseconds: a busy machine is no failure.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE / 4)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass
class Office:
    """A served desk with a browser for each person."""

    browser: Browser
    address: str
    passwords: dict[str, str]
    rooms: ExitStack
    pages: dict[str, Page] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    official: str = ""
    named: str = ""
    item: str = ""

    def of(self, name: str) -> Page:
        """Return the page of a person, signed in with an own password."""
        if name not in self.pages:
            self.pages[name] = self._signed_in(name)
        return self.pages[name]

    def open(self, name: str, path: str) -> Page:
        """Open an address as a person."""
        page = self.of(name)
        page.goto(self.address + path.lstrip("/"))
        return page

    def _signed_in(self, name: str) -> Page:
        size: Any = {"width": 1440, "height": 900}
        context = self.rooms.enter_context(
            self.browser.new_context(viewport=size, locale="en-US", accept_downloads=True)
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", lambda r: None if self._own(r.url) else self.wrong.append(r.url))
        page.goto(self.address)
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(self.passwords[name])
        page.get_by_role("button", name="登录").click()
        page.locator("#id_old_password").fill(self.passwords[name])
        page.locator("#id_new_password1").fill(PASSWORD)
        page.locator("#id_new_password2").fill(PASSWORD)
        page.get_by_role("button", name="更换密码").click()
        expect(page.get_by_role("button", name="退出")).to_be_visible()
        return page

    def _own(self, url: str) -> bool:
        return url.startswith((self.address, "data:", "blob:"))


@pytest.fixture(scope="module")
def office(
    browser: Browser,
    world: Path,
    finished: tuple[Path, Path, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    """A desk as `qinqing serve` starts it, on a real run of a small simulated area, and the story told in it."""
    folder = tmp_path_factory.mktemp("story")
    out = shutil.copytree(finished[0], folder / "run")
    case = shutil.copytree(world / "case", folder / "case")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVE, str(out), str(case), str(port)]
    log = folder / "serve.log"
    with (
        log.open("w") as stderr,
        subprocess.Popen(command, stderr=stderr) as server,
        ExitStack() as rooms,
    ):
        try:
            passwords = _passwords(server, log)
            first = pq.read_table(out / "risk_list.parquet").slice(0, 1).to_pylist()[0]
            made = Office(browser, f"http://127.0.0.1:{port}/", passwords, rooms)
            made.official, made.named = first["official_id"], first["name"]
            tell(made)
            yield made
        finally:
            rooms.close()
            server.terminate()


def _passwords(server: subprocess.Popen[bytes], log: Path) -> dict[str, str]:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        said = log.read_text(encoding="utf-8")
        if "desk: http" in said:
            found = dict(re.findall(r"account: (\w+) .*one-time password: (\S+)", said))
            assert set(found) == set(ROLES), said
            return found
        time.sleep(0.2)
    pytest.fail(f"the desk did not start: {log.read_text(encoding='utf-8')}")


def tell(office: Office) -> None:
    """Tell the story, step by step, each by the role that may take it."""
    a_second_officer_gets_an_account(office)
    a_dossier_opens_under_a_ticket_that_another_approved(office)
    the_lead_becomes_a_clue(office)
    the_clue_is_handed_over_and_assigned(office)
    it_is_looked_into_and_closed_as_untrue(office)
    the_name_is_cleared_by_letter(office)


def a_second_officer_gets_an_account(office: Office) -> None:
    page = office.open("administrator", "accounts/")
    form = page.locator("form", has=page.locator("[name=username]"))
    form.locator("[name=username]").fill("investigator2")
    form.locator("[name=role]").select_option("investigator")
    form.locator("[name=regions]").fill("*")
    form.get_by_role("button", name="新增").click()
    office.passwords["investigator2"] = page.get_by_role("status").locator(".mono").inner_text()


def a_dossier_opens_under_a_ticket_that_another_approved(office: Office) -> None:
    page = office.open("analyst", "list/")
    page.get_by_role("link", name=office.named).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("目的单")
    for name, text in TICKET.items():
        page.locator(f"form [name={name}]").fill(text)
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("须由另一名有权人员批准")).to_be_visible()

    page = office.open("supervisor", "tickets/")
    page.get_by_role("button", name="批准", exact=True).click()
    for name in ("analyst", "supervisor", "investigator", "case_supervision"):
        page = office.open(name, f"dossier/{office.official}/")
        page.get_by_role("button", name="选用").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(office.named)


def the_lead_becomes_a_clue(office: Office) -> None:
    page = office.open("analyst", f"dossier/{office.official}/")
    page.get_by_role("link", name="采纳为问题线索").first.click()
    for box in page.locator("[name=findings]").all():
        box.check()
    page.locator("[name=summary]").fill("核对持股登记与该项目的采购过程")
    page.get_by_role("button", name="采纳并取得编号").click()

    page = office.open("case_supervision", "clues/")
    office.item = page.locator("main table th a").first.inner_text().strip()


def the_clue_is_handed_over_and_assigned(office: Office) -> None:
    take(office, "case_supervision", "receive", note="已核对材料")
    take(office, "supervisor", "assign", first="investigator", second="investigator2")


def it_is_looked_into_and_closed_as_untrue(office: Office) -> None:
    take(office, "investigator", "propose_way", way="letter", reason="一般性问题，函询核实")
    take(office, "supervisor", "approve_way", note="同意")
    take(office, "investigator", "send_letter", document="函〔2025〕1号")
    take(office, "investigator", "receive_explanation", text="本人说明股份已在任职前转让")
    take(office, "investigator2", "confirm_explanation")
    outcomes = dict.fromkeys(matters(office, "investigator", "propose_outcome"), "不属实")
    said = {"measure": "予以了结", "reason": "登记档案与说明一致"}
    take(office, "investigator", "propose_outcome", **outcomes, **said)
    take(office, "supervisor", "approve_outcome", note="同意")


def the_name_is_cleared_by_letter(office: Office) -> None:
    take(office, "investigator", "clearing_plan", reason="书面澄清即可")
    take(office, "supervisor", "clearing_approve")
    page = office.open("investigator", f"clues/{office.item}/documents/")
    page.get_by_role("link", name="澄清函").click()
    for name, text in LETTER.items():
        page.locator(f"form.draft [name={name}]").fill(text)
    page.get_by_label("发文机关").fill("某市纪委监委")
    page.get_by_label("发文字号").fill("函〔2025〕2号")
    page.get_by_role("button", name="保存为新文稿").click()
    expect(page.get_by_text("签发前文稿只能在本页阅读")).to_be_visible()
    address = page.url
    page = office.open("supervisor", address.removeprefix(office.address))
    page.get_by_role("button", name="签发这一稿").click()
    page = office.open("investigator", address.removeprefix(office.address))
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载签发的文书").click()
    assert loaded.value.path().read_bytes()[:2] == b"PK"
    take(office, "investigator", "clearing_done", document="函〔2025〕2号", note="已当面送达")


#: What is typed into the purpose ticket and the letter of clearing.
TICKET = {
    "matter": "专项〔2025〕1号", "legal_basis": "监察法 18", "purpose": "核对利益冲突",
    "approver": "室主任", "population": "在册公职人员", "tables": "任职、亲属、登记、采购",
    "period_from": "2015-01-01", "period_to": "2025-06-30", "valid_until": "2099-12-31",
}  # fmt: skip
LETTER = {
    "addressee": "该同志", "untrue": "关于持股的反映", "verified": "经核实，该反映不属实",
    "range": "书面",
}  # fmt: skip


def take(office: Office, name: str, step: str, **said: str) -> None:
    """Take one step of the clue on its page; the page must not refuse it."""
    page = office.open(name, f"clues/{office.item}/")
    form = page.locator(f'form[action$="/{step}/"]')
    form.locator("xpath=..").locator("summary").click()
    for key, value in said.items():
        box = form.locator(f"[name={key}]")
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    done = page.locator("ol.history > li").count()
    form.locator("button").click()
    expect(page.locator("ol.history > li")).to_have_count(done + 1)
    expect(page.get_by_role("alert")).to_have_count(0)


def matters(office: Office, name: str, step: str) -> list[str]:
    """Return the fields of the outcomes that a step asks for."""
    page = office.open(name, f"clues/{office.item}/")
    boxes = page.locator(f'form[action$="/{step}/"] [name^=outcome_]')
    return [box.get_attribute("name") or "" for box in boxes.all()]


def test_the_clue_ends_cleared_and_its_whole_way_is_on_its_page(office: Office) -> None:
    page = office.open("case_supervision", f"clues/{office.item}/")
    expect(page.locator("dl.now")).to_contain_text("已了结")
    expect(page.locator("dl.now")).to_contain_text("已澄清")
    assert page.locator("ol.history > li").count() >= 13


def test_the_disposition_is_ready_for_the_next_run(office: Office) -> None:
    page = office.open("supervisor", "ledger/")
    expect(page.locator("main")).to_contain_text(office.item)
    expect(page.locator("main")).to_contain_text("不属实")


def test_the_auditor_sees_who_did_what_and_the_chain_holds(office: Office) -> None:
    page = office.open("auditor", f"audit/?about={office.official}")
    expect(page.locator("main table")).to_contain_text("analyst")
    page = office.open("auditor", "audit/")
    page.get_by_role("button", name="核验全链").click()
    expect(page.get_by_role("status")).to_have_text("链完好，结果文件与运行报告相符。")


def test_nobody_but_its_handlers_opens_the_clue(office: Office) -> None:
    for name in ("analyst", "auditor", "administrator", "custodian", "intake"):
        with office.of(name).expect_response(re.compile("/clues/")) as answer:
            office.open(name, f"clues/{office.item}/")
        assert answer.value.status in (403, 404), name
    office.wrong[:] = [text for text in office.wrong if "status of 40" not in text]


#: The pages that are looked at, each as one who may open it.
PAGES = {
    "list": ("analyst", "list/"),
    "dossier": ("analyst", "dossier/{official}/"),
    "source": ("analyst", "{source}"),
    "graph": ("analyst", "graph/?node=official:{official}"),
    "tickets": ("analyst", "tickets/"),
    "clues": ("investigator", "clues/"),
    "clue": ("investigator", "clues/{item}/"),
    "documents": ("investigator", "clues/{item}/documents/"),
    "due": ("investigator", "due/"),
    "approvals": ("supervisor", "approvals/"),
    "ledger": ("case_supervision", "ledger/"),
    "templates": ("case_supervision", "templates/"),
    "intake": ("intake", "intake/"),
    "sealed": ("custodian", "sealed/"),
    "audit": ("auditor", "audit/"),
    "areas": ("auditor", "areas/"),
    "report": ("auditor", "report/"),
    "accounts": ("administrator", "accounts/"),
    "operations": ("administrator", "operations/"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_both_languages_and_widths_for_everybody(
    office: Office, name: str, tmp_path: Path
) -> None:
    role, path = PAGES[name]
    page, pictures = office.of(role), Path(os.environ.get(PICTURES, tmp_path))
    try:
        for language, button, width in (("zh", None, 1440), ("en", "English", 1024)):
            office.open(role, _address(office, path))
            if button:
                page.get_by_role("button", name=button).click()
            page.set_viewport_size({"width": width, "height": 900})
            _opens_well(page, f"{name} {language}")
            page.screenshot(path=pictures / f"{name}_{language}.png", full_page=False)
        assert office.wrong == []
    finally:
        office.wrong.clear()
        page.set_viewport_size({"width": 1440, "height": 900})
        if (back := page.get_by_role("button", name="中文")).count():
            back.click()


def _address(office: Office, path: str) -> str:
    if path == "{source}":
        page = office.open("analyst", f"dossier/{office.official}/")
        return page.locator("a.where").first.get_attribute("href") or ""
    return path.format(item=office.item, official=office.official)


def _opens_well(page: Page, what: str) -> None:
    """Look for a scroll bar across the page and for what axe-core calls serious or critical."""
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), what
    found = Axe().run(page).response["violations"]
    serious = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]][:3])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]
    assert serious == [], what
