"""What the rule data says beside whom it binds: dates that are exact, windows, the office's own rules."""

from __future__ import annotations

from ingest.dates import day_bounds
from risk.pack import shipped


def test_the_rules_of_the_time_after_leaving_have_a_window() -> None:
    pack = shipped()
    rules = [pack.rules[name] for name in pack.patterns["P-24"].rules]
    assert all(rule.window is not None or rule.by_predicate for rule in rules if rule.on)


def test_only_a_rule_that_binds_the_person_can_be_a_predicate() -> None:
    rules = shipped().rules
    others = {rule.id for rule in rules.values() if rule.binds != "person"}
    assert {"R-AML-19", "R-CPR20-17", "R-SUP-15", "R-REG-24/29", "R-BID-34"} <= others
    assert not any(others & set(rule.predicates) for rule in rules.values())


def test_every_code_of_the_rules_table_is_there() -> None:
    """The ids of law.md A.1-A.9; those of one row that differ in what they ask stand apart."""
    assert len(shipped().rules) >= 130
    assert {r.section for r in shipped().rules.values()} == {f"A.{n}" for n in range(1, 10)}


def test_a_day_in_force_from_general_knowledge_is_marked_and_a_year_stays_a_year() -> None:
    """Year only in law.md: the year stays. No date there, or one that is surely later: marked M."""
    rules = shipped().rules
    years = {
        r.id
        for r in rules.values()
        if r.on and r.binds == "person" and len(r.effective_from or "") == 4
    }
    assert {"R-PDL-36", "R-ADM-27", "R-JDG-22", "R-PRC-23", "R-SOE09-5", "R-SUP-68"} <= years
    assert not any(rules[name].date_tag for name in years)
    marked = {r.id for r in rules.values() if r.date_tag}
    assert {"R-GPL-12", "R-POL-22(10)", "R-SPV-22", "R-SASL-43", "R-PIU23@2012"} <= marked
    given = {"R-CSL-107", "R-CPC-107", "R-SOE24-21", "R-COMP-175", "R-CRL-166", "R-RPT-2"}
    assert not given & marked


def test_versions_of_a_rule_never_overlap() -> None:
    """The day one version ends the next begins, so one day has one version."""
    pack = shipped()
    for rule in pack.rules.values():
        ends = [
            day_bounds(v.effective_to)[0]
            for v in pack.versions(rule.id)
            if v is not rule and v.effective_to
        ]
        if "@" not in rule.id and ends:
            assert max(ends) <= day_bounds(rule.effective_from or "")[0]


def test_why_a_rule_is_off_is_told() -> None:
    rules = shipped().rules
    assert all((rule.why_off is None) is rule.on for rule in rules.values())
    assert "M" not in {rule.tag for rule in rules.values() if rule.on}
    assert not any(rule.private for rule in rules.values() if rule.on)
