"""Where a clue stands and what may be done next (办理状态机): a pure function over its steps.

A clue is its steps, in order; nothing else says where it stands. The steps and their conditions are data in
``law/steps.yaml``; a condition named there is a function of this module. No step reaches an adverse measure
before the person was heard or a legal reason was recorded (law.md DP-09), nobody approves what he proposed or
handled (DP-19), and an explanation never makes the outcome heavier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from desk.cases.codes import Code, law, named, overall, vocabulary

#: A file offered to whoever of case supervision takes it.
OFFICE = "@case_supervision"
_OVER = frozenset({"closed", "forwarded"})


class Actor(NamedTuple):
    """Who acts, and what his role may do."""

    name: str
    may: frozenset[str]


class Step(NamedTuple):
    """One step of a clue: what was done, by whom, on which day, with what was filled in."""

    name: str
    by: str
    on: date
    data: Mapping[str, Any] = {}


class Refused(Exception):
    """A step that may not be taken now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a clue stands."""

    state: str = ""
    registrar: str = ""
    keeper: str = ""  # who has the file
    offered: str = ""  # to whom it is being handed over
    officers: tuple[str, ...] = ()
    handled: frozenset[str] = frozenset()  # all who ever were officers of it
    back: str = ""  # the state that a returned proposal goes back to
    pending: Step | None = None  # the proposal that waits for approval
    explained_by: str = ""  # who wrote down an explanation that nobody has confirmed yet
    answers_told: bool = False  # that explanation came after the person was told facts and measure
    heard: bool = False
    told: bool = False
    heard_since_told: bool = False
    legal_reason: str = ""
    spoken: int | None = None  # rank of the measure last told or proposed
    ceiling: int | None = None  # rank that may not be exceeded without new facts
    concluded: Mapping[str, Any] = field(default_factory=dict)  # of the approved proposal
    clearing: str = "none"


@cache
def steps() -> dict[str, dict[str, Any]]:
    """Return the steps of ``law/steps.yaml`` by their code."""
    found: dict[str, dict[str, Any]] = law("steps")["steps"]
    return found


@cache
def names(kind: str) -> dict[str, Code]:
    """Return the names of ``states``, ``steps`` or ``clearing_states``."""
    rows = law("steps")[kind].items()
    return {
        code: named(code, said if isinstance(said, dict) else {"names": said})
        for code, said in rows
    }


def standing(taken: Sequence[Step]) -> Standing:
    """Return where a clue stands after its steps."""
    found = Standing()
    for step in taken:
        found = after(found, step)
    return found


def take(now: Standing, step: Step, actor: Actor) -> Standing:
    """Return where the clue stands after a step, or refuse it.

    Raises
    ------
    Refused
        The step may not be taken in this state, by this actor, or with this content.
    """
    check(now, step, actor)
    return after(now, step)


def check(now: Standing, step: Step, actor: Actor) -> None:
    """Refuse a step that may not be taken; say nothing where it may."""
    refusal = barred(now, step.name, actor)
    if refusal:
        raise Refused(refusal)
    needs = steps()[step.name].get("needs", ())
    tests = [_CONTENT[need] for need in needs if need in _CONTENT]
    for test in [*([_SHAPE[step.name]] if step.name in _SHAPE else []), *tests]:
        refusal = test(now, step)
        if refusal:
            raise Refused(refusal)


def barred(now: Standing, name: str, actor: Actor) -> str:
    """Return why an actor may not take a step now, whatever he fills in; empty where he may."""
    rule = steps().get(name)
    if rule is None:
        return "unknown"
    if not actor.may.intersection(rule["may"]):
        return "role"
    if not _in_state(now, rule):
        return "state"
    needs = [need for need in rule.get("needs", ()) if need in _WHO]
    return next((need for need in needs if not _WHO[need](now, actor)), "")


def open_steps(now: Standing, actor: Actor) -> list[str]:
    """Return the steps that an actor may take now, in the order of the file."""
    return [name for name in steps() if not barred(now, name, actor)]


def after(now: Standing, step: Step) -> Standing:
    """Return where a clue stands after a step that was taken."""
    effect = _EFFECTS.get(step.name)
    changed = effect(now, step) if effect else now
    to = steps()[step.name].get("to", now.state)
    if isinstance(to, dict):
        to = to.get(now.state, now.state)
    if to == "back":
        to = now.back
    if step.name == "register" and step.data.get("central"):
        to = "received"  # case supervision itself took it in
    if step.name == "approve_way" and now.pending:
        to = vocabulary("ways")[now.pending.data["way"]].says["to"]
    clearing = steps()[step.name].get("clearing", {}).get("to", changed.clearing)
    return replace(changed, state=to, clearing=clearing)


def adverse(data: Mapping[str, Any]) -> bool:
    """Say whether a proposal is to the person's disadvantage."""
    outcome = overall(data.get("outcomes") or {})
    found = bool(outcome) and vocabulary("outcomes")[outcome].says.get("found", False)
    return bool(found) or rank(data) > 0


