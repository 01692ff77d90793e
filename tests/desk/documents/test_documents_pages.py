"""Documents of a clue on the pages: draft, four eyes, versions, release, download, and who may not."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from desk.documents.kinds import kinds
from ingest.schema import TABLES as INGEST
from nlp.schema import TABLES as NLP

SignIn = Callable[..., Client]
Drafted = Callable[..., tuple[Client, str]]
ITEM = "X2025-0001"
LETTER = "反映江某：其妻宋某在东山路桥公司持股，该公司多次承揽江某所在单位的工程。"


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def words(data: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)


def actions() -> list[tuple[str, str]]:
    from desk.access.models import AuditEvent

    return list(AuditEvent.objects.order_by("number").values_list("action", "about"))


def test_a_letter_goes_from_draft_over_a_second_person_to_the_file(
    drafted: Drafted, signed_in: SignIn
) -> None:
    drafter, at = drafted()
    assert "养护工程的比选记录不完整" in body(drafter.get(at))
    assert drafter.get(f"{at}file/").status_code == 404, "a draft does not leave the desk"
    assert drafter.post(f"{at}release/", {"version": "1"}).status_code == 403
    supervisor = signed_in(role="supervisor")
    assert supervisor.post(f"{at}release/", {"version": "1"}).status_code == 302
    sent = drafter.get(f"{at}file/")
    assert sent.status_code == 200
    said = words(sent.getvalue())
    assert "1．养护工程的比选记录不完整" in said
    assert "2．合同变更未报备" in said
    assert "2025年6月30日" in said
    assert "江海" not in said, "a letter to a unit does not name the official by itself"
    assert drafter.post(f"{at}revise/reminder/", {}).status_code == 200, "an empty form"
    steps = [action for action, about in actions() if about == ITEM and action != "document.open"]
    assert steps == ["document.draft", "document.released", "document.download"]
    from desk.access.audit import verify

    assert list(verify()) == []


def test_nobody_releases_what_he_drafted_whatever_his_role_has_become(drafted: Drafted) -> None:
    from desk.web.models import Profile

    drafter, at = drafted()
    Profile.objects.update(role="supervisor")
    page = drafter.post(f"{at}release/", {"version": "1"})
    assert page.status_code == 409
    assert "拟稿人不能审签自己的文稿" in body(page)
    assert drafter.get(f"{at}file/").status_code == 404


def test_an_older_version_is_not_released_and_a_released_one_not_changed(
    drafted: Drafted, signed_in: SignIn, filled: dict[str, str]
) -> None:
    drafter, at = drafted()
    supervisor = signed_in(role="supervisor")
    back = supervisor.post(f"{at}return/", {"version": "1", "reason": "请写明期限"})
    assert back.status_code == 302
    assert "请写明期限" in body(drafter.get(at))
    drafter.post(f"{at}revise/reminder/", {**filled, "advice": "一个月内补齐记录"})
    assert supervisor.post(f"{at}release/", {"version": "1"}).status_code == 409
    assert supervisor.post(f"{at}release/", {"version": "2"}).status_code == 302
    assert "一个月内补齐记录" in words(drafter.get(f"{at}file/").getvalue())
    changed = drafter.post(f"{at}revise/reminder/", filled)
    assert changed.status_code == 409
    assert "文书已经签发" in body(changed)


def test_a_text_out_of_a_complaint_is_not_released_and_its_passage_is_shown(
    drafted: Drafted, signed_in: SignIn
) -> None:
    drafter, at = drafted(advice="核实该公司多次承揽江某所在单位的工程的情况")
    supervisor = signed_in(role="supervisor")
    supervisor.post(f"{at}release/", {"version": "1"})
    assert drafter.get(f"{at}file/").status_code == 404
    page = body(drafter.get(at))
    assert "该公司多次承揽江某所在单位的工程" in page.split("请改写")[1]
    assert "受护材料" not in page
    assert "受保护材料" not in page, "why, is for those cleared for complaints only"
    cleared = signed_in(role="supervisor", complaints=True)
    assert "与受保护材料文字相同" in body(cleared.get(at))
    from desk.access.models import AuditEvent

    event = AuditEvent.objects.get(action="document.blocked")
    assert json.loads(event.detail)["passages"] > 0
    assert "承揽" not in event.detail


def test_what_registers_record_may_stand_in_a_letter_though_a_complaint_says_it_too(
    make_run: Callable[..., Path], drafted: Drafted, signed_in: SignIn
) -> None:
    fact = "宋河持有东山路桥有限公司40%"
    text = f"{fact}，且与知情人马小川多年来往密切，每逢年节都到其家中走动。"
    out = make_run()
    _complaints(out, [{"complaint_id": "X-77", "received": "2025-02-03", "text": text, "source": "信访举报.csv#2"}], ["马小川", "宋河"])  # fmt: skip
    _, at = drafted(out=out, risks=f"{fact}，请核对。")
    supervisor = signed_in(out, role="supervisor")
    assert supervisor.post(f"{at}release/", {"version": "1"}).status_code == 302
    assert supervisor.get(f"{at}file/").status_code == 200
    _, at = drafted(out=out, risks=f"{fact}，请向马小川核对。")
    supervisor.post(f"{at}release/", {"version": "1"})
    assert supervisor.get(f"{at}file/").status_code == 404
    assert '<mark lang="zh">马小川</mark>' in body(supervisor.get(at))


def _complaints(out: Path, rows: list[dict[str, Any]], persons: list[str]) -> None:
    """Give a run other complaints, and the names that the text mining found in them."""
    schema = INGEST["complaints"]
    full = [{name: row.get(name) for name in schema.names} for row in rows]
    path = out / "stages" / "ingest" / "complaints.parquet"
    pq.write_table(pa.Table.from_pylist(full, schema), path)
    found = [
        {"source_id": rows[0]["complaint_id"], "text": name, "label": "PERSON"} for name in persons
    ]
    (out / "stages" / "nlp").mkdir(exist_ok=True)
    table = pa.Table.from_pylist(
        [{key: row.get(key) for key in NLP["mentions"].names} for row in found], NLP["mentions"]
    )
    pq.write_table(table, out / "stages" / "nlp" / "mentions.parquet")


def test_an_internal_plan_carries_the_registered_facts_and_says_they_are_no_evidence(
    drafted: Drafted, signed_in: SignIn
) -> None:
    more = dict.fromkeys(("team", "matters", "steps", "period", "safety"), "按规定办理")
    _, at = drafted("plan", **more)
    supervisor = signed_in(role="supervisor")
    supervisor.post(f"{at}release/", {"version": "1"})
    said = words(supervisor.get(f"{at}file/").getvalue())
    assert "宋河持有东山路桥有限公司40%（股东出资.csv 第 2 行）" in said
    assert "平台疑点不是证据" in said
    assert "来信提到该公司" not in said, "facts out of a complaint are not filled in"
    assert "X-1" not in said


def test_only_what_is_found_untrue_is_cleared(
    signed_in: SignIn, clue: Callable[..., None], filled: dict[str, str]
) -> None:
    client, at = signed_in(), f"/clues/{ITEM}/documents/new/clearing/"
    more = {**filled, "untrue": "持股一事", "verified": "已核实", "range": "书面澄清"}
    assert client.post(at, more).status_code == 409
    clue(clearing=True)
    assert client.post(at, more).status_code == 302


def test_a_clue_out_of_area_is_as_one_that_is_not(drafted: Drafted, signed_in: SignIn) -> None:
    _, at = drafted()
    stranger = signed_in(regions=("999999",))
    answers = {
        (page.status_code, page.content)
        for page in (
            stranger.get(at),
            stranger.get(at.replace(ITEM, "X2025-0099")),
            stranger.get(f"/clues/{ITEM}/documents/"),
            stranger.get(f"/clues/{ITEM}/documents/new/reminder/"),
            stranger.post(f"{at}revise/reminder/", {}),
        )
    }
    codes = {code for code, _ in answers}
    assert codes == {404}


def test_a_document_is_found_under_its_own_clue_only(
    drafted: Drafted, clue: Callable[..., None], signed_in: SignIn
) -> None:
    _, at = drafted()
    clue(official_id="G002", item="X2025-0002")
    assert signed_in().get(at.replace(ITEM, "X2025-0002")).status_code == 404


@pytest.mark.parametrize("role", ["intake", "analyst", "auditor", "custodian", "administrator"])
def test_other_roles_read_no_document(drafted: Drafted, signed_in: SignIn, role: str) -> None:
    _, at = drafted()
    client = signed_in(role=role)
    assert client.get(at).status_code == 403
    assert client.get(f"/clues/{ITEM}/documents/").status_code == 403


def test_the_database_refuses_to_change_or_remove_a_version(drafted: Drafted) -> None:
    from desk.documents.models import Decision, Document, Version

    drafted()
    changes: list[tuple[Any, dict[str, str]]] = [
        (Document.objects.all(), {"kind": "plan"}),
        (Version.objects.all(), {"sha256": "0"}),
    ]
    for rows, change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")
    assert Decision.objects.count() == 0


def test_a_version_that_is_not_what_was_kept_is_not_released(
    drafted: Drafted, signed_in: SignIn
) -> None:
    from django.db import connection

    drafted()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER documents_version_no_update")
        cursor.execute("UPDATE documents_version SET content = CAST(x'50' || content AS BLOB)")
    supervisor = signed_in(role="supervisor")
    from desk.documents.drafting import Refused, release
    from desk.documents.models import Version

    with pytest.raises(Refused, match="摘要"):
        release(_user(supervisor), Version.objects.get(), None, None)  # type: ignore[arg-type]
    assert ("document.altered", ITEM) in actions()


def _user(client: Client) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_markup_and_template_language_in_what_a_drafter_writes_stay_text(
    drafted: Drafted, signed_in: SignIn
) -> None:
    evil = "<script>alert(1)</script> {{ 7*7 }} {% for a in b %} ${x} \x07\x0c&amp;"
    drafter, at = drafted(advice=evil)
    page = body(drafter.get(at))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page
    supervisor = signed_in(role="supervisor")
    supervisor.post(f"{at}release/", {"version": "1"})
    assert "{{ 7*7 }} {% for a in b %} ${x} &amp;" in words(supervisor.get(f"{at}file/").getvalue())


def test_every_kind_can_be_begun_and_is_filled_from_the_case(signed_in: SignIn, clue: Any) -> None:
    clue(clearing=True)
    client = signed_in()
    for language, said in (("zh-hans", "保存为新文稿"), ("en", "Save as a new draft")):
        client.post("/language/", {"language": language, "next": "/"})
        for kind in kinds().values():
            page = client.get(f"/clues/{ITEM}/documents/new/{kind.code}/")
            assert page.status_code == 200
            assert said in body(page)
            assert "来信提到该公司" not in body(page)
    assert client.get(f"/clues/{ITEM}/documents/new/none/").status_code == 404


def test_a_document_that_names_a_person_is_opened_under_a_purpose_ticket(
    drafted: Drafted, signed_in: SignIn
) -> None:
    from desk.access.models import AuditEvent

    drafter, at = drafted()
    drafter.get(at)
    event = AuditEvent.objects.filter(action="document.open").last()
    assert event is not None
    assert event.ticket
    without = signed_in(ticket=False)
    for url in (at, f"{at}file/", f"/clues/{ITEM}/documents/new/plan/", f"{at}revise/reminder/"):
        assert without.get(url)["Location"].startswith("/tickets/"), url
