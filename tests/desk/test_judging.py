"""`qinqing identity judge`, `undo`, `list` on a finished run, and what the next run makes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from desk.cli import app
from desk.pipeline import RunOptions, run_case
from ingest.accounts import unused
from ingest.errors import SetupError, UserError
from ingest.layout import lay_out
from ingest.mapping import read_mapping
from ingest.stage import Stage
from resolve.judgements import FILE, read, standing

TABLES = {
    "公职人员.csv": "人员编号,姓名,性别,出生日期\nG1,申屠云帆,男,1970-05-04\nG2,欧阳明远,男,1968-01-02\n",
    "亲属关系.csv": "人员编号,关系,姓名\nG1,配偶,司徒慕白\n",
    "主要人员.csv": "统一社会信用代码,姓名,职务\n"
    "91420600MA00000001,申屠云帆,监事\n91420600MA00000002,申屠云帆,监事\n91420600MA00000002,司徒慕白,董事\n",
}
A, B = "91420600MA00000001", "91420600MA00000002"


class Office:
    """A case folder, its runs, and the command line."""

    def __init__(self, folder: Path) -> None:
        self.case, self.out, self.keys = folder / "case", folder / "out", folder / "keys"
        self.case.mkdir()
        for name, text in TABLES.items():
            (self.case / name).write_text(text, encoding="utf-8")

    def run(self) -> dict[str, Stage]:
        return run_case(self.case, self.out, as_of=date(2025, 6, 30),
                        options=RunOptions(self.keys), progress=lambda *_: None)  # fmt: skip

    def command(self, *words: str) -> str:
        result = CliRunner().invoke(app, ["identity", *words, "--case", str(self.case)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    def judge(self, *words: str) -> str:
        return self.command("judge", *words, "--out", str(self.out))

    def shown(self) -> dict[tuple[str, str], str]:
        """Return official and company → level."""
        rows = pq.read_table(self.out / "identities.parquet").to_pylist()
        return {(r["official_id"], u): r["level"] for r in rows for u in r["uscc_list"]}

    def key(self, company: str, name: str = "申屠云帆") -> str:
        rows = pq.read_table(self.out / "stages" / "resolve" / "appearances.parquet").to_pylist()
        return next(str(r["person_key"]) for r in rows if (r["uscc"], r["name"]) == (company, name))


@pytest.mark.slow
def test_a_judgement_holds_in_the_next_run_and_taking_it_back_restores_the_bytes(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.run()
    before = {p.name: p.read_bytes() for p in office.out.glob("*.parquet")}
    assert ("G1", A) in office.shown()
    output = office.judge("G1", office.key(A), "different", "--reason", "登记档案照片不符")
    number = output.split()[0]
    stages = office.run()
    assert stages["ingest"].reused
    assert stages["nlp"].reused
    assert ("G1", A) not in office.shown()
    assert ("G1", B) in office.shown()
    assert "已采用" in office.command("list", "--out", str(office.out))
    assert unused(lay_out(office.case, read_mapping(office.case)))[0].num_rows == 0
    again = office.judge(
        "G1", office.key(A), "same", "--reason", "本人承认", "--evidence", "谈话笔录"
    )
    assert "矛盾" in again
    office.run()
    assert ("G1", A) not in office.shown()
    assert "矛盾" in office.command("list", "--out", str(office.out))
    for judgement in (number, again.split()[0]):
        office.command("undo", judgement, "--reason", "查错了人")
    office.run()
    assert {p.name: p.read_bytes() for p in office.out.glob("*.parquet")} == before
    assert standing(read(office.case)) == ()
    assert len(read(office.case)) == 4
    assert office.command("list").strip() == ""
    assert len(office.command("list", "--all", "--lang", "en").splitlines()) == 4
    _refusals(office)


def _refusals(office: Office) -> None:
    """Try what cannot be judged; nothing is written."""
    record = (office.case / FILE).read_bytes()
    key = office.key(A)
    for words, said in (
        (("G1", "0" * 16, "same"), "没有这名登记人"),
        (("G9", key, "same"), "没有这名登记人"),
        (("G1", key, "same", "--relative", "林海生"), "没有这名亲属"),
        ((key, key, "different"), "同一登记人"),
        (("G1", key, "different", "--only", "X"), "没有登记"),
        (("G1", key, "same"), "依据"),
    ):
        with pytest.raises(UserError, match=said):
            office.judge(*words, "--reason", "理由")
    assert (office.case / FILE).read_bytes() == record
    office.judge(
        "G1", office.key(B, "司徒慕白"), "unsure", "--relative", "司徒慕白", "--reason", "待查"
    )
    made = read(office.case)[-1]
    assert (made.kinship, made.subject_name, made.person[0].uscc) == ("配偶", "司徒慕白", B)
    with pytest.raises(SetupError, match="没有完成的运行"):
        office.command("judge", "G1", key, "unsure", "--reason", "待查", "--out", str(office.case))
