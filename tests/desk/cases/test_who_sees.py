"""Who sees which clue: roles, areas, own clues only; what is not his is as if it were not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from desk.access.models import AuditEvent, Clearance
from desk.cases.machine import steps
from desk.cases.models import Clue, StepTaken
from desk.web.models import Profile
from tests.desk.cases.conftest import Office, SignIn, text

pytestmark = pytest.mark.django_db
PAGES = {
    "/clues/": {"intake", "investigator", "supervisor", "case_supervision"},
    "/due/": {"intake", "investigator", "supervisor", "case_supervision"},
    "/ledger/": {"supervisor", "case_supervision"},
    "/intake/": {"intake", "case_supervision"},
    "/adopt/G001/": {"analyst", "investigator", "supervisor"},
}
ROLES = (
    "intake", "analyst", "investigator", "supervisor", "case_supervision", "auditor", "custodian",
    "administrator",
)  # fmt: skip


def plain(answer: Any) -> str:
    """Return a page without what differs from answer to answer: the token of its forms, its own address."""
    return re.sub(r'value="[^"]*"', "", text(answer))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_pages_and_no_other(signed_in: SignIn, role: str) -> None:
    client = signed_in(role=role)
    for page, holders in PAGES.items():
        assert client.get(page).status_code == (200 if role in holders else 403), page


def test_a_clue_is_seen_by_its_officers_and_the_office_of_its_area(
    office: Office, signed_in: SignIn
) -> None:
    clue = office.assigned()
    page, step = f"/clues/{clue.item}/", f"/clues/{clue.item}/urge/"
    for client in (office.first, office.second, office.supervisor, office.case_supervision):
        assert client.get(page).status_code == 200
        assert clue.item in text(client.get("/clues/"))
    foreign = [
        signed_in(role=role, regions=("42112500",)) for role in ("supervisor", "case_supervision")
    ]
    before = StepTaken.objects.count()
    for client in (office.other, office.intake, *foreign):
        assert client.get(page).status_code == 404
        assert plain(client.get("/clues/000000-2026-0001/")) == plain(client.get(page))
        assert client.post(step, {"note": "x"}).status_code == 404
        assert clue.item not in text(client.get("/clues/"))
        assert clue.item not in text(client.get("/due/"))
    for role in ("analyst", "auditor", "custodian", "administrator"):
        assert signed_in(role=role).get(page).status_code == 403
    assert StepTaken.objects.count() == before


def test_an_officer_who_is_moved_to_another_area_sees_it_no_more(office: Office) -> None:
    clue = office.assigned()
    Profile.objects.filter(user__username=office.name("first")).update(regions=["421125"])
    assert office.first.get(f"/clues/{clue.item}/").status_code == 404


def test_no_step_can_be_taken_by_who_may_not(office: Office) -> None:
    clue = office.assigned()
    offered = {
        who: {f for f in steps() if f'/clues/{clue.item}/{f}/"' in text(getattr(office, who).get(f"/clues/{clue.item}/"))}
        for who in ("first", "supervisor", "case_supervision")
    }  # fmt: skip
    assert offered["first"] == {"propose_way", "step_aside"}
    assert offered["supervisor"] == {"assign"}
    assert offered["case_supervision"] == {"hand_over", "urge"}
    before = StepTaken.objects.count()
    for who, names in offered.items():
        for name in steps().keys() - names:
            answer = office.step(who, clue, name, reason="x", note="x", text="x")
            assert answer.status_code == 422, (who, name)
    assert office.step("first", clue, "nonsense").status_code == 404
    assert StepTaken.objects.count() == before


def test_a_post_without_its_token_changes_nothing(office: Office) -> None:
    clue = office.assigned()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.first.cookies
    before = StepTaken.objects.count()
    for page in (f"/clues/{clue.item}/step_aside/", "/adopt/G001/", "/intake/"):
        assert strict.post(page, {"reason": "x"}).status_code == 403
    assert StepTaken.objects.count() == before


FORM = {
    "own": "1", "channel": "complaint", "received": "2026-03-02", "reference": "X-1", "real_name": "on",
    "name": "江海", "unit": "东山市交通运输局", "title": "副局长", "region": "420600", "summary": "核查持股情况",
    "official_id": "G001", "company": "", "uscc": "",
}  # fmt: skip


def test_intake_by_hand_until_it_is_handed_over(office: Office, signed_in: SignIn) -> None:
    assert "先确认管辖" in text(office.intake.get("/intake/"))
    gate = office.intake.post("/intake/", {"above": "no"})
    assert "信访举报" in text(gate)
    answer = office.intake.post("/intake/", FORM)
    assert answer.status_code == 302, text(answer)
    clue = Clue.objects.get()
    assert (clue.channel, clue.real_name, clue.received.isoformat()) == (
        "complaint",
        True,
        "2026-03-02",
    )
    page = f"/clues/{clue.item}/"
    assert office.intake.get(page).status_code == 200
    assert signed_in(role="intake").get(page).status_code == 404
    assert (
        office.step(
            "intake", clue, "hand_over", receiver=office.name("supervisor"), note="x"
        ).status_code
        == 422
    )
    office.done("intake", clue, "hand_over", receiver="@case_supervision", note="来信一封")
    assert office.intake.get(page).status_code == 200, "not signed for yet"
    office.done("case_supervision", clue, "receive")
    assert office.intake.get(page).status_code == 404
    assert clue.item in text(office.intake.get("/due/")), "the reporter still waits for a notice"
    assert "江海" not in text(office.intake.get("/due/"))
    notice = f"/intake/{clue.item}/notify_acceptance/"
    assert signed_in(role="intake").post(notice).status_code == 404
    assert office.intake.post(notice).status_code == 302
    assert clue.item not in text(office.intake.get("/due/"))
    assert office.intake.post(f"/intake/{clue.item}/urge/").status_code == 404


def test_an_officer_cannot_tell_that_there_is_a_complaint(
    office: Office, signed_in: SignIn
) -> None:
    office.intake.post("/intake/", FORM)
    clue = Clue.objects.get()
    office.intake.post(f"/intake/{clue.item}/notify_acceptance/")
    office.done("intake", clue, "hand_over", receiver="@case_supervision", note="材料")
    office.done("case_supervision", clue, "receive")
    office.done(
        "supervisor", clue, "assign", first=office.name("first"), second=office.name("second")
    )
    page = text(office.first.get(f"/clues/{clue.item}/"))
    assert "核查持股情况" in page
    for trace in ("信访", "举报", "实名", "X-1", "来源渠道", "受理告知", "acceptance"):
        assert trace not in page, trace
    due = text(office.first.get("/due/"))
    assert "实名" not in due
    assert "反馈" not in due
    assert "信访举报" in text(office.case_supervision.get(f"/clues/{clue.item}/"))
    Clearance.objects.create(
        username=office.name("first"), clue_item=clue.item, reason="x", given_by="y",
        valid_until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    assert "信访举报" in text(office.first.get(f"/clues/{clue.item}/"))
    assert "信访举报" not in text(office.second.get(f"/clues/{clue.item}/"))


def test_other_channels_than_complaints_can_be_taken_in_by_case_supervision(office: Office) -> None:
    assert "信访举报" not in text(office.case_supervision.post("/intake/", {"above": "no"}))
    assert office.case_supervision.post("/intake/", FORM).status_code == 422
    answer = office.case_supervision.post("/intake/", {**FORM, "channel": "audit"})
    assert answer.status_code == 302
    assert Clue.objects.get().state == "received"


@pytest.mark.parametrize("wrong", [
    {"region": "421125"}, {"official_id": "G002"}, {"official_id": "nobody"}, {"region": "42"},
    {"summary": "据群众举报，核查持股"}, {"received": "2999-01-01"}, {"name": ""}, {"channel": "lead"}, {"uscc": "x"}, {"official_id": "=1"},
])  # fmt: skip
def test_what_does_not_fit_or_lies_elsewhere_is_not_entered(
    signed_in: SignIn, wrong: dict[str, str]
) -> None:
    client = signed_in(role="intake", regions=("420600",))
    assert client.post("/intake/", {**FORM, **wrong}).status_code == 422
    assert Clue.objects.count() == 0


class TestASuperiorOrgansItem:
    """Nothing is stored, copied or shown again; the page tells the paper route and the day (DP-15)."""

    @pytest.fixture
    def case(self, tmp_path: Any, settings: Any) -> Any:
        folder = tmp_path / "case"
        folder.mkdir()
        (folder / "organ.yaml").write_text("chiefs: [G001]", encoding="utf-8")
        settings.QINQING_CASE = folder
        return folder

    def refused(self, answer: Any) -> None:
        page = text(answer)
        assert answer.status_code == 422
        assert "不在本平台办理" in page
        assert "5 个工作日" in page
        assert "核查持股情况" not in page
        assert "江海" not in page
        assert Clue.objects.count() == 0
        assert not AuditEvent.objects.filter(detail__contains="江海").exists()
        assert not AuditEvent.objects.filter(
            about__contains="G001", action__startswith="clue"
        ).exists()

    def test_whoever_says_so(self, office: Office) -> None:
        self.refused(office.intake.post("/intake/", {"above": "yes", "official_id": ""}))

    def test_known_by_his_number(self, office: Office, case: Any) -> None:
        self.refused(office.intake.post("/intake/", {"above": "no", "official_id": "G001"}))

    def test_also_at_the_second_form(self, office: Office, case: Any) -> None:
        self.refused(office.intake.post("/intake/", FORM))

    def test_also_a_lead(self, office: Office, case: Any) -> None:
        self.refused(office.analyst.post("/adopt/G001/", {"findings": ["F0001"]}))


XSS = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}{% now "Y" %}'


def test_no_free_text_becomes_markup(office: Office) -> None:
    for field in ("name", "unit", "title", "summary", "company", "reference"):
        answer = office.case_supervision.post(
            "/intake/", {**FORM, "channel": "audit", field: XSS[:78]}
        )
        assert answer.status_code == 302, (field, text(answer))
        item = Clue.objects.latest("pk").item
        for page in (f"/clues/{item}/", "/clues/", "/ledger/", "/due/", "/intake/"):
            assert "<script>alert" not in text(office.case_supervision.get(page)), (field, page)
            assert "<img src=x" not in text(office.case_supervision.get(page)), (field, page)
    clue = office.verifying()
    told = [
        ("hold_talk", {"note": XSS}), ("receive_explanation", {"text": XSS}),
        ("no_explanation", {"legal_reason": "waived", "basis": XSS}),
        ("new_fact", {"fact": XSS, "independent": "on"}), ("tell", {"measure": "谈话提醒", "facts": XSS}),
        ("propose_outcome", {"outcome_1": "属实", "measure": "谈话提醒", "form": "form1", "reason": XSS, "tolerance_note": XSS}),
    ]  # fmt: skip
    for name, data in told:
        office.done("first", clue, name, **data)
    office.done("supervisor", clue, "return_outcome", reason=XSS)
    page = text(office.supervisor.get(f"/clues/{clue.item}/"))
    assert page.count("&lt;script&gt;alert(1)") >= 8
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{ 7|add:7 }}" in page, "shown as typed, never run as a template"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_carry_nothing_inline(office: Office, language: str) -> None:
    clue = office.closed()
    for client in (office.supervisor, office.case_supervision, office.first):
        client.cookies["qinqing_language"] = language
        for page in ("/clues/", f"/clues/{clue.item}/", "/due/"):
            shown = text(client.get(page))
            for inline in ("<script", "style=", "onclick", "javascript:"):
                assert inline not in shown, page
            if language == "en":
                assert "Clue" in shown or "due" in shown


def test_feedback_by_quarter_and_figures_without_names(office: Office) -> None:
    office.intake.post("/intake/", FORM)
    clue = Clue.objects.get()
    office.done("intake", clue, "hand_over", receiver="@case_supervision", note="材料")
    office.done("case_supervision", clue, "receive")
    office.done(
        "supervisor", clue, "assign", first=office.name("first"), second=office.name("second")
    )
    office.done("first", clue, "propose_way", way="close", outcome_1="不属实", reason="查否")
    office.done("supervisor", clue, "approve_way")
    ledger = text(office.case_supervision.get("/ledger/"))
    section = ledger[ledger.index("办理统计") : ledger.index("<h2>登记</h2>")]
    assert clue.item in section
    assert "信访部门" in section
    assert "江海" not in section
    assert "–" in text(office.intake.get("/intake/"))
    office.done("case_supervision", clue, "feedback", document="馈1号")
    ledger = text(office.case_supervision.get("/ledger/"))
    section = ledger[ledger.index("处置反馈（按季）") : ledger.index("<h2>登记</h2>")]
    assert clue.item not in section
    assert "不属实" in text(office.intake.get("/intake/"))
