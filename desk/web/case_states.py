"""Where the leads of the list stand in case work (办理状态): only the clues that the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.translation import get_language, gettext

from desk.access.roles import holders
from desk.cases.codes import vocabulary
from desk.cases.machine import names
from desk.cases.visible import visible
from desk.results import Access
from desk.web.models import Profile

#: The state of an official of whom no clue can be seen.
NONE = "none"


@dataclass(frozen=True, slots=True)
class Case:
    """The newest clue that was made of an official's leads."""

    item: str
    state: str
    name: str
    href: str


def cases_of(
    user: AbstractBaseUser | AnonymousUser, officials: list[str] | None = None
) -> Mapping[str, Case]:
    """Return the newest clue of each official, of all where none are named; clues of other channels tell nothing."""
    found = visible(user).filter(channel="lead").order_by("pk")
    if officials is not None:
        found = found.filter(official_id__in=officials)
    rows = found.values_list("official_id", "item", "state", "outcome")
    return {official: _case(item, state, outcome) for official, item, state, outcome in rows}


def choices() -> dict[str, str]:
    """Return the states that the list can be filtered by."""
    language = get_language()
    known = {code: state.name(language) for code, state in names("states").items()}
    return {NONE: gettext("未采纳"), **known}


def officers(access: Access) -> list[str]:
    """Return who can be given a clue by someone of an area: active users who handle clues there."""
    profiles = Profile.objects.filter(
        user__is_active=True, role__in=sorted(holders()["clue.handle"])
    ).order_by("user__username")
    return [
        profile.user.get_username()
        for profile in profiles.select_related("user")
        if {"*"} & {*access.regions, *profile.regions} or access.covers(map(str, profile.regions))
    ]


def _case(item: str, state: str, outcome: str) -> Case:
    language = get_language()
    known, outcomes = names("states"), vocabulary("outcomes")
    name = known[state].name(language) if state in known else state
    if outcome in outcomes:
        name = f"{name}：{outcomes[outcome].name(language)}"
    return Case(item, state, f"{item} {name}", reverse("clue", args=[item]))
