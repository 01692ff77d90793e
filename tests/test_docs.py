"""The site of docs/ is whole, and nothing in it comes from another machine."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from tools.docs_pages import commands, named, on_config, roles

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
#: What a browser fetches by itself when it shows a page: tag → attribute.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The site as `make docs` builds it; every broken link or missing anchor ends the build."""

    def make(folder: Path) -> None:
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder / "site"],
            capture_output=True, text=True, check=False, cwd=ROOT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )  # fmt: skip
        assert built.returncode == 0, built.stderr

    return once("docs", make) / "site"


class Fetched(HTMLParser):
    """Collects what a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("rel") == "canonical":
            return
        self.addresses += [value for name in (FETCHED.get(tag, ""), "srcset") if (value := found.get(name))]  # fmt: skip


def fetched(path: Path) -> list[str]:
    """Return the addresses that a built file makes a browser fetch."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return re.findall(r"""(?:url\(|@import\s+(?!url))\s*["']?([^"')\s]+)""", text)
    page = Fetched()
    page.feed(text)
    return page.addresses


@pytest.mark.slow
def test_no_page_and_no_style_names_another_machine(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > 30
    away = [
        f"{path.relative_to(site)}: {address}"
        for path in files
        for address in fetched(path)
        if re.match(r"(?:[a-z]+:)?//", address)
    ]
    assert away == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.html", '<script src="https://cdn.example/x.js"></script>', ["https://cdn.example/x.js"]),
        ("b.html", '<a href="https://example.org/">x</a><link rel="icon" href="i.png">', ["i.png"]),
        ("c.css", "@import url('//fonts.example/f.css'); p{background:url(a.png)}", ["//fonts.example/f.css", "a.png"]),
    ],
)  # fmt: skip
def test_what_a_browser_would_fetch_is_seen(
    tmp_path: Path, name: str, text: str, found: list[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert fetched(tmp_path / name) == found


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """The site, served on loopback."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_browser_asks_no_other_machine_and_the_search_finds_a_page(address: str) -> None:
    if not Path(CHROMIUM).exists():
        assert os.environ.get("CI") != "true", "Debian's chromium is not installed"
        pytest.skip("Debian's chromium is not installed: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="zh-CN")
        page.on("request", lambda request: asked.append(request.url))
        for name in ("index", "tutorial", "reference/desk"):
            page.goto(f"{address}{name}.html")
        field = page.locator(".md-search__input")
        field.click()
        field.fill("目的单")
        field.press("End")  # the page looks up what it says when a key comes up
        page.locator(".md-search-result__link").first.wait_for()
        browser.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_every_command_and_every_role_is_told() -> None:
    from desk.cli import app

    told = commands()
    names = [command.name for command in app.registered_commands]
    assert names
    assert [name for name in names if f"## `qinqing {name}`" not in told] == []
    meant = yaml.safe_load((ROOT / "desk/access/roles.yaml").read_text(encoding="utf-8"))
    rows = roles().splitlines()[2:]
    assert {row.split("`")[1] for row in rows} == set(meant["may"])
    assert [row.count("●") for row in rows] == [len(may) for may in meant["may"].values()]


def test_a_page_that_the_navigation_does_not_name_is_still_reached(tmp_path: Path) -> None:
    for name in ("index", "new"):
        (tmp_path / f"{name}.md").touch()
    config = {"docs_dir": str(tmp_path), "nav": [{"首页": "index.md"}]}
    assert named(on_config(config)["nav"]) == {"index.md", "new.md"}
