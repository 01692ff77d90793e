"""The dossier tells the match behind a finding: sentence, picture, table; without a match it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.test import Client

from resolve.schema import QUESTIONS

SignIn = Callable[..., Client]


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def test_the_dossier_shows_sentence_waterfall_and_table(signed_in: SignIn) -> None:
    page = body(signed_in().get("/dossier/G001/"))
    assert "登记的人是不是此人" in page
    assert "很可能是同一人，可能性 85%。姓名相同；登记人员中预计另有约 1.2 名同名人。" in page
    assert page.count('<svg class="waterfall"') == 1
    assert "其他候选各占 5%；都不是的可能 10%。" in page
    assert '<th scope="row">出生日期</th><td>出生年份相同</td><td class="number">+1.30</td>' in page
    assert "style=" not in page


def test_it_speaks_english_to_an_english_reader(signed_in: SignIn) -> None:
    client = signed_in()
    client.cookies["qinqing_language"] = "en"
    page = body(client.get("/dossier/G001/"))
    assert "Is the registered person this person" in page
    assert "the years of birth are equal" in page
    assert "Other candidates: 5%; none of them: 10%." in page


def test_the_question_is_the_runs(signed_in: SignIn, make_run: Callable[..., Path]) -> None:
    out = make_run()
    assert "最省事的下一问" not in body(signed_in(out).get("/dossier/G001/"))
    told = {
        "official_id": "G001",
        "subject": "亲属关系.csv#2",
        "person_key": "p1",
        "zh": "查户籍",
        "en": "ask",
    }
    (out / "stages" / "resolve").mkdir()
    questions = pa.Table.from_pylist(
        [{name: told.get(name) for name in QUESTIONS.names}], QUESTIONS
    )
    pq.write_table(questions, out / "stages" / "resolve" / "questions.parquet")
    page = body(signed_in(out).get("/dossier/G001/"))
    assert "</strong>查户籍</p>" in page


def test_a_finding_without_a_match_in_the_run_has_no_such_section(signed_in: SignIn) -> None:
    assert "登记的人是不是此人" not in body(signed_in().get("/dossier/G002/"))


def test_a_run_without_the_table_of_matches_still_has_its_dossiers(
    signed_in: SignIn, make_run: Callable[..., Path]
) -> None:
    out = make_run()
    (out / "identities.parquet").unlink()
    page = signed_in(out).get("/dossier/G001/")
    assert page.status_code == 200
    assert "登记的人是不是此人" not in body(page)
