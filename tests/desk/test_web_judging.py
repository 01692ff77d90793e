"""Judging a match on the web desk: who may, what is written, what is shown, and how it is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from ingest.schema import TABLES as INGEST
from ingest.stage import sha256_file
from resolve.judgements import read, standing
from resolve.schema import TABLES as RESOLVE
from tests.desk.conftest import table, write_stage

SignIn = Callable[..., Client]
COMPANY, OTHER = "91420600000000001X", "91420600000000002X"
SPOUSE = "亲属关系.csv#2"
PAGE = "/identity/G001/?finding=F0001"
REASON = {"verdict": "different", "reason": "登记档案照片不符", "evidence": ""}


@pytest.fixture
def case(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    settings.QINQING_CASE = folder
    return folder


@pytest.fixture
def out(make_run: Callable[..., Path]) -> Path:
    """The run of the other tests, with what the registers say of the two persons called 宋河."""
    folder = make_run()
    rows = [
        {"uscc": code, "holder_name": "宋河", "source": f"股东出资.csv#{n}"}
        for n, code in ((2, COMPANY), (4, OTHER))
    ]
    holdings = table(INGEST["holdings"], rows)
    pq.write_table(holdings, folder / "stages" / "ingest" / "holdings.parquet")
    seen = [
        {"person_key": key, "table": "holdings", "source": f"股东出资.csv#{n}", "uscc": code, "name": "宋河"}
        for key, n, code in (("p1", 2, COMPANY), ("p9", 4, OTHER))
    ]  # fmt: skip
    subjects = [
        {"official_id": "G001", "subject": "self", "name": "江海"},
        {"official_id": "G001", "subject": SPOUSE, "name": "宋河", "kinship": "配偶"},
    ]
    write_stage(folder, "resolve", RESOLVE, {"appearances": seen, "subjects": subjects})
    for stage in ("ingest", "resolve"):
        place = folder / "stages" / stage
        tables = {f.stem: {"sha256": sha256_file(f)} for f in sorted(place.glob("*.parquet"))}
        (place / "manifest.json").write_text(json.dumps({"tables": tables, "files": {}}))
    return folder


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def test_a_judgement_is_written_shown_and_in_the_audit(
    signed_in: SignIn, case: Path, out: Path
) -> None:
    client = signed_in(out)
    assert "还没有人判断过" in body(client.get(PAGE))
    answer = client.post(PAGE, REASON)
    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    (kept,) = read(case)
    assert (kept.verdict, kept.official_id, kept.kinship, kept.subject_name) == (
        "different", "G001", "配偶", "宋河",
    )  # fmt: skip
    assert [(anchor.name, anchor.uscc) for anchor in kept.person] == [("宋河", COMPANY)]
    user = kept.made_by
    assert user.startswith("user")
    page = body(client.get(PAGE))
    assert "登记档案照片不符" in page
    assert "不是同一人" in page
    from desk.access.models import AuditEvent

    seen = AuditEvent.objects.filter(username=user).values_list("action", "about", "detail")
    assert ("identity.judge", "G001", '{"place": "different:p1"}') in seen
    assert ("identity.open", "G001", '{"place": "p1"}') in seen


def test_the_same_needs_its_evidence(signed_in: SignIn, case: Path, out: Path) -> None:
    client = signed_in(out)
    answer = client.post(PAGE, {**REASON, "verdict": "same"})
    assert answer.status_code == 422
    assert "判断为同一人时须写明依据" in body(answer)
    assert read(case) == ()
    assert client.post(PAGE, {**REASON, "reason": ""}).status_code == 422
    assert client.post(PAGE, {**REASON, "verdict": "undone"}).status_code == 422
    assert read(case) == ()


def test_taking_back_adds_a_row_and_changes_none(signed_in: SignIn, case: Path, out: Path) -> None:
    client = signed_in(out)
    client.post(PAGE, REASON)
    (kept,) = read(case)
    assert client.post(PAGE, {"undoes": kept.judgement_id, "reason": ""}).status_code == 422
    assert client.post(PAGE, {"undoes": kept.judgement_id, "reason": "查错了人"}).status_code == 302
    assert read(case)[0] == kept
    assert len(read(case)) == 2
    assert standing(read(case)) == ()
    assert "还没有人判断过" in body(client.get(PAGE))


def test_a_contradiction_is_shown_on_both(signed_in: SignIn, case: Path, out: Path) -> None:
    client = signed_in(out)
    client.post(PAGE, REASON)
    client.post(PAGE, {"verdict": "same", "reason": "本人承认", "evidence": "谈话笔录"})
    page = body(client.get(PAGE))
    assert len(read(case)) == 2
    assert page.count("与其他判断矛盾") == 2


def test_a_judgement_about_another_person_is_neither_shown_nor_taken_back_here(
    signed_in: SignIn, case: Path, out: Path
) -> None:
    from desk.judging import Said, judge

    other = judge(case, out, "G001", "p9", Said("different", "另一人", relative="宋河"), by="乙")
    client = signed_in(out)
    assert "另一人" not in body(client.get(PAGE))
    answer = client.post(PAGE, {"undoes": other.judgement_id, "reason": "试试"})
    assert answer.status_code == 404
    assert len(read(case)) == 1


def test_out_of_the_viewers_area_there_is_no_such_page(
    signed_in: SignIn, case: Path, out: Path
) -> None:
    client = signed_in(out, regions=("421100",))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, REASON).status_code == 404
    assert signed_in(out).get("/identity/G001/?finding=F9999").status_code == 404
    assert signed_in(out).get("/identity/G002/?finding=F0003").status_code == 404  # no match
    assert read(case) == ()
    from desk.access.models import AuditEvent

    assert not AuditEvent.objects.filter(action__startswith="identity").exists()


def test_nobody_judges_without_a_login_or_from_another_site(
    signed_in: SignIn, case: Path, out: Path
) -> None:
    assert Client().post(PAGE, REASON).status_code == 302  # to the login
    signed_in(out)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(out).cookies
    assert strict.post(PAGE, REASON).status_code == 403
    assert read(case) == ()


def test_without_a_case_folder_the_page_takes_nothing(
    signed_in: SignIn, settings: Any, out: Path
) -> None:
    settings.QINQING_CASE = None
    client = signed_in(out)
    page = body(client.get(PAGE))
    assert "--case" in page
    assert 'name="verdict"' not in page
    assert client.post(PAGE, REASON).status_code == 404


def test_the_dossier_leads_to_the_page(signed_in: SignIn, out: Path) -> None:
    page = body(signed_in(out).get("/dossier/G001/"))
    assert f'href="{PAGE}"' in page


def test_what_is_typed_is_escaped(signed_in: SignIn, case: Path, out: Path) -> None:
    client = signed_in(out)
    client.post(PAGE, {**REASON, "reason": "<script>x</script>"})
    assert len(read(case)) == 1
    assert "<script>x" not in body(client.get(PAGE))
