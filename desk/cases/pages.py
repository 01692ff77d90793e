"""The pages of clues (线索办理): the list, one clue with its steps, what is due."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record
from desk.access.permit import may, permits
from desk.cases import clocks
from desk.cases.assigning import assign, decide
from desk.cases.codes import vocabulary
from desk.cases.due import due_for, next_due, reminders
from desk.cases.exporting import export_soon
from desk.cases.forms import StepForm
from desk.cases.machine import Refused, Standing, barred, names, open_steps, standing, steps
from desk.cases.models import Clue
from desk.cases.taking import AnyUser, actor_of, taken
from desk.cases.told import history, matters
from desk.cases.visible import source_shown, visible, visible_clue

PAGE = 50


class Row(NamedTuple):
    """A clue in the list."""

    clue: Clue
    state: str
    outcome: str
    until: Any  # the earliest limit, None where none runs
    clock: str
    late: bool


@permits("clue.view")
@require_safe
def clues(request: HttpRequest) -> HttpResponse:
    """Show the clues that the viewer may see, open ones first."""
    found = visible(request.user)
    state = request.GET.get("state", "")
    if state in names("states"):
        found = found.filter(state=state)
    ordered = found.order_by(
        F("closed_on").desc(nulls_first=True), "-received", "item"
    ).prefetch_related("steps", "officers")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    content = {
        "page": page,
        "rows": rows_of(request.user, page.object_list),
        "states": [(code, word.name(get_language())) for code, word in names("states").items()],
        "state": state,
    }
    return render(request, "cases/clues.html", content)


@permits("clue.view")
@require_safe
def clue(request: HttpRequest, item: str) -> HttpResponse:
    """Show one clue: its matters, where it stands, what is due, what was done, what can be done now."""
    found = visible_clue(request.user, item)
    return _clue_page(request, found)


@permits("clue.view")
@require_POST
def clue_step(request: HttpRequest, item: str, step: str) -> HttpResponse:
    """Take a step of a clue; one that may not be taken changes nothing and says why."""
    found = visible_clue(request.user, item)
    if step not in offered(found, request.user):
        if step not in steps():
            raise Http404
        return _clue_page(request, found, refused=_why_not(found, request.user, step), status=422)
    form = StepForm(step, found, request.user, request.POST)
    if not form.is_valid():
        return _clue_page(request, found, form=form, status=422)
    try:
        act = partial(decide, step=step) if step != "assign" else assign
        now = act(request.user, found, data=form.told())
    except Refused as refusal:
        told = names("refusals")[refusal.code].name(get_language())
        return _clue_page(request, found, form=form, refused=told, status=422)
    if now.state == "closed":
        transaction.on_commit(export_soon)
    still = visible(request.user).filter(pk=found.pk).exists()
    return redirect("clue", item=item) if still else redirect("clues")


@permits("clue.view")
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Show what is due: for the viewer himself first, then for his office."""
    today = timezone.localdate()
    found = [
        (one, clocks.name(one.due.clock).name(get_language()))
        for one in reminders(request.user, today, settings.QINQING_CASE)
    ]
    days = [one.due.until for one, _ in found]
    unknown = clocks.clocks(settings.QINQING_CASE).calendar.unknown(today, max([today, *days]))
    content = {
        "mine": [pair for pair in found if pair[0].mine],
        "office": [pair for pair in found if not pair[0].mine],
        "today": today,
        "unknown_years": unknown,
    }
    return render(request, "cases/due.html", content)


def rows_of(user: AnyUser, found: Any) -> list[Row]:
    """Return clues as a list shows them."""
    today, language = timezone.localdate(), get_language()
    waiting = next_due(user, found, settings.QINQING_CASE)
    rows = []
    for one in found:
        limit = waiting.get(one.item)
        outcome = vocabulary("outcomes")[one.outcome].name(language) if one.outcome else ""
        rows.append(
            Row(
                one, names("states")[one.state].name(language), outcome,
                limit.until if limit else None,
                clocks.name(limit.clock).name(language) if limit else "",
                bool(limit and limit.late(today)),
            )
        )  # fmt: skip
    return rows


def offered(found: Clue, user: AnyUser) -> list[str]:
    """Return the steps that a user can take on a clue from its page."""
    now = standing(taken(found))
    hidden = {name for name, rule in steps().items() if rule.get("recorded") or rule.get("intake")}
    return [name for name in open_steps(now, actor_of(user)) if name not in {*hidden, "register"}]


def _clue_page(
    request: HttpRequest,
    found: Clue,
    *,
    form: StepForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    user, language = request.user, get_language()
    record(user, "clue.open", found.item, run=found.run)
    now = standing(taken(found))
    today = timezone.localdate()
    limits = due_for(user, found, clocks.clocks(settings.QINQING_CASE))
    shown = source_shown(user, found)
    content = {
        "clue": found,
        "now": now,
        "state": names("states")[now.state].name(language),
        "clearing": names("clearing_states")[now.clearing].name(language),
        "channel": vocabulary("channels")[found.channel].name(language) if shown else "",
        "source_shown": shown,
        "matters": matters(found, user),
        "history": history(found, user),
        "due": [(one, clocks.name(one.clock).name(language), one.late(today)) for one in limits],
        "forms": _forms(found, user, form),
        "refused": refused,
        "concluded": _concluded(now),
        "may_open_dossier": bool(found.official_id) and may(user, "dossier.open"),
    }
    return render(request, "cases/clue.html", content, status=status)


def _forms(found: Clue, user: AnyUser, filled: StepForm | None) -> list[tuple[str, str, StepForm]]:
    return [
        (
            name,
            names("steps")[name].name(get_language()),
            filled if filled and filled.step == name else StepForm(name, found, user),
        )
        for name in offered(found, user)
    ]


def _concluded(now: Standing) -> str:
    measure = now.concluded.get("measure", "")
    return vocabulary("measures")[measure].name(get_language()) if measure else ""


def _why_not(found: Clue, user: AnyUser, step: str) -> str:
    code = barred(standing(taken(found)), step, actor_of(user)) or "role"
    return names("refusals")[code].name(get_language())
