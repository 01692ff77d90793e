"""No text becomes markup: a run and users whose every word is a script, shown on every page to every role."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from graph.schema import TABLES as GRAPH
from ingest.schema import TABLES as INGEST
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES as RESOLVE
from tests.desk import conftest as desk
from tests.desk.access.test_matrix import addresses
from tests.desk.api.test_token_page import agreed

SignIn = Callable[..., Client]
EVIL = "</script></title></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
#: Texts of these columns are codes that the program makes itself, keys, or days.
KEPT = {
    "finding_id", "official_id", "pattern", "typology", "uscc", "top_uscc", "top_pattern", "subject", "file", "sha256", "kind", "from", "to",
    "source", "source_id", "group", "item", "code", "outcome", "id", "award_id", "complaint_id", "region", "valid_from", "valid_to",
    "overlap_from", "overlap_to", "date", "table", "born", "sex", "day", "person_key", "official", "level", "field", "agreement", "rules",
    "holder_id_tokens", "holder_id_status", "uscc_status", "extra", "uscc_list", "standing", "basis",
}  # fmt: skip


def evil(value: Any, key: str = "") -> Any:
    """Return rows with a script in every text that somebody wrote."""
    if isinstance(value, dict):
        return {name: evil(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [evil(one, key) for one in value]
    return f"{value}{EVIL}" if isinstance(value, str) and key not in KEPT else value


class Elements(HTMLParser):
    """What a browser would run, take in or submit."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.harm: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img" and given.get("src") == "x":
            self.harm.append("img")
        self.harm += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        self.harm += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in {"href", "src", "action"}
            and (value or "").lower().lstrip().startswith(("javascript:", "data:text"))
        ]
        if tag == "script" and not given.get("src") and given.get("type") != "application/json":
            self.harm.append("script")
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and data.strip():
            json.loads(data)  # data of the page: JSON and nothing else


def harm_in(page: Any) -> list[str]:
    """Return what of an answer is not harmless."""
    kind = page.headers.get("Content-Type", "")
    if page.streaming or not ("html" in kind or "svg" in kind):
        return (
            [] if page.headers.get("X-Content-Type-Options") == "nosniff" else [f"sniffed {kind}"]
        )
    parser = Elements()
    parser.feed(page.content.decode())
    return parser.harm


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which every text is a script; a node keeps its id, a row its place."""
    out = desk.write_run(
        tmp_path_factory.mktemp("hostile") / "run",
        evil(copy.deepcopy(desk.FINDINGS)),
        evil(copy.deepcopy(desk.LEADS)),
    )
    for stage, schemas, tables in (
        ("ingest", INGEST, desk.SOURCES),
        ("graph", GRAPH, desk.NODES),
    ):
        for name, rows in tables.items():
            if name != "files":
                path = out / "stages" / stage / f"{name}.parquet"
                pq.write_table(desk.table(schemas[name], evil(copy.deepcopy(rows))), path)
    for stage, schemas, names in (
        ("nlp", NLP, ("complaint_triage", "complaint_groups", "mentions")),
        ("resolve", RESOLVE, ("unit_links",)),
    ):
        (out / "stages" / stage).mkdir(exist_ok=True)
        for name in names:
            pq.write_table(
                desk.table(schemas[name], []), out / "stages" / stage / f"{name}.parquet"
            )
    return out


def test_the_check_sees_what_it_is_for() -> None:
    parser = Elements()
    with pytest.raises(json.JSONDecodeError):
        parser.feed(f"<p title='{EVIL}'>{EVIL}</p>")
    assert "script" in parser.harm
    safe = Elements()
    safe.feed("<p title='&quot;&gt;&lt;img src=x onerror=alert(1)&gt;'>&lt;script&gt;</p>")
    assert safe.harm == []


@pytest.mark.parametrize("role", ["analyst", "supervisor", "case_supervision", "auditor"])
def test_nothing_of_a_run_becomes_markup(signed_in: SignIn, hostile: Path, role: str) -> None:
    client = signed_in(hostile, role=role, complaints=True)
    wrong: list[tuple[Any, ...]] = []
    shown = 0
    languages = ("zh-hans", "en") if role == "analyst" else ("zh-hans",)
    for address in addresses():
        if address.name == "logout":
            continue
        for language in languages:
            client.cookies["qinqing_language"] = language
            page = client.get(address.url())
            if page.status_code >= 500 and page.status_code != 503:
                wrong.append((address.name, page.status_code))
            found = harm_in(page)
            shown += b"alert(1)" in getattr(page, "content", b"")
            if found:
                wrong.append((address.name, language, found[:3]))
    assert wrong == []
    if role in ("analyst", "supervisor"):
        assert shown >= 6, "the scripts are on the pages, as text"


def test_what_users_write_stays_text(signed_in: SignIn, shared_run: Path) -> None:
    client = signed_in(role="analyst")
    client.post("/purpose/", {"purpose": EVIL})
    client.post("/list/view/", {"name": EVIL[:40], "query": f"unit={EVIL}"})
    agreed(client)
    assert client.post("/api/tokens/", {"name": EVIL[:80], "days": "1"}).status_code == 200
    client.post("/first-view/G001/", {"text": EVIL})
    ticket = dict.fromkeys(
        ("matter", "legal_basis", "purpose", "approver", "population", "tables"), EVIL[:80]
    )
    days = dict.fromkeys(("period_from", "period_to", "valid_until"), "2099-01-01")
    client.post("/tickets/", {**ticket, **days})
    shown = 0
    for url in (
        "/list/",
        "/api/tokens/",
        "/tickets/",
        "/dossier/G001/",
        f"/list/?unit={EVIL}",
        f"/graph/?q={EVIL}",
        f"/list/?text={EVIL}&sort={EVIL}",
        f"/nowhere/{EVIL}",
    ):
        page = client.get(url)
        assert harm_in(page) == [], url
        shown += "onerror" in page.content.decode()
    assert shown >= 4
    auditor = signed_in(role="auditor")
    page = auditor.get("/audit/")
    assert harm_in(page) == []


def test_a_login_name_and_a_message_of_refusal_stay_text(db: None) -> None:
    page = Client().post("/login/", {"username": EVIL, "password": EVIL})
    assert harm_in(page) == []
    assert harm_in(Client().get("/login/", {"next": EVIL})) == []


def test_problems_and_data_are_never_sniffed_as_pages(signed_in: SignIn, hostile: Path) -> None:
    client = signed_in(hostile)
    for url in (
        "/api/leads",
        "/api/dossiers/G001",
        f"/api/leads?sort={EVIL}",
        f"/api/{EVIL}",
        reverse("openapi"),
    ):
        page = client.get(url)
        assert "json" in page["Content-Type"], url
        assert page["X-Content-Type-Options"] == "nosniff"
