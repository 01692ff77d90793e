"""Reading a finished run: access by area, complaints that leave no trace, runs being published."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk.clearance import without_complaints
from desk.results import (
    Access,
    Run,
    area_prefix,
    names_of,
    read_snapshot,
    weakest_link,
)
from desk.source_row import Place, read_place

MakeRun = Callable[..., Path]
ALL = Access(("*",), complaints=True)
PLAIN = Access(("*",))


def snapshot(out: Path) -> Any:
    found = read_snapshot(out)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("areas", "regions", "covered"),
    [
        (("*",), (), True),
        ((), ("420600",), False),
        (("4206",), ("420602",), True),
        (("420600",), ("420602",), True),
        (("420602",), ("420600",), False),
        (("4206",), ("421125", "420600"), True),
        (("4206",), (), False),
        (("",), ("420600",), False),
    ],
)
def test_an_area_covers_the_codes_below_it_and_nothing_else(
    areas: tuple[str, ...], regions: tuple[str, ...], *, covered: bool
) -> None:
    assert Access(areas).covers(regions) is covered


@pytest.mark.parametrize(
    ("code", "prefix"), [("420000", "42"), ("420600", "4206"), ("420602", "420602"), ("42", "42")]
)
def test_the_code_of_an_area_means_all_below_it(code: str, prefix: str) -> None:
    assert area_prefix(code) == prefix


def test_a_viewer_sees_the_officials_of_the_own_area_only(shared_run: Path) -> None:
    run = snapshot(shared_run)
    seen = [lead.official_id for lead in run.leads(Access(("421125",)))]
    assert seen == ["G002"]
    assert run.findings_of("G001", Access(("421125",))) == []
    assert run.lead("G001", Access(("421125",))) is None
    assert run.leads(Access(())) == []


def test_without_clearance_no_trace_of_a_complaint_is_left(shared_run: Path) -> None:
    run = snapshot(shared_run)
    cleared, plain = run.leads(ALL), run.leads(PLAIN)
    assert "G003" in {lead.official_id for lead in cleared}
    assert "G003" not in {lead.official_id for lead in plain}
    told = json.dumps([repr(lead) for lead in plain], ensure_ascii=False)
    found = [f for lead in plain for f in run.findings_of(lead.official_id, PLAIN)]
    told += json.dumps(found, ensure_ascii=False)
    for trace in ("P-28", "信访举报", "来信", "反映"):
        assert trace not in told, trace
    assert {lead.official_id: lead.findings for lead in plain}["G001"] == 1
    assert {lead.official_id: lead.findings for lead in cleared}["G001"] == 2


def test_the_weakest_link_is_the_least_certain_one() -> None:
    links = dict.fromkeys(("p_identity", "p_relation", "p_benefit", "p_overlap"), 0.9)
    assert weakest_link({**links, "p_no_exemption": 0.5}) == "p_no_exemption"
    assert weakest_link({**links, "p_no_exemption": None}) == "p_identity"


def test_a_new_run_is_picked_up_and_one_being_published_is_not(
    make_run: MakeRun, tmp_path: Path
) -> None:
    out = make_run()
    run = Run(out)
    first = run.snapshot()
    assert first is not None
    assert run.snapshot() is first, "an unchanged run is read once"
    other = make_run("other", leads=[])
    shutil.copy(other / "risk_list.parquet", out / "risk_list.parquet")
    assert run.snapshot() is first, "the report does not name this list yet"
    shutil.copy(other / "run_report.json", out / "run_report.json")
    second = run.snapshot()
    assert second is not None
    assert second.leads(ALL) == []


def test_a_folder_without_a_complete_run_says_how_far_it_is(
    make_run: MakeRun, tmp_path: Path
) -> None:
    assert Run(tmp_path / "nothing").state() == ("none", [])
    out = make_run()
    (out / "run_report.json").unlink()
    assert Run(out).state() == ("unfinished", ["ingest", "graph"])


def test_tables_that_the_report_does_not_name_are_not_shown(make_run: MakeRun) -> None:
    out = make_run()
    with (out / "findings.parquet").open("ab") as file:
        file.write(b"\0")
    assert read_snapshot(out) is None


def test_nodes_have_their_names_and_unknown_ones_their_key(shared_run: Path) -> None:
    names = names_of(shared_run, ["company:91420600000000001X", "award:A-1", "person:gone"])
    assert names == {
        "company:91420600000000001X": "东山路桥有限公司",
        "award:A-1": "道路养护",
        "person:gone": "gone",
    }


def test_a_row_is_shown_with_others_of_the_same_company_and_without_numbers_of_persons(
    shared_run: Path,
) -> None:
    view = read_place(shared_run, Place("股东出资.csv", row=2))
    assert view is not None
    row = {zh: cell for (zh, _), cell in zip(view.header, view.cells, strict=True)}
    assert row["股东名称"] == "宋河"
    assert row["持股比例"] == "40%"
    assert row["股东证件号"] == "full"
    assert row["备注"] == "=1+1"
    assert [number for number, _ in view.beside] == [3]
    assert "token" not in repr(view)


def test_a_span_is_marked_by_code_points(shared_run: Path) -> None:
    out = shared_run
    view = read_place(out, Place("信访举报.csv", row=2, span_start=10, span_end=16))
    assert view is not None
    assert view.text is not None
    assert view.text.marked == "东山路桥公司"
    document = read_place(out, Place("文书/会议纪要.txt", page=1, span_start=4, span_end=8))
    assert document is not None
    assert document.text is not None
    assert (document.text.before, document.page) == ("会议听取", 1)


@pytest.mark.parametrize(
    "place", [Place("股东出资.csv", row=99), Place("../x.csv", row=1), Place("没有.txt")]
)
def test_a_place_that_the_run_does_not_have_is_none(shared_run: Path, place: Place) -> None:
    assert read_place(shared_run, place) is None


LINKS = {
    "p_identity": 0.99,
    "p_relation": 0.99,
    "p_benefit": 0.96,
    "p_overlap": 0.9,
    "p_no_exemption": 0.9,
}
PRODUCT = 0.99 * 0.99 * 0.96 * 0.9 * 0.9
COMPLAINT = {"group": "text", "item": "complaint", "bans": 0.3, "alternative": "误传"}
AWARD = {"group": "procurement", "item": "award_own_unit", "bans": 0.6, "alternative": "正常竞争"}


def chain(bans: list[dict[str, Any]], **links: float) -> dict[str, Any]:
    """Return a finding with a complaint among its circumstances, weighed as the risk room does."""
    odds = 0.9 / 0.1 * 10 ** sum(item["bans"] for item in bans)
    parts = {**LINKS, "p_no_exemption": odds / (1 + odds), **links}
    return {
        **parts, "finding_id": "F1", "official_id": "G1", "pattern": "P-08", "subject": "self",
        "bans": bans, "evidence": [], "probability": math.prod(parts.values()), "tier": 1,
    }  # fmt: skip


def test_a_complaint_that_only_added_weight_is_taken_off_the_weight_too() -> None:
    with_it, without_it = chain([AWARD, COMPLAINT]), chain([AWARD])
    (left,) = without_complaints([with_it], frozenset())
    assert left["bans"] == [AWARD]
    assert left["probability"] == pytest.approx(without_it["probability"], abs=1e-6)
    assert left["probability"] < with_it["probability"]
    assert left["tier"] == 1


def test_what_was_shown_only_because_of_a_complaint_falls_back_or_away() -> None:
    (left,) = without_complaints([chain([COMPLAINT])], frozenset())
    assert left["probability"] == pytest.approx(PRODUCT, abs=1e-6)
    assert left["tier"] == 2, "one check would bring it over the line again"
    weak = chain([COMPLAINT], p_identity=0.7, p_overlap=0.5)
    assert without_complaints([weak], frozenset()) == [], "no single check would"


def test_a_finding_without_a_complaint_stays_as_it_is() -> None:
    finding = chain([AWARD])
    assert without_complaints([finding], frozenset({"信访举报.csv"})) == [finding]
