"""The pages of the picture by role and area: what is opened is traced, what is out of the area is not there."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest

from desk.access.models import Approval, AuditEvent
from desk.access.roles import roles
from tests.desk.conftest import SignIn
from tests.desk.picture.conftest import BEYOND, ROAD

CITY = ("420600",)
ADDRESSES = {
    "page": "/graph/?node=official:G001",
    "elements": "/graph/data/elements/?node=official:G001&open=unit:东山市交通运输局",
    "svg": "/graph/export.svg?node=official:G001",
    "graphml": "/graph/export.graphml?node=official:G001",
    "labels": "/graph/data/labels/?node=official:G001",
    "row": "/graph/source/?" + urlencode({"from": "person:p1", "to": f"company:{ROAD}", "source": "股东出资.csv#2"}),
}  # fmt: skip
pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    """Return what an answer says."""
    return html.unescape(response.content.decode())


def traced(*actions: str) -> list[tuple[str, str]]:
    """Return the audit's events of these kinds: action and what it is about."""
    events = AuditEvent.objects.filter(action__in=actions).order_by("number")
    return [(event.action, event.about) for event in events]


@pytest.mark.parametrize("role", list(roles()))
def test_analyst_investigator_and_supervisor_see_the_graph_and_no_other_role(
    role: str, picture_run: Path, signed_in: SignIn
) -> None:
    client = signed_in(picture_run, role=role)
    wanted = 200 if role in {"analyst", "investigator", "supervisor"} else 403
    assert {
        name: client.get(address).status_code for name, address in ADDRESSES.items()
    } == dict.fromkeys(ADDRESSES, wanted)


def test_without_a_ticket_nobody_is_opened_and_the_answer_does_not_tell_who_is_there(
    picture_run: Path, signed_in: SignIn
) -> None:
    client = signed_in(picture_run, ticket=False)
    for address in (*ADDRESSES.values(), "/graph/?q=江海", "/graph/?node=official:nobody"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/tickets/?next=")
    assert traced("graph.open", "graph.search") == []


def test_what_lies_in_another_area_answers_as_if_it_were_not_there(
    picture_run: Path, signed_in: SignIn
) -> None:
    client = signed_in(picture_run, regions=CITY)
    nobody = client.get("/graph/?node=official:nobody")
    assert nobody.status_code == 404
    for node in (
        "official:G002",
        "relative:亲属关系.csv#5",
        f"company:{BEYOND}",
        "person:p4",
        "relative:亲属关系.csv#3",
        "relative:亲属关系.csv#6",
        "",
        "x" * 500,
    ):
        for address in (
            "/graph/?",
            "/graph/data/elements/?",
            "/graph/export.svg?",
            "/graph/data/labels/?",
        ):
            if node or address != "/graph/?":
                assert client.get(address + urlencode({"node": node})).status_code == 404, (
                    address,
                    node,
                )
    to = {"node": "official:G001", "to": "official:G002"}
    assert client.get(f"/graph/?{urlencode(to)}").status_code == 404
    assert client.get(f"/graph/?{urlencode({**to, 'to': 'official:nobody'})}").status_code == 404
    page = text_of(client.get("/graph/?node=unit:东山市交通运输局"))
    assert "江海" in page
    assert "周宁" not in page
    assert "耳闻" not in text_of(client.get(ADDRESSES["page"]))
    assert "江小" not in text_of(client.get(ADDRESSES["page"]))
    assert traced("graph.open") == [
        ("graph.open", "unit:东山市交通运输局"),
        ("graph.open", "G001"),
        ("graph.open", "G001"),
    ]


def test_hearsay_is_drawn_for_who_is_cleared(picture_run: Path, signed_in: SignIn) -> None:
    client = signed_in(picture_run, complaints=True)
    assert "耳闻" in text_of(client.get(ADDRESSES["page"]))


def test_the_page_works_without_a_script(picture_run: Path, signed_in: SignIn) -> None:
    client = signed_in(picture_run, regions=CITY)
    page = text_of(client.get(ADDRESSES["page"]))
    drawing = re.search(r'<svg class="graph-drawing".*?</svg>', page, re.DOTALL)
    assert drawing
    assert "江海" in drawing[0]
    edges = re.findall(r'<tr data-edge="[^"]*".*?</tr>', page, re.DOTALL)
    assert any(
        "持股 40%" in row and "股东出资.csv#2" in row and "2018-03 – 至今" in row for row in edges
    )
    assert any(
        "或为亲属 49%" in row and "推断，待核实" in row and "同姓巧合" in row for row in edges
    )
    more = re.search(
        r'<a href="([^"]*)" class="expand" data-open="(unit:[^"]*|company:[^"]*)"', page
    )
    assert more
    wider = text_of(client.get(html.unescape(more[1])))
    assert len(re.findall("<tr data-node=", wider)) > len(re.findall("<tr data-node=", page))
    assert "<b>甲</b>" not in client.get(ADDRESSES["page"]).content.decode()
    inline = re.findall(
        r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*(?:src=|application/json))", page
    )
    assert inline == []