def rank(data: Mapping[str, Any]) -> int:
    """Return how severe the measure of a proposal is; 0 is none."""
    measure = data.get("measure")
    return int(vocabulary("measures")[measure].says["rank"]) if measure else 0


def _in_state(now: Standing, rule: Mapping[str, Any]) -> bool:
    places = rule["from"]
    if not now.state:
        return not places
    clearing = rule.get("clearing")
    if clearing and now.clearing not in clearing["from"]:
        return False
    return "**" in places or now.state in places or ("*" in places and now.state not in _OVER)


def _uninvolved(now: Standing, actor: Actor) -> bool:
    proposer = now.pending.by if now.pending else ""
    return actor.name not in {*now.handled, now.registrar, proposer}


def _is_receiver(now: Standing, actor: Actor) -> bool:
    if now.offered == OFFICE:
        return "clue.supervise" in actor.may and actor.name != now.keeper
    return bool(now.offered) and actor.name == now.offered


_WHO: dict[str, Callable[[Standing, Actor], bool]] = {
    "officer": lambda now, actor: actor.name in now.officers,
    "two_officers": lambda now, actor: len(set(now.officers)) == 2,
    "other_officer": lambda now, actor: bool(now.explained_by) and actor.name != now.explained_by,
    "not_involved": _uninvolved,
    "keeper": lambda now, actor: actor.name == now.keeper,
    "receiver": _is_receiver,
    "not_offered": lambda now, actor: not now.offered,
}


def _heard(now: Standing, step: Step) -> str:
    if not adverse(step.data) or now.legal_reason:
        return ""
    measure = step.data.get("measure")
    heavy = vocabulary("measures")[measure].says.get("heavy", False) if measure else False
    if not now.heard or (heavy and not now.heard_since_told):
        return "not_told" if now.heard else "not_heard"
    return ""


def _not_raised(now: Standing, step: Step) -> str:
    if now.ceiling is not None and rank(step.data) > now.ceiling:
        return "raised"
    return ""


_CONTENT: dict[str, Callable[[Standing, Step], str]] = {"heard": _heard, "not_raised": _not_raised}


def _assignment(now: Standing, step: Step) -> str:
    first, second = step.data.get("first"), step.data.get("second")
    if not first or not second or first == second:
        return "two_officers"
    if {first, second} & {now.registrar, step.by}:
        return "not_involved"
    return ""


def _way(now: Standing, step: Step) -> str:
    way, outcomes = step.data.get("way"), step.data.get("outcomes") or {}
    if way not in vocabulary("ways"):
        return "incomplete"
    if (way == "close") != bool(outcomes):
        return "outcome_only_to_close"
    if outcomes and not _known(outcomes):
        return "incomplete"
    return "not_found_without_inquiry" if adverse(step.data) else ""


def _outcome(now: Standing, step: Step) -> str:
    data = step.data
    measure = data.get("measure", "")
    if not _known(data.get("outcomes") or {}) or measure not in vocabulary("measures"):
        return "incomplete"
    found = vocabulary("outcomes")[overall(data["outcomes"])].says.get("found", False)
    if rank(data) and not found:
        return "measure_without_finding"
    forms = vocabulary("measures")[measure].says["forms"]
    return "" if (data.get("form") or "") in (forms or [""]) else "form"


def _known(outcomes: Mapping[str, str]) -> bool:
    return bool(outcomes) and all(code in vocabulary("outcomes") for code in outcomes.values())


def _fact(now: Standing, step: Step) -> str:
    return "" if step.data.get("independent") else "not_independent"


def _reason(now: Standing, step: Step) -> str:
    return "" if step.data.get("legal_reason") in vocabulary("legal_reasons") else "incomplete"


