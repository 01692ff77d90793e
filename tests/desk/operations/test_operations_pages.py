"""Health, metrics and the administrator's page: who may see them, what they name, what they never hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk import runlock
from desk.access.roles import roles
from desk.operations.progress import ProgressFile
from desk.runlock import locked

SignIn = Callable[..., Client]
HERE: dict[str, Any] = {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}
AWAY: dict[str, Any] = {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "10.1.2.3"}
PROXIED: dict[str, Any] = {"HTTP_HOST": "desk.example", "REMOTE_ADDR": "127.0.0.1"}
OPERATIONS = Path(__file__).parents[3] / "desk" / "operations"


@pytest.fixture
def enough_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.operations.health.LOW_DISK", 0)


def test_health_tells_a_program_on_this_machine_that_all_is_well(
    signed_in: SignIn, enough_space: None
) -> None:
    from desk.access.audit import record

    signed_in()
    record(None, "test.event")
    answer = Client().get("/health/", **HERE)
    assert answer.status_code == 200, answer.content
    assert {
        name: check["well"] for name, check in answer.json()["checks"].items()
    } == dict.fromkeys(("database", "run", "audit", "disk"), True)


@pytest.mark.parametrize("address", ["/health/", "/metrics/"])
def test_nobody_elsewhere_learns_that_there_is_such_a_page(
    signed_in: SignIn, settings: Any, address: str
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for role in roles():
        known = signed_in(role=role).get(address, **AWAY).status_code
        assert known in ((200, 503) if role == "administrator" else (404,)), role
    assert Client().get(address, **AWAY).status_code == 404
    assert Client().get(address, **PROXIED).status_code == 404  # a proxy on this machine asks
    assert Client().post(address, **HERE).status_code == 405


def test_health_names_a_run_whose_files_were_changed(
    signed_in: SignIn, make_run: Any, enough_space: None
) -> None:
    out = make_run()
    administrator = signed_in(out, role="administrator")
    assert Client().get("/health/", **HERE).json()["checks"]["run"]["well"]
    with (out / "findings.parquet").open("r+b") as file:
        file.seek(60)
        file.write(b"x")
    told = Client().get("/health/", **HERE)
    assert told.status_code == 503
    assert told.json()["checks"]["run"] == {"well": False, "told": "changed"}
    page = administrator.get("/operations/").content.decode()
    assert "findings.parquet" in page
    assert "与运行报告不符" in page
    assert 'class="mono">risk_list.parquet' not in page


def test_health_names_a_database_that_is_behind_its_audit(
    signed_in: SignIn, settings: Any, enough_space: None
) -> None:
    from desk.access.audit import record

    signed_in()
    event = record(None, "test.event")
    (settings.QINQING_DATA / "audit.head").write_text(f"{event.number + 5} {'0' * 64}\n")
    told = Client().get("/health/", **HERE)
    assert (told.status_code, told.json()["checks"]["audit"]["told"]) == (503, "behind")


def test_a_full_disk_is_told(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in()
    monkeypatch.setattr("desk.operations.health.LOW_DISK", 2**70)
    assert Client().get("/health/", **HERE).json()["checks"]["disk"]["well"] is False


def test_metrics_count_by_page_and_hold_no_name(signed_in: SignIn) -> None:
    reader = signed_in()
    assert reader.get("/list/").status_code == 200
    reader.get("/dossier/G001/")
    reader.get("/dossier/江海/")
    text = Client().get("/metrics/", **HERE).content.decode()
    assert re.search(r'qinqing_answers_total\{page="dossier",status="200"\} \d', text)
    assert re.search(r'qinqing_request_seconds_bucket\{le="0\.3",page="list"\} \d', text)
    assert "qinqing_run_listed 4.0" in text
    assert "qinqing_run_in_progress 0.0" in text
    assert not re.search(r"G00\d|user\d|[一-鿿]", text)


def test_a_run_at_work_is_shown_with_its_stages_in_both_languages(
    signed_in: SignIn, make_run: Any
) -> None:
    from datetime import date

    out = make_run()
    administrator = signed_in(out, role="administrator")
    assert "现在没有运行" in administrator.get("/operations/").content.decode()
    with locked(out):
        report = ProgressFile(out, date(2025, 6, 30)).wrap(lambda *_: None)
        report("ingest", 1.0, "")
        report("nlp", 1.0, "reused")
        page = administrator.get("/operations/").content.decode()
        assert "正在运行" in page
        assert 'value="100"' in page
        administrator.cookies["qinqing_language"] = "en"
        page = administrator.get("/operations/").content.decode()
        assert "Run in progress" in page
        assert "unchanged, reused" in page
    runlock._held.cache_clear()  # what was seen a moment ago is kept for a moment
    page = administrator.get("/operations/").content.decode()
    assert "interrupted" in page
    assert not re.search(
        "[一-鿿]",
        re.sub(
            r"中文|亲清|每次查阅均留痕|疑点线索，待核实；不是结论", "", page.partition("<main")[2]
        ),
    )


def test_the_page_is_the_administrators(signed_in: SignIn) -> None:
    for role in roles():
        found = signed_in(role=role).get("/operations/").status_code
        assert found == (200 if role == "administrator" else 403), role
