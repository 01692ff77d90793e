"""A lead from adoption to clearing on the pages, and what is refused on the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from desk.access.audit import verify
from desk.access.models import AuditEvent
from desk.cases.models import Clue, StepTaken
from desk.web.models import Profile
from tests.desk.cases.conftest import OFFICIAL, Office, text

pytestmark = pytest.mark.django_db


def test_a_lead_becomes_a_clue_only_when_somebody_adopts_it(office: Office) -> None:
    page = text(office.analyst.get(f"/adopt/{OFFICIAL}/"))
    assert "江海" in page
    assert Clue.objects.count() == 0
    clue = office.adopted()
    assert clue.item == f"420600-{clue.year}-0001"
    assert (clue.official_id, clue.name, clue.state) == (OFFICIAL, "江海", "registered")
    (matter,) = clue.matters.all()
    assert (matter.finding_id, matter.pattern, matter.uscc) == (
        "F0001",
        "P-08",
        "91420600000000001X",
    )
    assert clue.item in text(office.analyst.get(f"/adopt/{OFFICIAL}/"))


def test_nobody_adopts_a_finding_twice(office: Office) -> None:
    office.adopted()
    again = office.analyst.post(f"/adopt/{OFFICIAL}/", {"findings": ["F0001"]})
    assert again.status_code == 422
    assert Clue.objects.count() == 1


def test_what_a_complaint_alone_says_is_not_offered_to_who_may_not_know_of_it(
    office: Office, signed_in: Any
) -> None:
    assert "P-28" not in text(office.analyst.get(f"/adopt/{OFFICIAL}/"))
    answer = office.analyst.post(f"/adopt/{OFFICIAL}/", {"findings": ["F0002"]})
    assert answer.status_code == 422
    cleared = signed_in(role="analyst", complaints=True)
    assert cleared.post(f"/adopt/{OFFICIAL}/", {"findings": ["F0001", "F0002"]}).status_code == 302
    clue = Clue.objects.get()
    office.done("case_supervision", clue, "receive")
    office.done(
        "supervisor", clue, "assign", first=office.name("first"), second=office.name("second")
    )
    page = text(office.first.get(f"/clues/{clue.item}/"))
    assert "P-08" in page
    for trace in ("P-28", "信访", "来源渠道", "举报"):
        assert trace not in page.replace("信访录入", ""), trace


def test_the_whole_way_to_an_admonition(office: Office) -> None:
    clue = office.assigned()
    office.done("first", clue, "propose_way", way="letter", reason="苗头性问题")
    office.done("supervisor", clue, "approve_way")
    office.done("first", clue, "send_letter", document="函1号")
    proposal = {
        "outcome_1": "部分属实",
        "measure": "诫勉谈话",
        "form": "form1",
        "reason": "查实一部分",
    }
    early = office.step("first", clue, "propose_outcome", **proposal)
    assert early.status_code == 422
    assert "尚未听取本人说明" in text(early)
    office.done("first", clue, "receive_explanation", text="本人说明如下")
    alone = office.step("first", clue, "confirm_explanation")
    assert alone.status_code == 422
    assert office.step("first", clue, "propose_outcome", **proposal).status_code == 422
    office.done("second", clue, "confirm_explanation")
    office.done(
        "first",
        clue,
        "propose_outcome",
        tolerance=["corrected", "minor"],
        tolerance_note="已退出",
        **proposal,
    )
    for who in ("first", "second", "other", "case_supervision"):
        assert office.step(who, clue, "approve_outcome").status_code in (404, 422), who
    office.done("supervisor", clue, "approve_outcome", document="东纪〔2026〕2号")
    clue.refresh_from_db()
    assert (clue.state, clue.outcome, clue.clearing) == ("closed", "部分属实", "none")
    page = text(office.supervisor.get(f"/clues/{clue.item}/"))
    for said in ("诫勉谈话", "第一种形态", "主动纠正", "已退出", "部分属实"):
        assert said in page


def test_an_untrue_matter_opens_the_clearing_and_who_verified_clears(office: Office) -> None:
    clue = office.closed("不属实")
    assert (clue.outcome, clue.clearing) == ("不属实", "open")
    due = text(office.first.get("/due/"))
    assert "澄清正名" in due
    public = office.step("first", clue, "clearing_plan", ranges=["circular"], reason="影响较大")
    assert "须征得本人同意" in text(public)
    assert office.step("other", clue, "clearing_plan", reason="x").status_code == 404
    office.done(
        "first", clue, "clearing_plan", ranges=["circular"], consent="on", reason="影响较大"
    )
    assert (
        office.step("first", clue, "clearing_done", document="澄1号", note="已办").status_code
        == 422
    )
    office.done("supervisor", clue, "clearing_approve")
    without = office.step("second", clue, "clearing_done", note="口头")
    assert without.status_code == 422, "the written clearing is always given"
    office.done("second", clue, "clearing_done", document="澄1号", note="已送达")
    clue.refresh_from_db()
    assert clue.clearing == "done"
    assert "澄清正名" not in text(office.first.get("/due/"))


@pytest.mark.parametrize("outcome", ["身份不符", "合规", "证据不足"])
def test_other_outcomes_open_no_clearing(office: Office, outcome: str) -> None:
    assert office.closed(outcome).clearing == "none"


def test_who_adopts_neither_handles_nor_approves(office: Office) -> None:
    answer = office.supervisor.post(f"/adopt/{OFFICIAL}/", {"findings": ["F0001"]})
    assert answer.status_code == 302
    clue = Clue.objects.get()
    office.done("case_supervision", clue, "receive")
    pair = {"first": office.name("first"), "second": office.name("second")}
    office.done("supervisor", clue, "assign", **pair)
    office.done("first", clue, "propose_way", way="verification", reason="可查")
    refused = office.step("supervisor", clue, "approve_way")
    assert refused.status_code == 422
    assert "不得审批" in text(refused)
    office.done("chief", clue, "approve_way")


def test_two_different_officers_or_none(office: Office) -> None:
    clue = office.adopted()
    office.done("case_supervision", clue, "receive")
    name = office.name("first")
    assert office.step("supervisor", clue, "assign", first=name, second=name).status_code == 422
    clue.refresh_from_db()
    assert clue.state == "received"


def test_who_is_near_to_the_official_is_not_given_the_clue(office: Office) -> None:
    near = Profile.objects.filter(user__username=office.name("second"))
    near.update(official_id=OFFICIAL)
    clue = office.adopted()
    office.done("case_supervision", clue, "receive")
    pair = {"first": office.name("first"), "second": office.name("second")}
    answer = office.step("supervisor", clue, "assign", **pair)
    assert answer.status_code == 422
    assert "回避" in text(answer)
    clue.refresh_from_db()
    assert clue.state == "received"
    assert clue.officers.count() == 0
    assert StepTaken.objects.filter(clue=clue, name="recusal_blocked").exists()
    assert AuditEvent.objects.filter(action="clue.recusal_blocked", about=clue.item).exists()


def test_who_is_near_to_the_official_approves_nothing_of_it(office: Office) -> None:
    clue = office.assigned()
    office.done("first", clue, "propose_way", way="verification", reason="可查")
    Profile.objects.filter(user__username=office.name("chief")).update(official_id=OFFICIAL)
    answer = office.step("chief", clue, "approve_way")
    assert answer.status_code == 422
    assert "回避" in text(answer)
    clue.refresh_from_db()
    assert clue.state == "way_proposed"
    assert StepTaken.objects.filter(clue=clue, name="recusal_blocked").count() == 1
    assert "回避检查未通过" not in text(office.first.get(f"/clues/{clue.item}/"))
    office.done("supervisor", clue, "approve_way")


def test_every_step_is_in_the_audit_and_the_chain_holds(office: Office) -> None:
    clue = office.closed("不属实")
    for step in StepTaken.objects.filter(clue=clue):
        event = AuditEvent.objects.get(number=step.audit)
        assert (event.action, event.about, event.username) == (
            f"clue.{step.name}",
            clue.item,
            step.by,
        )
    assert list(verify()) == []


@pytest.mark.parametrize("table", ["cases_steptaken", "cases_matter"])
@pytest.mark.parametrize("what", ["DELETE FROM {}", "UPDATE {} SET number = number + 1"])
def test_the_history_cannot_be_changed(office: Office, table: str, what: str) -> None:
    office.adopted()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(what.format(table))


def test_a_file_changes_hands_only_with_both_signatures(office: Office) -> None:
    clue = office.assigned()
    keeper = office.name("case_supervision")
    assert office.step("first", clue, "hand_over", receiver="x", note="卷宗一册").status_code == 422
    office.done(
        "case_supervision", clue, "hand_over", receiver=office.name("first"), note="卷宗一册"
    )
    assert office.step("second", clue, "receive").status_code == 422
    ledger = text(office.case_supervision.get("/ledger/"))
    assert "待签收" in ledger
    office.done("first", clue, "receive")
    ledger = text(office.case_supervision.get("/ledger/"))
    assert "待签收" not in ledger
    assert f"{keeper} → {office.name('first')}" in ledger


def test_what_was_closed_is_not_adopted_again(office: Office) -> None:
    clue = office.closed()
    answer = office.analyst.post(f"/adopt/{OFFICIAL}/", {"findings": ["F0001"]})
    assert answer.status_code == 422
    assert list(Clue.objects.all()) == [clue]
