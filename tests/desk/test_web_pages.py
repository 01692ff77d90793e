"""The pages of the desk on a small run of invented persons."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

SignIn = Callable[..., Client]
MakeRun = Callable[..., Path]
PAGES = ["/list/", "/dossier/G001/", "/report/", "/source/G001/?file=股东出资.csv&row=2"]


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def order(text: str, *parts: str) -> bool:
    """Say whether the parts stand in a text in this order."""
    places = [text.index(part) for part in parts]
    return places == sorted(places)


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(
    ("language", "notice"),
    [("zh-hans", "疑点线索，待核实；不是结论"), ("en", "A lead to check, not a finding")],
)
def test_every_page_opens_in_both_languages_under_the_notice(
    signed_in: SignIn, url: str, language: str, notice: str
) -> None:
    client = signed_in()
    client.post("/language/", {"language": language, "next": url})
    page = client.get(url)
    assert page.status_code == 200
    assert notice in body(page)
    assert f'<html lang="{language}">' in body(page)


def test_chinese_comes_first_whatever_the_browser_says(signed_in: SignIn) -> None:
    page = signed_in().get("/list/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert "疑点清单" in body(page)


def test_a_dossier_tells_facts_first_and_the_score_last(signed_in: SignIn) -> None:
    text = body(signed_in().get("/dossier/G001/"))
    assert order(
        text, "事实与来源", "关系链与最弱一环", "试过的合法解释", "有利于当事人的情况", "旁证的分量",
        "什么能够澄清", "下一步核查", "score-value",
    )  # fmt: skip
    assert "亲属或本人正常创业，时间巧合" in text, "each weight has its innocent alternative"


@pytest.mark.parametrize(
    "url", [*PAGES, "/dossier/G003/", "/source/G001/?file=文书/会议纪要.txt&page=1&from=4&to=8"]
)
def test_no_name_or_text_becomes_markup(signed_in: SignIn, url: str) -> None:
    text = body(signed_in(complaints=True).get(url))
    assert "<b>吴" not in text
    assert "<i>道路" not in text
    assert re.findall(r"<script(?! src=\"/static/)", text) == []
    assert "style=" not in text


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["G001", "G002", "G004"]),
        ("tier=1", ["G001"]),
        ("typology=T1", ["G002", "G004"]),
        ("pattern=P-08", ["G001"]),
        ("unit=财政", ["G002"]),
        ("region=420600", ["G001", "G004"]),
        ("region=4211&tier=2", ["G002"]),
        ("sort=unit", ["G004", "G001", "G002"]),  # chéng before jiāo before xī: by pinyin
        ("sort=name", ["G001", "G004", "G002"]),  # jiāng, zhèng, zhōu
        ("sort=-name", ["G002", "G004", "G001"]),
        ("sort=-strength", ["G004", "G002", "G001"]),
        ("text=宋", []),  # whom a finding is about is not searched by, only who is listed
        ("text=东山+g004", ["G004"]),
        ("text=路桥", ["G001", "G002", "G004"]),
        ("since=2000-01-01", ["G001", "G002", "G004"]),
        ("since=2999-01-01", []),
        ("region=abc", ["G001", "G002", "G004"]),  # a filter that cannot be read filters nothing
    ],
)
def test_the_list_is_filtered_and_sorted(signed_in: SignIn, query: str, seen: list[str]) -> None:
    text = body(signed_in().get(f"/list/?{query}"))
    found = [
        official for official in ("G001", "G002", "G003", "G004") if f"/dossier/{official}/" in text
    ]
    assert sorted(seen) == found
    assert order(text, *(f"/dossier/{official}/" for official in seen))


def test_the_list_is_paged_and_keeps_its_filter(
    signed_in: SignIn, make_run: MakeRun, leads: list[dict[str, Any]]
) -> None:
    many = [
        {**leads[1], "official_id": f"N{n:03d}", "probability": 0.9 - n / 1000} for n in range(120)
    ]
    client = signed_in(make_run(leads=many))
    last = body(client.get("/list/?tier=1&page=3"))
    assert "/dossier/N119/" in last
    assert "/dossier/N099/" not in last
    assert "tier=1&amp;page=2" in last
    assert "/dossier/N119/" in body(client.get("/list/?page=99")), "beyond the end is the last page"


def test_an_empty_list_says_why(signed_in: SignIn, make_run: MakeRun, tmp_path: Path) -> None:
    assert "没有符合筛选条件的线索" in body(signed_in().get("/list/?unit=没有这个单位"))
    assert "没有达到展示标准的线索" in body(signed_in(make_run("quiet", leads=[])).get("/list/"))
    assert "还没有运行结果" in body(signed_in(tmp_path / "none").get("/list/"))
    unfinished = make_run("unfinished")
    (unfinished / "run_report.json").unlink()
    text = body(signed_in(unfinished).get("/list/"))
    assert "运行尚未完成" in text
    assert "ingest" in text


def test_what_the_run_lacked_stands_above_the_list(signed_in: SignIn, make_run: MakeRun) -> None:
    lacking: dict[str, Any] = {
        "tables_missing": ["declarations", "complaints"],
        "patterns_off": [{"pattern": "P-04", "missing": ["declarations"]}, {"pattern": "P-28", "missing": ["complaints"]}],
    }  # fmt: skip
    out = make_run(**lacking)
    plain = body(signed_in(out).get("/list/"))
    assert "缺少的表：个人有关事项报告。" in plain
    assert "P-04" in plain
    assert "P-28" not in plain
    assert "P-28" in body(signed_in(out, complaints=True).get("/list/"))


def test_a_source_that_was_replaced_after_the_run_is_shown_as_such(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    url = "/source/G001/?file=股东出资.csv&row=2"
    assert "已经更换" not in body(signed_in().get(url))
    out = make_run()
    path = out / "stages" / "ingest" / "files.parquet"
    files = pq.read_table(path)
    rows = [{**row, "sha256": "3" * 64} for row in files.to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows, files.schema), path)
    assert "已经更换" in body(signed_in(out).get(url))


def test_a_new_run_is_shown_without_a_restart(
    signed_in: SignIn, make_run: MakeRun, leads: list[dict[str, Any]]
) -> None:
    out = make_run()
    client = signed_in(out)
    assert "江海" in body(client.get("/list/"))
    other = make_run("other", leads=[{**leads[2], "rank": 1}])
    for name in ("risk_list.parquet", "findings.parquet", "run_report.json"):
        (out / name).write_bytes((other / name).read_bytes())
    text = body(client.get("/list/"))
    assert "江海" not in text
    assert "周宁" in text


def test_the_report_counts_for_a_viewer_what_the_viewer_sees(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    rates = {"sex": [{"group": "男", "officials": 4, "shown": 4, "tier_1": 2, "rate": 1.0}]}
    inputs = [
        {"file": "信访举报.csv", "table": "complaints", "rows_read": 7717},
        {"file": "任职经历.csv", "table": "posts", "rows_read": 5515},
        {"file": "文书/1.txt", "table": "documents", "rows_read": 1},
        {"file": "文书/2.txt", "table": "documents", "rows_read": 1},
    ]
    out = make_run(flag_rates=rates, inputs=inputs)
    plain, cleared = (body(signed_in(out, complaints=c).get("/report/")) for c in (False, True))
    assert "5515" in plain
    assert "7717" not in plain
    assert "2 个文件" in plain
    assert "男" not in plain
    assert "7717" in cleared
    assert "男" in cleared


def test_models_and_migrations_agree(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_django_finds_nothing_to_say_about_the_settings() -> None:
    from django.core.checks import run_checks

    assert run_checks() == []


def test_beyond_this_machine_the_deployment_checks_have_nothing_to_say(tmp_path: Path) -> None:
    from django.core.checks import run_checks
    from django.test.utils import override_settings

    from desk.web.settings import settings_for

    kept = {"DATABASES", "INSTALLED_APPS"}
    wanted = {k: v for k, v in settings_for(tmp_path, secure=True).items() if k not in kept}
    # subdomains and browsers' preload lists are for whoever owns the domain, not for the desk
    others = {"security.W005", "security.W021"}
    with override_settings(**wanted):
        said = {check.id for check in run_checks(include_deployment_checks=True)}
    assert said - others == set()


def test_beyond_this_machine_plain_http_gets_no_login_page(db: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    page = Client().get("/login/")
    assert page.status_code == 301
    assert page["Location"].startswith("https://")
