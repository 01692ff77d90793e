"""What the rule data says beside whom it binds: dates that are exact, windows, the office's own rules."""

from __future__ import annotations

from risk.pack import shipped


def test_the_rules_of_the_time_after_leaving_have_a_window() -> None:
    pack = shipped()
    rules = [pack.rules[name] for name in pack.patterns["P-24"].rules]
    assert all(rule.window is not None or rule.by_predicate for rule in rules if rule.on)


def test_a_rule_that_binds_the_office_is_no_predicate() -> None:
    rules = shipped().rules
    office = {rule.id for rule in rules.values() if rule.binds == "office"}
    assert office == {"R-AML-19", "R-CPR20-17"}
    assert not any(office & set(rule.predicates) for rule in rules.values())


def test_no_rule_that_is_on_begins_in_an_unknown_month() -> None:
    vague = {r.id for r in shipped().rules.values() if r.on and len(r.effective_from) == 4}
    assert vague == set()