def _told(now: Standing, step: Step) -> str:
    return "" if rank(step.data) else "incomplete"


def _plan(now: Standing, step: Step) -> str:
    chosen = [vocabulary("ranges")[code] for code in step.data.get("ranges") or ()]
    public = any(code.says.get("public") for code in chosen)
    return "consent" if public and not step.data.get("consent") else ""


def _handing(now: Standing, step: Step) -> str:
    receiver = step.data.get("receiver")
    if receiver in ("", None, step.by):
        return "incomplete"
    # 监督执纪工作规则 23: case supervision manages every clue centrally, before anybody handles it
    return "central" if now.state == "registered" and receiver != OFFICE else ""


_SHAPE: dict[str, Callable[[Standing, Step], str]] = {
    "assign": _assignment, "propose_way": _way, "propose_outcome": _outcome, "new_fact": _fact,
    "no_explanation": _reason, "tell": _told, "clearing_plan": _plan, "hand_over": _handing,
}  # fmt: skip


def _registered(now: Standing, step: Step) -> Standing:
    offered = OFFICE if step.data.get("offered") else ""
    return replace(now, registrar=step.by, keeper=step.by, offered=offered)


def _proposed(now: Standing, step: Step) -> Standing:
    spoken = max(rank(step.data), now.spoken or 0) if "measure" in step.data else now.spoken
    return replace(now, pending=step, back=now.state, spoken=spoken)


def _concluded(now: Standing, step: Step) -> Standing:
    said = dict(now.pending.data) if now.pending else {}
    if now.pending and now.pending.name == "propose_way" and said["way"] != "close":
        return replace(now, pending=None)
    clearing = any(
        vocabulary("outcomes")[code].says.get("clearing")
        for code in (said.get("outcomes") or {}).values()
    )
    return replace(now, pending=None, concluded=said, clearing="open" if clearing else "none")


def _explained(now: Standing, step: Step) -> Standing:
    """Keep who wrote it down; from now on nothing heavier than what was said before, without new facts."""
    ceiling = now.ceiling if now.spoken is None else now.spoken
    return replace(now, explained_by=step.by, answers_told=now.told, ceiling=ceiling)


def _confirmed(now: Standing, step: Step) -> Standing:
    answered = now.heard_since_told or now.answers_told
    return replace(now, explained_by="", answers_told=False, heard=True, heard_since_told=answered)


def _told_to(now: Standing, step: Step) -> Standing:
    spoken = max(rank(step.data), now.spoken or 0)
    return replace(now, told=True, heard_since_told=False, answers_told=False, spoken=spoken)


def _aside(now: Standing, step: Step) -> Standing:
    left = tuple(name for name in now.officers if name != step.by)
    return replace(now, officers=left, explained_by="")


def _assigned(now: Standing, step: Step) -> Standing:
    """Name the officers; a record that only a former officer heard can no longer be confirmed."""
    pair = (step.data["first"], step.data["second"])
    return replace(now, officers=pair, handled=now.handled | set(pair), explained_by="")


def _again(now: Standing, step: Step) -> Standing:
    """Take a closed clue up for new facts: what was heard before was about other facts."""
    return Standing(
        registrar=now.registrar, keeper=now.keeper, offered=now.offered, officers=now.officers,
        handled=now.handled, clearing="done" if now.clearing == "done" else "none",
    )  # fmt: skip


_EFFECTS: dict[str, Callable[[Standing, Step], Standing]] = {
    "register": _registered,
    "hand_over": lambda now, step: replace(now, offered=str(step.data["receiver"])),
    "receive": lambda now, step: replace(now, keeper=step.by, offered=""),
    "assign": _assigned,
    "step_aside": _aside,
    "propose_way": _proposed,
    "propose_outcome": _proposed,
    "approve_way": _concluded,
    "approve_outcome": _concluded,
    "return_way": lambda now, step: replace(now, pending=None),
    "return_outcome": lambda now, step: replace(now, pending=None),
    "receive_explanation": _explained,
    "confirm_explanation": _confirmed,
    "no_explanation": lambda now, step: replace(now, legal_reason=step.data["legal_reason"]),
    "new_fact": lambda now, step: replace(now, spoken=None, ceiling=None),
    "tell": _told_to,
    "reopen": _again,
}  # fmt: skip
