"""Hostile requests: other sites' forms and frames, redirects, old sessions, bodies without end, paths out of the folder."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.desk import conftest as desk
from tests.desk.access.test_matrix import addresses
from tests.desk.access.test_matrix import whole as whole

SignIn = Callable[..., Client]
PASSWORD = "Teahouse-under-9-willows"
UP = [
    "../../../../etc/passwd", "..\\..\\etc\\passwd", "/etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "....//....//etc/passwd",
    "股东出资.csv/../../desk/secret.key", "desk/secret.key", "\x00/etc/passwd", "file:///etc/passwd",
]  # fmt: skip


def account(name: str = "reader", **profile: Any) -> None:
    from django.contrib.auth.models import User

    from desk.web.models import Profile

    user = User.objects.create_user(name, password=PASSWORD)
    Profile.objects.create(user=user, **profile)


def test_no_answer_may_be_framed_sniffed_kept_or_run_from_elsewhere(
    signed_in: SignIn, whole: Path
) -> None:
    known, nobody = signed_in(whole, role="analyst"), Client()
    seen = 0
    for address in addresses():
        if address.name == "logout":
            continue
        for client in (known, nobody):
            page = client.get(address.url())
            told = {name.lower(): value for name, value in page.headers.items()}
            assert "frame-ancestors 'none'" in told["content-security-policy"], address.name
            assert "'unsafe" not in told["content-security-policy"]
            assert told["x-content-type-options"] == "nosniff", address.name
            assert "no-store" in told["cache-control"], address.name
            assert told["referrer-policy"] == "same-origin"
            assert "access-control-allow-origin" not in told
            seen += told.get("x-frame-options") == "DENY"
    assert seen > 60


@pytest.mark.parametrize(
    "where",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "https:elsewhere.example",
        "\thttps://elsewhere.example",
    ],
)
def test_nobody_is_sent_to_another_site(signed_in: SignIn, where: str) -> None:
    account()
    answers = [
        Client().post("/login/", {"username": "reader", "password": PASSWORD, "next": where}),
        Client().post(f"/login/?next={where}", {"username": "reader", "password": PASSWORD}),
        Client().post("/language/", {"language": "en", "next": where}),
        Client().post(
            "/language/", {"language": "en"}, headers={"Referer": "https://elsewhere.example/"}
        ),
        signed_in().post("/tickets/choose/", {"number": desk.approved_ticket(), "next": where}),
        signed_in().post("/logout/", {"next": where}),
    ]
    for answer in answers:
        assert answer.status_code in {302, 204}, answer.status_code
        assert "elsewhere" not in answer.get("Location", ""), answer["Location"]
        assert "javascript" not in answer.get("Location", "")


def test_a_session_from_before_the_login_is_worth_nothing_after_it(db: None) -> None:
    account()
    client = Client()
    session = client.session
    session["left"] = "by the attacker"
    session.save()
    planted = str(session.session_key)
    client.cookies["qinqing_session"] = planted
    client.post("/login/", {"username": "reader", "password": PASSWORD})
    fresh = client.cookies["qinqing_session"].value
    assert fresh != planted
    attacker = Client()
    attacker.cookies["qinqing_session"] = planted
    assert attacker.get("/list/")["Location"].startswith("/login/")


def test_after_logging_out_the_old_session_opens_nothing(signed_in: SignIn) -> None:
    client = signed_in()
    kept = client.cookies["qinqing_session"].value
    client.post("/logout/")
    again = Client()
    again.cookies["qinqing_session"] = kept
    assert again.get("/list/")["Location"].startswith("/login/")


@pytest.mark.parametrize("path", UP)
def test_no_place_leads_out_of_the_run(signed_in: SignIn, path: str) -> None:
    client = signed_in(complaints=True)
    for url, query in (
        ("/source/G001/", {"file": path, "row": "1"}), ("/page-image/G001/", {"file": path, "page": "1"}),
        ("/graph/source/", {"file": path, "row": "1"}), (f"/templates/{path}/file/", {}), (f"/graph/export.{path}", {}),
        (f"/static/{path}", {}), (f"/static/desk/{path}", {}), (f"/sealed/text/{path}/", {}), (f"/audit/export.{path}", {}),
    ):  # fmt: skip
        page = client.get(url, query)
        assert page.status_code in {400, 403, 404}, (url, page.status_code)
        assert b"root:" not in page.content


def test_an_uploaded_name_is_never_a_path(signed_in: SignIn, tmp_path: Path, settings: Any) -> None:
    settings.QINQING_DATA = tmp_path / "data"
    settings.QINQING_DATA.mkdir()
    client = signed_in(role="case_supervision")
    settings.QINQING_DATA = tmp_path / "data"
    before = sorted(tmp_path.rglob("*"))
    for name in UP:
        file = io.BytesIO(b"not a document")
        file.name = name
        assert client.post("/templates/reminder/install/", {"file": file}).status_code == 400
    left = [
        path
        for path in sorted(tmp_path.rglob("*"))
        if path not in before and not path.name.startswith("audit")
    ]
    assert left == []


def test_a_zip_bomb_is_refused_unopened(signed_in: SignIn) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"\x00" * (64 * 2**20))
    packed.seek(0)
    packed.name = "bomb.docx"
    assert len(packed.getvalue()) < 2**20
    assert (
        signed_in(role="case_supervision")
        .post("/templates/reminder/install/", {"file": packed})
        .status_code
        == 400
    )


def test_a_form_without_end_is_refused(signed_in: SignIn) -> None:
    client = signed_in()
    assert client.post("/purpose/", {"purpose": "x" * 300_000}).status_code == 400
    assert client.post("/purpose/", {f"f{n}": "x" for n in range(600)}).status_code == 400
    assert client.post("/login/", {"username": "x" * 300_000, "password": "x"}).status_code in {
        302,
        400,
    }


def test_what_is_uploaded_beyond_all_measure_is_refused_by_the_server() -> None:
    from desk.serve import _bound, _server

    server = _server(_bound("127.0.0.1", 0), loopback=True)
    try:
        assert server.adj.max_request_body_size <= 8 * 2**20, (
            "waitress takes a gigabyte unless told otherwise"
        )
    finally:
        server.close()


@pytest.mark.parametrize(
    "line", ["a\r\nSet-Cookie: qinqing_session=x", "a\nX-Injected: 1", "\r\n\r\n<html>"]
)
def test_no_line_break_gets_into_a_header(signed_in: SignIn, line: str) -> None:
    client = signed_in(complaints=True)
    answers = [
        client.get("/list/", {"unit": line}), client.get("/graph/", {"node": line}), client.get(f"/dossier/{line}/"),
        client.post("/language/", {"language": "en", "next": f"/list/?{line}"}), client.post("/list/view/", {"name": line, "query": line}),
        client.post("/list/export/", {"as": line}), client.get("/api/leads", {"unit": line}), client.get(f"/api/dossiers/{line}"),
    ]  # fmt: skip
    for answer in answers:
        assert answer.status_code < 500
        assert "X-Injected" not in answer.headers
        assert all("\n" not in value and "\r" not in value for value in answer.headers.values())
        assert "x" not in [cookie.value for cookie in answer.cookies.values()]


def test_a_ticket_a_token_and_a_host_with_rubbish_are_refused_quietly(signed_in: SignIn) -> None:
    client = signed_in()
    for rubbish in ("' OR 1=1 --", "\xff\xfe", "A" * 5000, "../..", "%00"):
        assert client.get(
            "/api/dossiers/G001", headers={"X-Qinqing-Ticket": rubbish}
        ).status_code in {400, 403}
        assert (
            Client().get("/api/leads", headers={"Authorization": f"Bearer {rubbish}"}).status_code
            == 401
        )
    assert Client().get("/login/", headers={"Host": "elsewhere.example"}).status_code == 400


FORMULAS = [
    '=HYPERLINK("http://elsewhere.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_an_export_is_a_formula(
    signed_in: SignIn, make_run: Callable[..., Path], formula: str
) -> None:
    from desk.list_export import as_csv, as_xlsx

    cells: list[list[str | int | float]] = [["姓名", "单位"], [formula, formula]]
    written = as_csv(cells, english=False).decode("utf-8-sig")
    assert f",'{formula[:1]}" in written or f",\"'{formula[:1]}" in written
    assert runs(as_xlsx(cells, about=formula, english=False)) == []


def runs(workbook: bytes) -> list[str]:
    """Return the parts of a workbook in which something is worked out or linked."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        names = package.namelist()
        parts = {
            name: package.read(name).decode() for name in names if name.endswith((".xml", ".rels"))
        }
    found = [
        name
        for name, part in parts.items()
        if re.search(r"<f[ >]|<hyperlink|TargetMode=.External|<externalLink", part)
    ]
    return found + [name for name in names if "vba" in name.lower() or "external" in name.lower()]


def test_the_exported_list_of_a_hostile_run_runs_nothing(
    signed_in: SignIn, make_run: Callable[..., Path], leads: list[dict[str, Any]]
) -> None:
    hostile = [
        {**row, "unit": FORMULAS[0], "title": FORMULAS[3], "top_company": FORMULAS[1]}
        for row in leads
    ]
    out = make_run("formulas", leads=hostile)
    for form in ("xlsx", "csv"):
        answer = signed_in(out, role="analyst").post("/list/export/", {"as": form})
        assert answer.status_code == 200
        content = answer.content if not answer.streaming else b"".join(answer)
        if form == "xlsx":
            assert runs(content) == []
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                assert b"HYPERLINK" in package.read("xl/sharedStrings.xml"), "it is there, as text"
        else:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert len(rows) > 3
            assert not [
                cell
                for row in rows
                for cell in row
                if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
            ]
