"""What was decided comes back: a person cleared leaves the next run's list and stays off; nothing decided is lost."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from desk.cases.dispositions import FILE, dispositions, export
from desk.cases.exporting import export_soon
from desk.cases.models import Clue
from desk.pipeline import RunOptions, run_case
from ingest.case import IngestOptions
from ingest.errors import InputError
from tests.desk.cases.conftest import Office

#: Two invented officials who each own most of a company in their own line of work.
CASE = {
    "公职人员": """人员编号,姓名,性别,出生日期,身份证号,人员类别,人员状态
G1,江海涛,男,1970-03-05,420600197003051237,公务员,在职
G2,宋云帆,男,1972-04-05,420600197204053212,公务员,在职
""",
    "任职经历": """人员编号,单位,职务,职级,是否领导成员,行政区划代码,主管行业,任职日期
G1,东山市交通运输局,副局长,县处级副职,是,420600,E48,2015-01-01
G2,东山市住房和城乡建设局,副局长,县处级副职,是,420600,E47,2015-01-01
""",
    "企业登记": """统一社会信用代码,企业名称,企业类型,法定代表人,注册资本,成立日期,登记状态,行业代码,行政区划代码
91420600MA4900001U,东山路桥工程有限公司,有限责任公司,江海涛,500,2018-03-01,存续,E4812,420600
91420600MA4900002Y,东山房建有限公司,有限责任公司,宋云帆,500,2018-03-01,存续,E4710,420600
""",
    "股东出资": """统一社会信用代码,股东名称,股东类型,股东证件号,认缴出资额,持股比例,入股日期
91420600MA4900001U,江海涛,自然人,420600197003051237,300,60,2018-03-01
91420600MA4900002Y,宋云帆,自然人,420600197204053212,300,60,2018-03-01
""",
}


def write_case(folder: Path) -> None:
    folder.mkdir()
    for name, content in CASE.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")


def rows(case: Path) -> list[dict[str, str]]:
    with (case / FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def case(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    settings.QINQING_CASE = folder
    return folder


def run(area: Path) -> None:
    options = RunOptions(keys=area / "keys", ingest=IngestOptions(keep_going=True))
    run_case(
        area / "case",
        area / "out",
        as_of=date(2025, 6, 30),
        options=options,
        progress=lambda *_: None,
    )


def listed(area: Path) -> list[str]:
    table = pq.read_table(area / "out" / "risk_list.parquet", columns=["official_id"])
    found: list[str] = table["official_id"].to_pylist()
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_who_is_cleared_leaves_the_next_list_and_stays_off(
    office: Office, tmp_path: Path, settings: Any
) -> None:
    write_case(tmp_path / "case")
    run(tmp_path)
    settings.QINQING_OUT, settings.QINQING_CASE = tmp_path / "out", tmp_path / "case"
    found = pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist()
    official = "G1"
    findings = tuple(f["finding_id"] for f in found if f["official_id"] == official)
    assert findings
    clue = office.closed("不属实", official=official, findings=findings)
    export_soon()
    written = rows(tmp_path / "case")
    assert [row["线索编号"] for row in written] == list(findings)
    assert {(row["人员编号"], row["结论"], row["文号"]) for row in written} == {
        (official, "不属实", "东纪〔2026〕1号")
    }
    before = listed(tmp_path)
    run(tmp_path)
    assert before == ["G1", "G2"]
    assert listed(tmp_path) == ["G2"]
    read = pq.read_table(
        tmp_path / "out" / "stages" / "ingest" / "dispositions.parquet"
    ).to_pylist()
    assert [row["lead_id"] for row in read if str(row["source"]).startswith("处置结果/")] == list(
        findings
    )
    office.done("first", clue, "clearing_plan", reason="仅书面")
    office.done("chief", clue, "clearing_approve")
    office.done("first", clue, "clearing_done", document="澄1号", note="已送达")
    export_soon()
    assert {row["处置方式"] for row in rows(tmp_path / "case")} == {"澄清正名"}
    run(tmp_path)
    assert official not in listed(tmp_path)


@pytest.mark.django_db
def test_each_matter_goes_back_with_its_own_outcome(office: Office, case: Path) -> None:
    clue = office.verifying()
    office.done("first", clue, "receive_explanation", text="说明")
    office.done("second", clue, "confirm_explanation")
    office.done(
        "first",
        clue,
        "propose_outcome",
        outcome_1="属实",
        measure="谈话提醒",
        form="form1",
        reason="查实",
    )
    office.done("supervisor", clue, "approve_outcome", document="文1")
    assert [tuple(row) for row in dispositions()] == [
        ("F0001", "G001", "91420600000000001X", "属实", "谈话提醒", Clue.objects.get().closed_on.isoformat(), "文1")
    ]  # fmt: skip
    assert export(case) == 1
    first = (case / FILE).read_bytes()
    stamp = (case / FILE).stat().st_mtime_ns
    assert export(case) == 1
    assert (case / FILE).read_bytes() == first
    assert (case / FILE).stat().st_mtime_ns == stamp, "the same content is not written again"


@pytest.mark.django_db
def test_nothing_is_written_while_nothing_is_decided(office: Office, case: Path) -> None:
    office.verifying()
    assert export(case) == 0
    assert list(case.iterdir()) == []


@pytest.mark.django_db
def test_a_mapping_that_hides_the_table_is_told(office: Office, case: Path) -> None:
    office.closed("合规")
    (case / "公职人员.csv").write_text("人员编号,姓名\n", encoding="utf-8")
    (case / "股东出资.csv").write_text("统一社会信用代码,股东名称\n", encoding="utf-8")
    (case / "cz.csv").write_text("人员编号,结论\n", encoding="utf-8")
    (case / "mapping.yaml").write_text("tables: {dispositions: {file: cz.csv}}", encoding="utf-8")
    with pytest.raises(InputError, match="映射"):
        export(case)
    (case / "mapping.yaml").write_text(
        "tables: {dispositions: {file: '**/*.csv'}}", encoding="utf-8"
    )
    assert export(case) == 1


@pytest.mark.parametrize("document", ["=1+1", "+1", "-1", "@x"])
@pytest.mark.django_db
def test_no_formula_goes_into_the_table(office: Office, document: str) -> None:
    clue = office.assigned()
    office.done("first", clue, "propose_way", way="close", outcome_1="合规", reason="x")
    assert office.step("supervisor", clue, "approve_way", document=document).status_code == 422


KILLED = """
import os, sys
from pathlib import Path
sys.path[:0] = [{root!r}]
from desk.opened import open_desk
out, case = Path({out!r}), Path({case!r})
open_desk(out, case=case)
from django.contrib.auth.models import User
from django.utils import timezone
from desk.cases import dispositions
from desk.cases.taking import NewClue, NewMatter, register, take_step
from desk.web.models import Profile
def person(name, role):
    user = User.objects.create(username=name)
    Profile.objects.create(user=user, role=role, regions=["*"])
    return user
