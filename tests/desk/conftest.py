"""A small finished run of invented persons, written by schema, and the web desk on it."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings as django_settings
from django.test import Client

from desk.operations.database import database_url
from desk.web.settings import settings_for
from graph.schema import TABLES as GRAPH
from ingest.schema import TABLES as INGEST
from ingest.stage import sha256_file
from resolve.schema import IDENTITIES
from risk.schema import TABLES as RISK

Row = dict[str, Any]
MakeRun = Callable[..., Path]
SignIn = Callable[..., Client]

if not django_settings.configured:
    _data = Path(tempfile.mkdtemp(prefix="qinqing-desk-"))
    atexit.register(shutil.rmtree, _data, ignore_errors=True)
    django_settings.configure(**settings_for(_data, data=_data / "desk", database=database_url()))
    django.setup()

LETTER = "反映江某：其妻宋某在东山路桥公司持股，该公司多次承揽江某所在单位的工程。"


def table(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    """Return a table by schema; what a row leaves out is null."""
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema
    )


def hop(start: str, kind: str, stop: str, **more: Any) -> Row:
    """Return a hop with what it leaves out null."""
    empty = dict.fromkeys(("share", "label", "valid_from", "valid_to", "source"))
    return {**empty, "from": start, "kind": kind, "to": stop, **more}


def evidence(file: str, fact: str, **place: int) -> Row:
    """Return an evidence item."""
    empty = dict.fromkeys(("row", "page", "span_start", "span_end"))
    return {**empty, "file": file, "sha256": "2" * 64, "fact": fact, **place}


def finding(number: int, official: str, pattern: str, **more: Any) -> Row:
    """Return a finding with ordinary values where none are given."""
    return {
        "finding_id": f"F{number:04d}", "official_id": official, "pattern": pattern, "typology": "T5",
        "subject": "self", "subject_name": "江海", "uscc": "91420600000000001X", "company": "东山路桥有限公司",
        "path": [], "rules": ["R-CSL-76"], "predicate_rule": None, "exemptions_tried": [], "bans": [],
        "evidence": [], "p_identity": 0.9, "p_relation": 0.99, "p_benefit": 0.95, "p_overlap": 0.98,
        "p_no_exemption": 0.97, "probability": 0.8, "tier": 1, **more,
    }  # fmt: skip


PATH = [
    hop("official:G001", "KIN", "relative:亲属关系.csv#2", label="配偶", valid_from="2010", source="亲属关系.csv#2"),
    hop("relative:亲属关系.csv#2", "SAME_AS", "person:p1", label="probable"),
    hop("person:p1", "HOLDS", "company:91420600000000001X", share=0.4, valid_from="2018-03", source="股东出资.csv#2"),
    hop("company:91420600000000001X", "WON", "award:A-1", valid_from="2021-05-06", source="中标合同.csv#2"),
    hop("unit:东山市交通运输局", "PROCURED", "award:A-1", valid_from="2021-05-06", source="中标合同.csv#2"),
    hop("official:G001", "IN_POST", "unit:东山市交通运输局", label="副局长", valid_from="2016-01-01", source="任职经历.csv#2"),
]  # fmt: skip

FINDINGS = [
    finding(
        1, "G001", "P-08", subject="亲属关系.csv#2", subject_name="宋河", kinship="配偶", path=PATH,
        holding=0.4, overlap_from="2018-03", overlap_to=None, probability=0.82,
        exemptions_tried=[{"code": "E-11", "outcome": "does not apply", "reason": "企业在管辖地域和主管行业内"}],
        bans=[
            {"group": "timing", "item": "founded_in_post", "bans": 0.4, "alternative": "正常创业，时间巧合"},
            {"group": "timing", "item": "founded_long_before", "bans": -0.3, "alternative": "任职前已有的正常经营"},
        ],
        evidence=[
            evidence("股东出资.csv", "宋河持有东山路桥有限公司40%", row=2),
            evidence("中标合同.csv", "该公司中标东山市交通运输局项目", row=2),
            evidence("文书/会议纪要.txt", "会议纪要提到该公司", page=1, span_start=4, span_end=8),
        ],
    ),
    finding(
        2, "G001", "P-28", probability=0.7, tier=2,
        evidence=[evidence("信访举报.csv", "来信提到该公司", row=2, span_start=10, span_end=16)],
    ),
    finding(3, "G002", "P-01", typology="T1", subject_name="周宁", probability=0.6, tier=2, p_overlap=0.5,
            path=[hop("official:G002", "SAME_AS", "person:p2"), hop("person:p2", "HOLDS", "company:91420600000000001X", share=0.1)]),
    finding(4, "G003", "P-28", probability=0.9, subject_name="<b>吴</b>"),
    finding(5, "G004", "P-02", typology="T1", subject_name="郑平", probability=0.55, tier=2),
]  # fmt: skip


def lead(rank: int, official: str, name: str, unit: str, top: Row, **more: Any) -> Row:
    """Return a row of the risk list led by a finding."""
    return {
        "rank": rank, "official_id": official, "name": name, "unit": unit, "title": "副局长",
        "tier": top["tier"], "probability": top["probability"], "typology": top["typology"],
        "findings": sum(f["official_id"] == official for f in FINDINGS), "top_pattern": top["pattern"],
        "top_uscc": top["uscc"], "top_company": top["company"], "weakest_link": "身份", "next_check": "核对证件号",
        "would_clear": "出生日期不符（属同名）", **more,
    }  # fmt: skip


LEADS = [
    lead(1, "G003", "<b>吴</b>", "东山市水利局", FINDINGS[3], next_check="核对来信"),
    lead(2, "G001", "江海", "东山市交通运输局", FINDINGS[0]),
    lead(3, "G002", "周宁", "西河县财政局", FINDINGS[2]),
    lead(4, "G004", "郑平", "东山市城管局", FINDINGS[4]),
]

SOURCES: dict[str, list[Row]] = {
    "posts": [
        {"official_id": "G001", "unit": "东山市交通运输局", "title": "副局长", "region": "420600", "valid_from": "2016-01-01", "source": "任职经历.csv#2"},
        {"official_id": "G002", "unit": "西河县财政局", "region": "421125", "source": "任职经历.csv#3"},
        {"official_id": "G003", "unit": "东山市水利局", "region": "420602", "source": "任职经历.csv#4"},
        {"official_id": "G004", "unit": "东山市城管局", "region": "420600", "source": "任职经历.csv#5"},
    ],
    "relatives": [{"official_id": "G001", "kinship": "配偶", "name": "宋河", "source": "亲属关系.csv#2"}],
    "shareholdings": [
        {"uscc": "91420600000000001X", "uscc_status": "valid", "holder_name": "宋河", "holder_id_status": "full",
         "holder_id_tokens": ["F:token"], "share": 0.4, "valid_from": "2018-03", "source": "股东出资.csv#2", "extra": '{"备注": "=1+1"}'},
        {"uscc": "91420600000000001X", "holder_name": "何川", "share": 0.6, "source": "股东出资.csv#3"},
        {"uscc": "91420600000000002X", "holder_name": "别家股东", "share": 1.0, "source": "股东出资.csv#4"},
    ],
    "awards": [{"award_id": "A-1", "buyer": "东山市交通运输局", "uscc": "91420600000000001X", "title": "道路养护", "amount": 260.5, "date": "2021-05-06", "source": "中标合同.csv#2"}],
    "complaints": [{"complaint_id": "X-1", "channel": "来信", "title": "来信", "text": LETTER, "source": "信访举报.csv#2"}],
    "documents": [{"source_id": "文书/会议纪要.txt", "sha256": "2" * 64, "kind": "txt", "title": "会议纪要", "text": "会议听取<i>道路</i>养护情况。", "pages": [0]}],
    "files": [
        {"file": f"{zh}.csv", "table": name, "sha256": "2" * 64}
        for zh, name in (("任职经历", "posts"), ("亲属关系", "relatives"), ("股东出资", "shareholdings"), ("中标合同", "awards"), ("信访举报", "complaints"))
    ],
}  # fmt: skip
NODES: dict[str, list[Row]] = {
    "node_Official": [
        {"id": "official:G001", "name": "江海"},
        {"id": "official:G002", "name": "周宁"},
    ],
    "node_Relative": [{"id": "relative:亲属关系.csv#2", "name": "宋河"}],
    "node_Person": [{"id": "person:p1", "name": "宋河"}],
    "node_Company": [{"id": "company:91420600000000001X", "name": "东山路桥有限公司"}],
    "node_Unit": [{"id": "unit:东山市交通运输局", "name": "东山市交通运输局"}],
    "node_Award": [{"id": "award:A-1", "title": "道路养护"}],
}

#: Matches of the spouse: the person of the path, and a namesake in another company.
MATCHES: list[Row] = [
    {
        "official_id": "G001", "subject": "亲属关系.csv#2", "person_key": key, "uscc_list": [uscc],
        "probability": probability, "level": level, "expected_namesakes": 1.25,
        "fields": [{"field": field, "agreement": agreement, "bans": bans} for field, agreement, bans in weights],
    }
    for key, uscc, probability, level, weights in (
        ("p1", "91420600000000001X", 0.852459, "probable", (
            ("prior", "base", -4.45), ("name", "agree", 3.6), ("id", "missing", 0.0), ("born", "agree_year", 1.3),
            ("sex", "agree", 0.1), ("phone", "disagree", -0.1), ("place", "agree", 0.3), ("family", "missing", 0.0))),
        ("p9", "91420600000000002X", 0.05, "hold", (
            ("prior", "base", -4.45), ("name", "agree", 3.6), ("id", "missing", 0.0), ("born", "disagree", -0.4))),
    )
]  # fmt: skip


def write_stage(
    out: Path, name: str, schemas: dict[str, pa.Schema], rows: dict[str, list[Row]]
) -> None:
    """Write a stage with every table of its schema."""
    folder = out / "stages" / name
    folder.mkdir(parents=True)
    for key, schema in schemas.items():
        pq.write_table(table(schema, rows.get(key, [])), folder / f"{key}.parquet")
    (folder / "manifest.json").write_text("{}")


def publish(out: Path, findings: list[Row], leads: list[Row], **report: Any) -> None:
    """Write the published tables and the report that names their digests."""
    for name, rows in (("findings", findings), ("risk_list", leads)):
        pq.write_table(table(RISK[name], rows), out / f"{name}.parquet")
    digests = {
        f"{name}.parquet": sha256_file(out / f"{name}.parquet")
        for name in ("findings", "risk_list")
    }
    content = {"as_of": "2025-06-30", "tables": digests, **report}
    (out / "run_report.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def write_run(
    out: Path, findings: list[Row] = FINDINGS, leads: list[Row] = LEADS, **report: Any
) -> Path:
    """Write a finished run into a folder that is not there yet."""
    write_stage(out, "ingest", INGEST, SOURCES)
    write_stage(out, "graph", GRAPH, NODES)
    pq.write_table(table(IDENTITIES, MATCHES), out / "identities.parquet")
    publish(out, findings, leads, **report)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one for the tests of a file."""
    from tests.desk.chromium import chromium

    with chromium() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _calls_are_counted_anew() -> None:
    """Forget how often a token called: tokens of different tests have the same number."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """A function that writes a finished run and returns its folder."""

    def make(name: str = "run", **content: Any) -> Path:
        return write_run(tmp_path / name, **content)

    return make


@pytest.fixture(scope="session")
def shared_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run for the tests that only read it."""
    return write_run(tmp_path_factory.mktemp("desk") / "run")


