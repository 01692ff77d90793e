"""What an office says of the rules: confirmed, private, numbers, switched off, its own entries; refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.errors import InputError, SetupError
from risk.office import FILE, FOLDER, Office, adjusted, digest, pack_of
from risk.pack import Pack, shipped
from risk.tables import connect
from risk.trial import AS_OF, Outcome, fill, tables_of

CASES = Path(__file__).parent / "cases"
SAID: dict[str, Any] = {
    "confirmed": {"R-SOE09-6": {"by": "法规室", "day": "2026-03-02", "source": "文件汇编", "effective_from": "2009-07-01"}},
    "private": {"R-KIN22": [
        {"name": "正职", "min_level": 6, "max_level": 6, "kin": ["spouse"], "source": "存档文件"},
        {"name": "副职", "min_level": 5, "max_level": 5, "source": "存档文件"},
    ]},
    "parameters": {"grace_days": {"value": 90, "source": "通知"}, "fresh_days": {"value": 30, "source": "通知"},
                   "declaration_level": {"value": 2, "source": "通知"}},
    "stopped": {"P-28": "尚未获批", "R-CSL-44": "暂停"},
    "fakes": ["C2"],
    "extracted": {"企业登记": "2025-06-01"},
}  # fmt: skip


def said(**parts: Any) -> Pack:
    return adjusted(shipped(), Office.model_validate(parts))


def judged(name: str, pack: Pack) -> Outcome:
    return Outcome(fill(tables_of(CASES / f"{name}.yaml")), pack)


def test_a_rule_from_memory_is_on_once_an_office_has_checked_it() -> None:
    rule = said(confirmed=SAID["confirmed"]).rules["R-SOE09-6"]
    assert not shipped().rules["R-SOE09-6"].on
    assert rule.on
    assert (rule.tag, rule.effective_from) == ("C", "2009-07-01")
    assert "法规室" in rule.source


def test_a_confirmed_day_is_no_longer_marked() -> None:
    paper = {"by": "法规室", "day": "2026-03-02", "source": "公报"}
    assert shipped().rules["R-GPL-12"].date_tag == "M"
    assert said(confirmed={"R-GPL-12": paper}).rules["R-GPL-12"].date_tag is None


def test_the_tiers_of_a_private_rule_stand_beside_it_and_it_stays_off() -> None:
    pack = said(private=SAID["private"])
    tiers = {r.id: r for r in pack.versions("R-KIN22")}
    assert set(tiers) == {"R-KIN22", "R-KIN22@正职", "R-KIN22@副职"}
    assert not tiers["R-KIN22"].on
    assert tiers["R-KIN22@正职"].on
    assert (tiers["R-KIN22@正职"].who.max_level, tiers["R-KIN22@正职"].kin) == (6, ("spouse",))
    assert tiers["R-KIN22@副职"].kin == (
        "spouse",
        "child",
        "child_spouse",
    )  # what is left out stays


def test_a_private_tier_binds_its_own_rank_only() -> None:
    pack = said(private=SAID["private"])
    tables = tables_of(CASES / "p07_spouse_in_scope.yaml")
    found = {}
    for rank in ("县处级正职", "厅局级副职", "厅局级正职"):
        posts = [{**tables["posts"][0], "rank": rank}]
        con = Outcome(fill({**tables, "posts": posts}), pack).con
        rows = con.execute("SELECT rule FROM rules_applied WHERE rule LIKE 'R-KIN22%'").fetchall()
        found[rank] = {row[0] for row in rows}
    assert found == {
        "县处级正职": set(),
        "厅局级副职": {"R-KIN22@副职"},
        "厅局级正职": {"R-KIN22@正职"},
    }


def test_an_offices_grace_period_decides() -> None:
    assert judged("e07_divested_in_time", shipped()).reasons("E-07") == {"in_time"}
    short = said(parameters={"grace_days": {"value": 30, "source": "通知"}})
    assert judged("e07_divested_in_time", short).reasons("E-07") == {"late"}


def test_numbers_go_where_they_belong_with_their_source() -> None:
    pack = said(parameters=SAID["parameters"])
    assert pack.weights.grace_days == 90
    assert pack.weights.source["grace_days"] == "通知"
    assert pack.exemptions["FRESH"].thresholds["fresh_days"].value == 30
    assert pack.switchboard.declaration_level == 2
    assert shipped().weights.grace_days == 180  # the shipped pack stays as it is


def test_what_is_switched_off_says_why_and_is_not_run() -> None:
    pack = said(stopped=SAID["stopped"])
    assert not pack.rules["R-CSL-44"].on
    assert "暂停" in (pack.rules["R-CSL-44"].why_off or pack.rules["R-CSL-44"].text).zh
    assert "P-28" not in pack.patterns
    assert judged("p28_complaint", pack).shown() == [
        row for row in judged("p28_complaint", shipped()).shown() if row["pattern"] != "P-28"
    ]


def test_a_company_on_the_offices_list_of_forged_ones_breaks_the_chain() -> None:
    assert judged("p15_two_layers", shipped()).reasons("E-17") == {"no_list"}
    assert judged("p15_two_layers", said(fakes=["C2"])).reasons("E-17") == {"on_list"}
    assert judged("p15_two_layers", said(fakes=["C9"])).reasons("E-17") == {"not_on_list"}
    assert judged("p15_two_layers", said(fakes=["C2"])).shown() == []


def test_a_forged_state_parent_makes_nothing_state_owned() -> None:
    assert judged("e04_own_group", said(fakes=["C1"])).reasons("E-04") == {"private"}


def test_the_day_of_extraction_is_told_and_never_raises() -> None:
    plain = judged("p01_own_holding", shipped())
    for day, reason in (("2025-06-01", "fresh"), ("2020-01-01", "stale")):
        outcome = judged("p01_own_holding", said(extracted={"企业登记": day}))
        assert outcome.reasons("FRESH") == {reason}
        assert outcome.probability.tolist() == plain.probability.tolist()
        assert outcome.shown() == plain.shown()


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"confirmed": {"R-XX": {"by": "a", "day": "2026-01-01", "source": "b"}}}, "confirmed.R-XX"),
    ({"private": {"R-CSL-44": [{"name": "甲", "source": "b"}]}}, "private.R-CSL-44"),
    ({"parameters": {"grace": {"value": 1, "source": "b"}}}, "parameters.grace"),
    ({"parameters": {"tier_one": {"value": 0.1, "source": "b"}}}, "parameters.tier_one"),
    ({"stopped": {"E-04": "不想测"}}, "stopped.E-04"),
    ({"stopped": {"P-99": "没有"}}, "stopped.P-99"),
)


@pytest.mark.parametrize(("parts", "column"), REFUSED, ids=[c for _, c in REFUSED])
def test_what_an_office_cannot_say_is_refused_with_its_field(
    parts: dict[str, Any], column: str
) -> None:
    with pytest.raises(InputError) as refused:
        said(**parts)
    assert refused.value.column == column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("confirmed: {R-SOE09-6: {by: 法规室}}", "confirmed.R-SOE09-6.day"),
        ("extracted: {企业登记: \"2025\"}", "extracted"),
        ("extracted: {甲表: \"2025-01-01\"}", "extracted"),
        ("parameters: {grace_days: 90}", "parameters.grace_days"),
        ("colour: red", "colour"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_field(tmp_path: Path, text: str, column: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        pack_of(tmp_path)
    assert (refused.value.file, refused.value.column) == (FILE, column)


def test_a_folder_without_rules_gives_the_shipped_pack_and_a_missing_file_is_named(
    tmp_path: Path,
) -> None:
    assert pack_of(tmp_path) is shipped()
    assert pack_of(None) is shipped()
    with pytest.raises(InputError):
        pack_of(tmp_path / "nowhere.yaml")


RULE: dict[str, Any] = {
    "id": "R-OWN-1", "instrument": {"zh": "《某市规定》", "en": "City provisions"}, "article": "3",
    "text": {"zh": "不得持有小额贷款公司股份", "en": "no stakes in lenders"}, "effective_from": "2020-01-01",
    "patterns": ["P-01"], "tag": "C", "source": "某市发〔2019〕1号",
}  # fmt: skip
EXEMPTION: dict[str, Any] = {
    "code": "E-OWN-1", "order": 4, "title": {"zh": "本市试点", "en": "a local pilot"},
    "tests": {"zh": "是否试点企业", "en": "pilot companies"}, "miss": 0.1, "patterns": ["P-01"],
    "thresholds": {"pilot_share": {"value": 0.5, "source": "某市发〔2019〕1号"}},
    "reasons": {"pilot": {"zh": "试点企业", "en": "a pilot"}, "other": {"zh": "其他", "en": "other"}},
    "check": {"zh": "查名单", "en": "read the list"}, "cost": 1, "source": "某市发〔2019〕1号",
}  # fmt: skip
SQL = """SELECT cid, CASE WHEN max_share < pilot_share() THEN 'applies' ELSE 'does not apply' END AS outcome,
       CASE WHEN max_share < pilot_share() THEN 'pilot' ELSE 'other' END AS reason FROM candidates"""


def own_pack(case: Path) -> Path:
    """Write an office's folder with a rule and an exemption of its own."""
    for part, entry in (("rules", RULE), ("exemptions", EXEMPTION)):
        (case / FOLDER / part).mkdir(parents=True)
        path = case / FOLDER / part / f"{entry.get('id', entry.get('code'))}.yaml"
        path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    (case / FOLDER / "exemptions" / "E-OWN-1.sql").write_text(SQL, encoding="utf-8")
    return case


def test_an_office_adds_a_rule_and_an_exemption_without_code(tmp_path: Path) -> None:
    pack = pack_of(own_pack(tmp_path))
    assert "R-OWN-1" in pack.patterns["P-01"].rules
    assert "E-OWN-1" in pack.patterns["P-01"].exemptions
    assert judged("p01_own_holding", pack).shown() == []  # 40 % is under the office's 50 %
    assert judged("p01_own_holding", pack).outcomes("E-OWN-1") == {"applies"}


def test_an_office_replaces_nothing(tmp_path: Path) -> None:
    folder = own_pack(tmp_path) / FOLDER / "rules"
    text = yaml.safe_dump({**RULE, "id": "R-CSL-44"}, allow_unicode=True)
    (folder / "again.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match="R-CSL-44"):
        pack_of(tmp_path)


def test_the_digest_tells_packs_apart_and_the_pack_survives_its_own_file() -> None:
    pack = said(**SAID)
    assert digest(pack) != digest(shipped())
    again = Pack.model_validate_json(pack.model_dump_json())
    assert again == pack
    connect({}, again, as_of=AS_OF).close()
