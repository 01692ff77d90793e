"""The list as a tool: saved views, what is new, many leads at once, files that leave the desk."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SignIn = Callable[..., Client]
MakeRun = Callable[..., Path]


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def change(kind: str, number: int, official: str, **more: Any) -> dict[str, Any]:
    before, after = (None, 1) if kind == "new" else (1, None) if kind == "gone" else (2, 1)
    return {
        "kind": kind, "finding_id": f"F{number:04d}", "official_id": official, "pattern": "P-08",
        "company": "东山路桥有限公司", "tier_before": before, "tier": after, "probability_before": 0.5,
        "probability": 0.8, "rows": [], "links": [], "because": ["身份判断 judgements"], **more,
    }  # fmt: skip


def write_changes(out: Path, *changes: dict[str, Any], first: bool = False) -> None:
    content = {"first_run": first, "changes": list(changes)}
    (out / "changes.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def test_a_view_is_kept_shown_and_let_go_by_its_owner_only(signed_in: SignIn) -> None:
    from desk.web.kept import SavedView

    owner, other = signed_in(), signed_in()
    owner.post("/list/view/", {"name": "<b>财政", "query": "unit=财政&evil=1&tier=2"})
    view = SavedView.objects.get()
    assert "evil" not in view.query
    assert "&lt;b&gt;财政" in body(owner.get("/list/"))
    assert "财政</a>" not in body(other.get("/list/"))
    other.post("/list/view/", {"delete": view.pk})
    assert SavedView.objects.count() == 1, "nobody lets go what is another's"
    assert "G002" in body(owner.get(f"/list/?{view.query}"))
    owner.post("/list/view/", {"delete": view.pk})
    assert SavedView.objects.count() == 0


def test_new_and_changed_leads_are_marked_with_the_reason(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    out = make_run()
    write_changes(
        out,
        change("new", 1, "G001", rows=[["股东出资.csv", 2, "宋河持有<i>40%"]], because=[]),
        change("stronger", 3, "G002", links=[["identity", 0.6, 0.9]]),
    )
    client = signed_in(out)
    text = body(client.get("/list/"))
    assert "mark-new" in text
    assert "新资料：股东出资.csv 第 2 行" in text
    assert "<i>40%" not in text
    assert "/dossier/G002/" not in body(client.get("/list/?changed=new"))
    assert "/dossier/G001/" not in body(client.get("/list/?changed=changed"))
    told = body(client.get("/list/changes/"))
    assert "0.60 → 0.90" in told
    assert "身份判断" in told


def test_changes_out_of_the_area_and_from_complaints_are_not_told(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    out = make_run()
    write_changes(
        out,
        change("new", 4, "G003", pattern="P-28", rows=[["信访举报.csv", 2, "来信"]]),
        change("gone", 9, "G004", pattern="P-28"),
        change("gone", 8, "G004", because=["其他行的增减 rows elsewhere"]),
        change("stronger", 5, "G004", because=["其他行的增减 rows elsewhere"]),
        change("new", 3, "G002"),
    )
    plain = body(signed_in(out).get("/list/changes/"))
    for trace in ("G003", "P-28", "信访", "G004"):
        assert trace not in plain, "it may come from a complaint"
    assert "G002" in plain
    near = body(signed_in(out, regions=("4206",)).get("/list/changes/"))
    assert "G002" not in near
    assert "G003" in body(signed_in(out, complaints=True).get("/list/changes/"))


def test_a_run_after_the_comparison_has_no_marks_and_says_so(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    out = make_run()
    assert "还没有做过夜间比较" in body(signed_in(out).get("/list/"))
    write_changes(out, change("new", 1, "G001"))
    os.utime(out / "changes.json", (1_000_000_000, 1_000_000_000))
    text = body(signed_in(out).get("/list/"))
    assert "mark-new" not in text
    assert "未再比较" in text


def test_a_run_under_way_is_said(signed_in: SignIn, make_run: MakeRun) -> None:
    from desk import runlock

    out = make_run()
    client = signed_in(out)
    assert "有一个运行正在进行" not in body(client.get("/list/"))
    with (out / runlock.LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        runlock._held.cache_clear()
        assert "有一个运行正在进行" in body(client.get("/list/"))
    runlock._held.cache_clear()
    assert "有一个运行正在进行" not in body(client.get("/list/"))


def test_what_leaves_without_a_second_yes_has_no_names(signed_in: SignIn) -> None:
    from desk.access.models import Approval, AuditEvent

    client = signed_in()
    plain = client.post("/list/export/?unit=交通", {"as": "csv"}).content.decode("utf-8-sig")
    assert "江某" in plain
    for trace in ("江海", "G001", "周某", "宋河"):
        assert trace not in plain
    assert AuditEvent.objects.filter(
        action="list.export", detail__contains='"names": false'
    ).exists()
    client.post("/list/export/?unit=交通", {"as": "ask", "reason": "报送"})
    asked = Approval.objects.get()
    asked.decision, asked.decided_by = "yes", "somebody"
    from datetime import timedelta

    from django.utils import timezone

    asked.valid_until = timezone.now() + timedelta(hours=1)
    asked.save()
    named = client.post("/list/export/?unit=交通", {"as": "csv"}).content.decode("utf-8-sig")
    assert "江海" in named
    other = client.post("/list/export/?unit=财政", {"as": "csv"}).content.decode("utf-8-sig")
    assert "周宁" not in other, "a yes is for one filter of one run"
    book = client.post("/list/export/?unit=交通", {"as": "xlsx"})
    assert book.content[:2] == b"PK"
    assert "attachment" in book["Content-Disposition"]


@pytest.mark.parametrize("role", ["case_supervision", "auditor", "intake", "administrator"])
def test_who_may_not_export_gets_no_file(signed_in: SignIn, role: str) -> None:
    assert signed_in(role=role).post("/list/export/", {"as": "csv"}).status_code == 403


def test_many_leads_are_adopted_once_and_wait_for_case_supervision(signed_in: SignIn) -> None:
    from desk.cases.models import Clue

    client = signed_in(role="supervisor", regions=("4206",))
    sent = {"official": ["G001", "G004", "G002", "../etc", "G001"], "reason": "夜间新增"}
    text = body(client.post("/list/assign/", sent))
    assert sorted(Clue.objects.values_list("official_id", flat=True)) == ["G001", "G004"]
    assert text.count("不在您可见的清单中") >= 2, "out of the area and not there look the same"
    text = body(client.post("/list/assign/", {"official": ["G001"], "reason": "x"}))
    assert "尚待案件监督管理部门签收" in text
    assert Clue.objects.count() == 2
    assert "/clues/" in body(client.get("/list/")), "the clue stands beside the name"
    assert "/dossier/G001/" not in body(client.get("/list/?state=none"))
    assert "/dossier/G001/" in body(client.get("/list/?state=registered"))


def test_what_was_closed_is_not_adopted_again(signed_in: SignIn) -> None:
    from desk.cases.models import Clue

    client = signed_in(role="supervisor")
    client.post("/list/assign/", {"official": ["G004"], "reason": "x"})
    Clue.objects.update(state="closed")
    text = body(client.post("/list/assign/", {"official": ["G004"], "reason": "x"}))
    assert "已办结，未作改动" in text
    assert Clue.objects.count() == 1


def test_who_may_not_assign_has_no_boxes_and_no_way(signed_in: SignIn) -> None:
    client = signed_in(role="investigator")
    assert 'type="checkbox"' not in body(client.get("/list/"))
    assert client.post("/list/assign/", {"official": ["G001"]}).status_code == 403


def test_a_whole_page_of_leads_can_be_sent_at_once(signed_in: SignIn) -> None:
    sent = {"official": [f"N{n:03}" for n in range(60)], "reason": "x"}
    assert signed_in(role="supervisor").post("/list/assign/", sent).status_code == 200