@pytest.fixture
def signed_in(db: None, settings: Any, shared_run: Path, tmp_path: Path) -> SignIn:
    """A function that returns a client signed in with given access, on a finished run."""
    from django.contrib.auth.models import User

    from desk.web.models import Profile

    settings.QINQING_DATA = tmp_path  # the head and the key of the audit, new with each database

    def sign_in(
        out: Path | None = None,
        *,
        role: str = "investigator",
        regions: tuple[str, ...] = ("*",),
        complaints: bool = False,
        ticket: bool = True,
    ) -> Client:
        settings.QINQING_OUT = out or shared_run
        user = User.objects.create_user(f"user{User.objects.count()}", password=None)
        Profile.objects.create(
            user=user, role=role, regions=list(regions), may_see_complaints=complaints
        )
        client = Client()
        client.force_login(user)
        if ticket:
            session = client.session
            session["ticket"] = approved_ticket()
            session.save()
        return client

    return sign_in


def approved_ticket() -> str:
    """Return the number of a purpose ticket that two persons have made and approved."""
    from desk.access.models import Ticket

    days = {name: date(2025, 6, 30) for name in ("period_from", "period_to")}
    ticket, _ = Ticket.objects.get_or_create(
        number="MD2025-0001",
        defaults={
            "matter": "东山专项", "legal_basis": "监察法第18条", "purpose": "", "approver": "审批人",
            "population": "全部", "tables": "全部", **days, "valid_until": date(2099, 12, 31),
            "made_by": "maker", "approved_by": "approver", "decision": "yes",
        },
    )  # fmt: skip
    return str(ticket.number)


@pytest.fixture
def leads() -> list[Row]:
    """The rows of the risk list that `make_run` writes."""
    return LEADS