def test_a_day_hides_what_does_not_hold_and_says_what_may(
    picture_run: Path, signed_in: SignIn
) -> None:
    page = text_of(signed_in(picture_run).get(f"{ADDRESSES['page']}&day=2018-03-15"))
    rows = re.findall(r'<tr data-edge="[^"]*".*?</tr>', page, re.DOTALL)
    assert "当日可能成立" in next(row for row in rows if "股东出资.csv#2" in row)
    assert " hidden" in next(row for row in rows if "主要人员.csv#2" in row)


def test_the_path_to_somebody_by_name(picture_run: Path, signed_in: SignIn) -> None:
    client = signed_in(picture_run, regions=CITY)
    found = client.get("/graph/", {"node": "official:G001", "goal": "东山路桥"})
    assert found.status_code == 302
    page = text_of(client.get(found["Location"]))
    assert "两者之间的路径" in page
    assert page.count('class="on-path"') >= 4
    assert traced("graph.path") == [("graph.path", "G001")]
    asked = json.loads(AuditEvent.objects.get(action="graph.path").detail)
    assert asked["to"] == f"company:{ROAD}"
    none = text_of(
        client.get("/graph/", {"node": "official:G001", "to": f"company:{ROAD}", "hops": "1"})
    )
    assert "没有路径" in none
    assert "授权区域内没有这个名称的对象" in text_of(
        client.get("/graph/", {"node": "official:G001", "goal": "周宁"})
    )


def test_what_grows_is_traced_and_stays_where_it_is(picture_run: Path, signed_in: SignIn) -> None:
    client = signed_in(picture_run)
    small = client.get("/graph/data/elements/", {"node": "official:G002"}).json()
    large = client.get(
        "/graph/data/elements/", {"node": "official:G002", "open": "unit:东山市交通运输局"}
    ).json()
    at = {node["id"]: (node["x"], node["y"]) for node in large["nodes"]}
    assert all(at[node["id"]] == (node["x"], node["y"]) for node in small["nodes"])
    assert len(large["nodes"]) > len(small["nodes"])
    assert large["twin"].count("<tr data-node=") == len(large["nodes"])
    assert large["twin"].count("<tr data-edge=") == len(large["edges"])
    assert traced("graph.expand") == [
        ("graph.expand", "G002"),
        ("graph.expand", "unit:东山市交通运输局"),
    ]


