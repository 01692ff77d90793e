"""Four eyes, the sealed zone, accounts, the auditor's page, recusal: through the pages, as people use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

SignIn = Callable[..., Client]
LETTER = "来信提到"


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def user(number: int) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(username=f"user{number}")


def events(action: str) -> list[Any]:
    from desk.access.models import AuditEvent

    return list(AuditEvent.objects.filter(action=action))


class TestFourEyes:
    def test_asked_by_one_decided_by_another_and_good_for_that_step_only(
        self, signed_in: SignIn
    ) -> None:
        from desk.access.four_eyes import approved
        from desk.access.models import Approval

        asker, decider = signed_in(), signed_in(role="supervisor")
        form = {"action": "export.list", "about": "tier=1", "reason": "专题会"}
        assert asker.post("/requests/", form).status_code == 302
        asker.post("/requests/", form)
        waiting = Approval.objects.get()
        assert approved(user(0), "export.list", "tier=1") is None
        answer = {"number": waiting.pk, "answer": "yes", "told": "限本次"}
        assert asker.post("/approvals/", answer).status_code == 403
        assert decider.post("/approvals/", answer).status_code == 302
        assert decider.post("/approvals/", answer).status_code == 403, "decided already"
        assert approved(user(0), "export.list", "tier=1")
        assert not approved(user(0), "export.list", "tier=2")
        assert not approved(user(0), "unmask", "tier=1")
        assert not approved(user(1), "export.list", "tier=1")
        Approval.objects.update(valid_until=waiting.requested_at)
        assert not approved(user(0), "export.list", "tier=1"), "it ran out"
        assert [event.about for event in events("approval.yes")] == ["tier=1"]

    def test_nobody_says_yes_to_himself(self, signed_in: SignIn) -> None:
        from desk.access.models import Approval

        both = signed_in(role="supervisor")
        both.post("/requests/", {"action": "export.list", "about": "x", "reason": "r"})
        waiting = Approval.objects.get()
        answer = {"number": waiting.pk, "answer": "yes"}
        assert both.post("/approvals/", answer).status_code == 403
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.update(decided_by="user0", decision="yes")

    def test_a_no_opens_nothing_and_a_role_asks_only_for_its_own(self, signed_in: SignIn) -> None:
        from desk.access.four_eyes import approved, decide, request
        from desk.access.models import Approval

        signed_in()
        signed_in(role="supervisor")
        request(user(0), "unmask", "G001", "核对")
        decide(user(1), Approval.objects.get().pk, yes=False)
        assert approved(user(0), "unmask", "G001") is None
        for asker, step, reason in ((1, "unmask", "r"), (0, "unmask", " "), (0, "other", "r")):
            with pytest.raises(PermissionDenied):
                request(user(asker), step, "G001", reason)

    @pytest.mark.parametrize("wrong", [{"number": "²", "answer": "yes"}, {"number": "1"}, {}])
    def test_a_crooked_answer_is_refused(self, signed_in: SignIn, wrong: dict[str, str]) -> None:
        assert signed_in(role="supervisor").post("/approvals/", wrong).status_code == 403


class TestSealed:
    def test_only_the_custodian_reads_and_each_look_is_kept_without_the_text(
        self, signed_in: SignIn
    ) -> None:
        client = signed_in(role="custodian")
        assert "江某" not in body(client.get("/sealed/"))
        assert "江某" in body(client.get("/sealed/text/X-1/"))
        assert client.get("/sealed/text/X-2/").status_code == 404
        (look,) = events("complaint.open")
        assert (look.about, "江某" in look.detail) == ("X-1", False)

    def test_a_clearance_is_for_one_handler_one_clue_and_a_time(self, signed_in: SignIn) -> None:
        from desk.access.models import Clearance
        from desk.access.sealed import cleared

        custodian = signed_in(role="custodian")
        signed_in()
        signed_in()
        form = {
            "username": "user1",
            "clue_item": "420600-2025-001",
            "days": 3,
            "reason": "核实来信",
        }
        assert custodian.post("/sealed/clear/", form).status_code == 302
        given = cleared(user(1), "420600-2025-001")
        assert given
        assert not cleared(user(1), "420600-2025-002")
        assert not cleared(user(2), "420600-2025-001")
        later = given.valid_until + timedelta(seconds=1)
        assert not cleared(user(1), "420600-2025-001", later)
        custodian.post("/sealed/clear/", {"withdraw": given.pk})
        assert not cleared(user(1), "420600-2025-001")
        assert Clearance.objects.count() == 1
        assert [e.about for e in events("complaint.clear")] == ["420600-2025-001"]
        assert len(events("complaint.withdraw")) == 1

    def test_who_is_no_handler_is_not_cleared_and_a_change_of_role_ends_it(
        self, signed_in: SignIn
    ) -> None:
        from desk.access.sealed import clear, cleared
        from desk.web.models import Profile

        custodian = signed_in(role="custodian")
        signed_in(role="analyst")
        form = {"username": "user1", "clue_item": "A", "days": 3, "reason": "r"}
        assert custodian.post("/sealed/clear/", form).status_code == 422
        for days in (0, 91):
            with pytest.raises(PermissionDenied):
                clear(user(0), "user1", "A", "r", days=days)
        signed_in()
        clear(user(0), "user2", "A", "r", days=1)
        Profile.objects.filter(user=user(2)).update(role="analyst")
        assert not cleared(user(2), "A")

    def test_a_handler_cannot_tell_an_official_with_complaints_only_from_nobody(
        self, signed_in: SignIn
    ) -> None:
        client = signed_in()
        hidden, none = client.get("/dossier/G003/"), client.get("/dossier/G999/")
        assert hidden.status_code == none.status_code == 404
        token = re.compile(r'value="[A-Za-z0-9]{64}"')  # of forms, new each time
        told = [token.sub("", body(page)) for page in (hidden, none)]
        assert told[0].replace("G003", "G999") == told[1]
        assert set(hidden.headers) == set(none.headers)


class TestAccounts:
    NEW: ClassVar[dict[str, str]] = {
        "username": "chen",
        "role": "analyst",
        "regions": "4206，4211",
        "relatives": "宋河 周宁",
    }

    def test_made_with_a_one_time_password_changed_closed_and_traced(
        self, signed_in: SignIn
    ) -> None:
        from django.contrib.auth.models import User

        client = signed_in(role="administrator")
        page = body(client.post("/accounts/", self.NEW))
        password = re.findall(r'<span class="mono">([\w-]{16})</span>', page)[0]
        chen = User.objects.get(username="chen")
        profile: Any = chen.profile  # type: ignore[attr-defined]
        assert (profile.role, profile.regions) == ("analyst", ["4206", "4211"])
        other = Client()
        other.post("/login/", {"username": "chen", "password": password})
        assert other.get("/list/")["Location"] == "/password/"
        change = {"role": "investigator", "regions": "*", "relatives": "宋河"}
        assert client.post("/accounts/chen/", change).status_code == 302
        profile.refresh_from_db()
        assert (profile.role, profile.relatives) == ("investigator", ["宋河"])
        (event,) = events("account.change")
        assert "宋河" not in event.detail
        assert '"role": "investigator"' in event.detail
        client.post("/accounts/chen/change/", {"what": "close"})
        assert other.get("/list/")["Location"].startswith("/login/")
        page = body(client.post("/accounts/chen/change/", {"what": "password"}))
        assert password not in page
        assert [e.action for e in events("account.close") + events("account.password")]

    def test_nobody_changes_his_own_account(self, signed_in: SignIn) -> None:
        client = signed_in(role="administrator")
        assert client.get("/accounts/user0/").status_code == 200
        assert client.post("/accounts/user0/", {"role": "supervisor"}).status_code == 403
        assert client.post("/accounts/user0/change/", {"what": "password"}).status_code == 403

    @pytest.mark.parametrize(
        "wrong", [{"username": "user0"}, {"username": "a b"}, {"role": "king"}, {"regions": "东山"}]
    )
    def test_what_is_wrong_is_said(self, signed_in: SignIn, wrong: dict[str, str]) -> None:
        answer = signed_in(role="administrator").post("/accounts/", self.NEW | wrong)
        assert answer.status_code == 422
        assert "error" in body(answer)

    def test_the_administrator_sees_no_named_person(self, signed_in: SignIn) -> None:
        client = signed_in(role="administrator")
        for url in ("/accounts/", "/report/", "/"):
            assert "江海" not in body(client.get(url, follow=True)), url
        assert client.get("/list/").status_code == 403


class TestNearness:
    @pytest.mark.parametrize(
        ("known", "kind", "by"),
        [
            ({"official_id": "G001"}, "self", "number"),
            ({"own_name": "江海"}, "self", "name"),
            ({"relatives": ["宋河"]}, "relative", "name"),
            ({"colleagues": ["江海"]}, "colleague", "name"),
        ],
    )
    def test_a_look_at_someone_near_is_flagged_and_the_auditor_sees_it(
        self, signed_in: SignIn, known: dict[str, Any], kind: str, by: str
    ) -> None:
        from desk.access.recusal import conflicts
        from desk.web.models import Profile

        client = signed_in()
        Profile.objects.update(**known)
        found = conflicts(user(0), "G001")
        assert (kind, by) in {(one.kind, one.by) for one in found}
        assert client.get("/dossier/G001/").status_code == 200
        (flag,) = events("self_query")
        assert (flag.about, flag.username) == ("G001", "user0")
        page = body(signed_in(role="auditor").get("/audit/?flagged=on"))
        assert 'class="flagged"' in page
        assert "dossier.open" not in page.split("<tbody>")[1]

    def test_a_handler_on_the_path_or_in_a_company_keeps_away(self, signed_in: SignIn) -> None:
        from desk.access.recusal import conflicts
        from desk.web.models import Profile

        signed_in()
        Profile.objects.update(official_id="G001")
        firms = conflicts(user(0), companies=["91420600000000001X"])
        assert [(one.kind, one.by) for one in firms] == [("on_path", "graph")]
        assert conflicts(user(0), "G002") == []
        assert conflicts(user(0), names=["别人"]) == []

    def test_what_only_a_complaint_tells_makes_no_conflict(self, signed_in: SignIn) -> None:
        from desk.access.recusal import conflicts
        from desk.web.models import Profile

        signed_in()
        Profile.objects.update(relatives=["<b>吴</b>"])
        assert conflicts(user(0), "G003") == []


class TestTrail:
    def test_filtered_by_user_action_about_and_day_and_written_out(self, signed_in: SignIn) -> None:
        signed_in().get("/dossier/G001/")
        client = signed_in(role="auditor")
        rows = body(client.get("/audit/?username=user0&action=dossier&about=G001"))
        assert "dossier.open" in rows
        assert "没有符合条件的留痕" in body(client.get("/audit/?about=G001&last=2020-01-01"))
        sent = client.get("/audit/export.csv?about=G001")
        text = b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]
        assert text.splitlines()[0].startswith("\ufeffnumber,at,username")
        assert "dossier.open" in text
        assert client.get("/audit/export.exe").status_code == 404
        assert len(events("audit.export")) == 1

    def test_the_page_names_a_forged_row_and_a_changed_result_file(
        self, signed_in: SignIn, make_run: Callable[..., Path]
    ) -> None:
        from desk.access.models import AuditEvent

        out = make_run()
        client = signed_in(out, role="auditor")
        page = body(client.post("/audit/verify/"))
        assert "链完好" in page
        last = AuditEvent.objects.order_by("-number").first()
        assert last
        AuditEvent.objects.create(number=last.number + 1, at="2026", action="forged", digest="0")
        (out / "findings.parquet").write_bytes(b"x")
        page = body(client.post("/audit/verify/"))
        assert "疑有插入或替换" in page
        assert "findings.parquet" in page

    def test_every_page_says_that_a_result_file_was_changed(
        self, signed_in: SignIn, make_run: Callable[..., Path]
    ) -> None:
        out = make_run()
        client = signed_in(out)
        assert "与运行报告不符" not in body(client.get("/list/"))
        (out / "risk_list.parquet").write_bytes(b"x")
        page = body(client.get("/list/"))
        assert "结果文件与运行报告不符：risk_list.parquet" in page
        assert "江海" in page, "what was there before is still shown"
