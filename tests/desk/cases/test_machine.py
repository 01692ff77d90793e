"""The state machine as a pure function: what no path reaches, whoever acts and whatever is filled in.

The invariants are recounted here from the plain list of steps, not from what the machine keeps.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.access.roles import holders
from desk.cases.codes import law, overall, vocabulary
from desk.cases.machine import (
    OFFICE,
    Actor,
    Refused,
    Standing,
    Step,
    names,
    open_steps,
    standing,
    steps,
    take,
)

DAY = date(2026, 3, 2)
CAPABILITIES = {
    role: frozenset(name for name, given_ in holders().items() if role in given_)
    for role in ("intake", "analyst", "investigator", "supervisor", "case_supervision")
}
PEOPLE = [
    Actor("shou", CAPABILITIES["intake"]),
    Actor("fen", CAPABILITIES["analyst"]),
    *(Actor(name, CAPABILITIES["investigator"]) for name in ("jia", "yi", "bing")),
    *(Actor(name, CAPABILITIES["supervisor"]) for name in ("ding", "wu")),
    *(Actor(name, CAPABILITIES["case_supervision"]) for name in ("guan", "li")),
]
WHO = {actor.name: actor for actor in PEOPLE}
ADVERSE = {"谈话提醒", "批评教育", "诫勉谈话", "组织处理", "立案"}
RANK = {code: word.says["rank"] for code, word in vocabulary("measures").items()}

OFFICERS = ["jia", "yi", "bing"]
OUTCOMES = [{"1": code} for code in vocabulary("outcomes")] + [{"1": "属实", "2": "不属实"}, {}]
#: Steps that change nothing of note are tried rarely, else few histories get far.
RARE = {"urge", "recusal_blocked", "step_aside", "forward", "hand_over", "notify_acceptance", "notify_result", "feedback", "revisit", "hold_talk", "send_letter", "reopen"}  # fmt: skip


def filled_in(dice: random.Random, name: str) -> dict[str, Any]:
    """Return what somebody fills in: mostly fitting, now and then anything."""
    way = dice.choice(list(vocabulary("ways")))
    said: dict[str, Any] = {
        "receiver": dice.choice([OFFICE, *WHO]), "way": way, "offered": dice.random() < 0.8,
        "first": dice.choice(OFFICERS), "second": dice.choice(OFFICERS),
        "measure": dice.choice(list(RANK)), "outcomes": dice.choice(OUTCOMES),
        "legal_reason": dice.choice(["", "dead", "filing", "because"]), "independent": dice.random() < 0.7,
        "ranges": dice.choice([[], ["face"], ["circular"]]), "consent": dice.random() < 0.5,
    }  # fmt: skip
    if name == "propose_way" and way != "close":
        said["outcomes"] = {}
    if dice.random() < 0.8:
        forms = vocabulary("measures")[said["measure"]].says["forms"]
        said["form"] = dice.choice(forms) if forms else ""
        if name == "propose_outcome" and RANK[said["measure"]]:
            said["outcomes"] = {"1": dice.choice(["属实", "部分属实"])}
    return {key: value for key, value in said.items() if dice.random() < 0.95}


@st.composite
def histories(draw: Any) -> list[Step]:
    """Draw a history."""
    return _drawn(random.Random(draw(st.integers(0, 2**32))))


def _drawn(dice: random.Random) -> list[Step]:
    """Return the steps that the machine takes, from among all that people try."""
    taken: list[Step] = []
    now = Standing()
    for _ in range(60):
        tried = [(a, name) for a in PEOPLE for name in open_steps(now, a)]
        likely = [t for t in tried if t[1] not in RARE]
        if likely and dice.random() < 0.85:
            actor, name = dice.choice(likely)
        else:
            actor, name = dice.choice(PEOPLE), dice.choice(list(steps()))
        step = Step(name, actor.name, DAY, filled_in(dice, name))
        try:
            now = take(now, step, actor)
        except (Refused, KeyError):
            continue
        taken.append(step)
    return taken


@settings(max_examples=120, deadline=None)
@given(histories())
def test_nobody_is_proposed_for_anything_before_he_was_heard_or_the_law_says_why(
    taken: list[Step],
) -> None:
    heard = False
    for step in taken:
        if step.name == "reopen":
            heard = False
        if step.name == "confirm_explanation":
            heard = True
        if step.name == "no_explanation":
            assert step.data["legal_reason"] in vocabulary("legal_reasons")
            heard = True
        if step.name in ("propose_way", "propose_outcome") and _harmful(step):
            assert heard


def _harmful(step: Step) -> bool:
    measured = step.name == "propose_outcome" and step.data.get("measure") in ADVERSE
    return measured or overall(step.data.get("outcomes") or {}) in ("属实", "部分属实")


@settings(max_examples=120, deadline=None)
@given(histories())
def test_nobody_approves_what_he_registered_handled_or_proposed(taken: list[Step]) -> None:
    involved = {taken[0].by} if taken else set()
    for step in taken:
        if step.name.startswith(("approve_", "return_", "clearing_approve")):
            assert "clue.approve" in WHO[step.by].may
            assert step.by not in involved
        if step.name == "assign":
            involved |= {step.data["first"], step.data["second"]}
        if step.name.startswith("propose_"):
            involved.add(step.by)


@settings(max_examples=120, deadline=None)
@given(histories())
def test_two_officers_and_only_they_inquire(taken: list[Step]) -> None:
    officers: set[str] = set()
    written = ""
    for step in taken:
        if step.name in ("assign", "step_aside"):
            written = ""
        if step.name == "assign":
            officers = {step.data["first"], step.data["second"]}
            assert len(officers) == 2
            assert taken[0].by not in officers
        if step.name == "step_aside":
            officers.discard(step.by)
        if step.name in ("propose_way", "propose_outcome", "tell", "receive_explanation"):
            assert step.by in officers
            assert len(officers) == 2
        if step.name == "receive_explanation":
            written = step.by
        if step.name == "confirm_explanation":
            assert written not in ("", step.by)
            assert step.by in officers


@settings(max_examples=120, deadline=None)
@given(histories())
def test_a_defence_never_makes_the_measure_heavier(taken: list[Step]) -> None:
    said = ceiling = None
    for step in taken:
        if step.name in ("new_fact", "reopen"):
            said = ceiling = None
        if step.name == "receive_explanation" and said is not None:
            ceiling = said
        if step.name in ("tell", "propose_outcome"):
            rank = RANK[step.data["measure"]]
            assert ceiling is None or rank <= ceiling
            said = max(rank, said or 0)


@settings(max_examples=60, deadline=None)
@given(histories())
def test_a_measure_needs_a_matter_found_true_and_clearing_one_found_untrue(
    taken: list[Step],
) -> None:
    for n, step in enumerate(taken, 1):
        now = standing(taken[:n])
        if step.name == "propose_outcome" and step.data["measure"] in ADVERSE:
            assert overall(step.data["outcomes"]) in ("属实", "部分属实")
        if step.name == "approve_outcome":
            untrue = "不属实" in now.concluded["outcomes"].values()
            assert (now.clearing == "open") == untrue


def test_the_histories_that_are_drawn_reach_what_they_have_to_show() -> None:
    reached: set[str] = set()
    wanted = {*steps(), *RANK}
    for seed in range(400):
        if reached >= wanted:
            break
        drawn = _drawn(random.Random(seed))
        reached |= {step.name for step in drawn}
        reached |= {str(s.data["measure"]) for s in drawn if s.name == "propose_outcome"}
    assert wanted - reached == set()


def play(*moves: tuple[str, str, dict[str, Any]]) -> Standing:
    now = Standing()
    for who, name, data in moves:
        now = take(now, Step(name, who, DAY, data), WHO[who])
    return now


START: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("fen", "register", {"offered": True}),
    ("guan", "receive", {}),
    ("ding", "assign", {"first": "jia", "second": "yi"}),
    ("jia", "propose_way", {"way": "verification", "reason": "x"}),
    ("ding", "approve_way", {}),
)
FILING = {"outcomes": {"1": "属实"}, "measure": "立案", "form": "form3"}


def refused(*moves: tuple[str, str, dict[str, Any]]) -> str:
    play(*moves[:-1])
    with pytest.raises(Refused) as caught:
        play(*moves)
    return caught.value.code


def test_a_heavy_measure_needs_the_person_told_and_heard_since() -> None:
    told = ("jia", "tell", {"measure": "组织处理"})
    said = ("jia", "receive_explanation", {"text": "x"})
    read: tuple[str, str, dict[str, Any]] = ("yi", "confirm_explanation", {})
    proposed = ("jia", "propose_outcome", {**FILING, "measure": "组织处理"})
    assert refused(*START, proposed) == "not_heard"
    assert refused(*START, said, read, proposed) == "not_told"
    assert refused(*START, said, told, read, proposed) == "not_told", "explained before being told"
    assert play(*START, told, said, read, proposed).state == "outcome_proposed"


def test_an_explanation_closes_the_way_to_a_heavier_measure_until_new_facts() -> None:
    told = ("jia", "tell", {"measure": "谈话提醒"})
    said = ("jia", "receive_explanation", {"text": "x"})
    read: tuple[str, str, dict[str, Any]] = ("yi", "confirm_explanation", {})
    heavier = ("jia", "tell", {"measure": "诫勉谈话"})
    fact = ("jia", "new_fact", {"fact": "银行凭证", "independent": True})
    assert refused(*START, told, said, read, heavier) == "raised"
    assert refused(*START, told, said, heavier) == "raised", "also before the record is confirmed"
    own = ("jia", "new_fact", {"fact": "他自己说的", "independent": False})
    assert refused(*START, told, said, read, own) == "not_independent"
    assert play(*START, told, said, read, fact, heavier).spoken == RANK["诫勉谈话"]


def test_what_the_first_officer_heard_alone_lapses_when_he_leaves() -> None:
    said = ("jia", "receive_explanation", {"text": "x"})
    swap = ("ding", "assign", {"first": "bing", "second": "yi"})
    assert refused(*START, said, swap, ("yi", "confirm_explanation", {})) == "other_officer"


def test_who_once_handled_it_does_not_approve_it_later() -> None:
    promoted = Actor("jia", CAPABILITIES["supervisor"])
    now = play(*START, ("ding", "assign", {"first": "bing", "second": "yi"}), ("bing", "propose_outcome", {"outcomes": {"1": "不属实"}, "measure": "予以了结"}))  # fmt: skip
    with pytest.raises(Refused, match="not_involved"):
        take(now, Step("approve_outcome", "jia", DAY), promoted)


def test_the_data_are_whole() -> None:
    states = set(names("states"))
    for name, rule in steps().items():
        assert set(rule["from"]) <= {*states, "*", "**"}, name
        to = rule.get("to", "back")
        assert set(to.values() if isinstance(to, dict) else [to]) <= {*states, "back"}, name
        assert set(rule["may"]) <= set(holders()), name
    reach = {word.says["to"] for word in vocabulary("ways").values()}
    assert reach <= states
    assert list(vocabulary("outcomes")) == [
        "属实",
        "部分属实",
        "不属实",
        "身份不符",
        "合规",
        "证据不足",
    ]
    assert set(law("steps")["refusals"]) >= {"role", "state", "raised", "not_heard", "recusal"}