def test_exports_leave_without_names_until_a_second_person_agrees(
    picture_run: Path, signed_in: SignIn
) -> None:
    from django.contrib.auth.models import User
    from django.utils import timezone

    client = signed_in(picture_run)
    asking = re.search(r'href="(/requests/[^"]*)"', client.get(ADDRESSES["page"]).content.decode())
    assert asking
    assert client.get(html.unescape(asking[1])).status_code == 200
    for form in ("svg", "graphml"):
        answer = client.get(ADDRESSES[form])
        assert answer["Content-Disposition"] == f'attachment; filename="qinqing-graph.{form}"'
        ElementTree.fromstring(answer.content)
        assert "江海" not in text_of(answer)
        assert "江某1" in text_of(answer)
        assert "东山路桥" in text_of(answer)
    assert client.get(ADDRESSES["labels"]).json()["labels"]["official:G001"] == "江某1"
    user = User.objects.get()
    later = timezone.now() + timedelta(hours=1)
    asked = {"requested_by": user.username, "action": "export.graph", "reason": "移送"}
    said = {"decision": "yes", "decided_by": "leader", "valid_until": later}
    Approval.objects.create(**asked, **said, about="official:G004")
    assert "江海" not in text_of(client.get(ADDRESSES["svg"]))
    Approval.objects.create(**asked, **said, about="official:G001")
    assert "江海" in text_of(client.get(ADDRESSES["svg"]))
    named = [
        json.loads(event.detail)["named"]
        for event in AuditEvent.objects.filter(action="graph.export").order_by("number")
    ]
    assert named == [False, False, False, False, True]
    assert client.get("/graph/export.exe?node=official:G001").status_code == 404


def test_the_row_behind_an_edge_and_no_other(picture_run: Path, signed_in: SignIn) -> None:
    client = signed_in(picture_run, regions=CITY)
    page = text_of(client.get(ADDRESSES["row"]))
    assert "宋河" in page
    assert "40%" in page
    assert "F:token" not in page
    assert traced("graph.source") == [("graph.source", "person:p1")]
    for changed in (
        {"source": "股东出资.csv#4"},
        {"source": "信访举报.csv#2"},
        {"source": "../../etc/passwd#1"},
        {"to": f"company:{BEYOND}"},
        {"source": "股东出资.csv#x"},
        {"source": ""},
    ):
        asked = {
            "from": "person:p1",
            "to": f"company:{ROAD}",
            "source": "股东出资.csv#2",
            **changed,
        }
        assert client.get("/graph/source/", asked).status_code == 404, changed


def test_a_search_is_traced_and_odd_numbers_do_no_harm(
    picture_run: Path, signed_in: SignIn
) -> None:
    client = signed_in(picture_run, regions=CITY)
    page = text_of(client.get("/graph/", {"q": "江海"}))
    assert "node=official%3AG001" in page
    assert "没有找到" in text_of(client.get("/graph/", {"q": "周宁"}))
    assert traced("graph.search") == [("graph.search", "江海"), ("graph.search", "周宁")]
    odd = {
        "node": "official:G001",
        "hops": "-3",
        "most": "9999999",
        "day": "2023-02-31",
        "kind": "DROP",
        "open": "nobody\n" * 300,
    }
    assert client.get("/graph/", odd).status_code == 200
    assert client.get("/graph/", {"q": "<script>"}).status_code == 200
    assert "<script>" not in client.get("/graph/", {"q": "<script>"}).content.decode()


def test_a_viewer_who_looks_at_himself_is_flagged(picture_run: Path, signed_in: SignIn) -> None:
    from desk.web.models import Profile

    client = signed_in(picture_run)
    Profile.objects.update(official_id="G001", own_name="江海", relatives=["宋河"])
    client.get(ADDRESSES["page"])
    assert traced("self_query")
    before = len(traced("self_query"))
    client.get("/graph/", {"q": "宋河"})
    assert len(traced("self_query")) == before + 1
    client.get("/graph/", {"node": "person:p1"})
    assert len(traced("self_query")) > before + 1


def test_before_any_run_the_page_says_so(tmp_path: Path, signed_in: SignIn) -> None:
    client = signed_in(tmp_path / "nothing")
    assert "还没有完成的运行" in text_of(client.get("/graph/"))
    assert client.get(ADDRESSES["page"]).status_code == 404