fen, guan = person("fen", "analyst"), person("guan", "case_supervision")
jia, yi, ding = person("jia", "investigator"), person("yi", "investigator"), person("ding", "supervisor")
new = NewClue("lead", "420600", "江海", timezone.localdate(), official_id="G001")
clue = register(fen, new, [NewMatter(uscc="91420600000000001X", finding_id="F0001")])
take_step(guan, clue, "receive", {{}})
take_step(ding, clue, "assign", {{"first": "jia", "second": "yi"}})
take_step(jia, clue, "propose_way", {{"way": "close", "outcomes": {{"1": "不属实"}}}})
take_step(ding, clue, "approve_way", {{}})
print("acknowledged", flush=True)
os.kill(os.getpid(), {signal})
"""


@pytest.mark.slow
def test_a_killed_desk_has_lost_no_decision(tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[3])
    out, case = tmp_path / "out", tmp_path / "case"
    out.mkdir()
    case.mkdir()
    code = KILLED.format(root=root, out=str(out), case=str(case), signal=int(signal.SIGKILL))
    killed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "acknowledged" in killed.stdout, killed.stderr
    assert killed.returncode == -signal.SIGKILL
    assert not (case / FILE).exists()
    command = [sys.executable, "-m", "desk.cli", "clues"]
    where = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([*command, "export", "--case", str(case), "--out", str(out)], capture_output=True, text=True, env=where, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = rows(case)
    assert (row["线索编号"], row["人员编号"], row["结论"]) == ("F0001", "G001", "不属实")
    due = subprocess.run([*command, "due", "--out", str(out)], capture_output=True, text=True, env=where, check=False)  # fmt: skip
    assert "澄清正名" in due.stdout, due.stderr
    assert "江海" not in due.stdout
