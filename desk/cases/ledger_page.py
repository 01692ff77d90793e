"""The clue ledger (线索台账): every entry with its hand-overs, feedback by quarter, figures without names."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from desk.access.audit import record
from desk.access.permit import permits
from desk.cases.codes import vocabulary
from desk.cases.figures import feedback, figures
from desk.cases.machine import OFFICE
from desk.cases.models import Clue
from desk.cases.pages import PAGE, rows_of
from desk.cases.visible import visible


@permits("ledger.view")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the ledger of the viewer's area."""
    language = get_language()
    found = list(visible(request.user).order_by("-item").prefetch_related("steps", "officers"))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    record(request.user, "ledger.open", "", page=page.number)
    channels = vocabulary("channels")
    told = figures(found)
    content = {
        "page": page,
        "entries": [
            {
                "row": row,
                "channel": channels[row.clue.channel].name(language),
                "handovers": handovers(row.clue),
            }
            for row in rows_of(request.user, page.object_list)
        ],
        "figures": told,
        "outcomes": [(vocabulary("outcomes")[code].name(language), n) for code, n in told.outcomes],
        "feedback": [
            (one, channels[one.channel].name(language), _to(one.channel)) for one in feedback(found)
        ],
    }
    return render(request, "cases/ledger.html", content)


def handovers(clue: Clue) -> list[dict[str, Any]]:
    """Return who gave the file to whom, both with the number of the audit event that signs for them."""
    found: list[dict[str, Any]] = []
    for step in clue.steps.all():
        if step.name == "hand_over" or (step.name == "register" and step.data.get("offered")):
            to = step.data.get("receiver", OFFICE)
            receiver = gettext("案件监督管理部门") if to == OFFICE else to
            found.append({"giver": step, "to": receiver, "receiver": None})
        elif step.name == "receive" and found:
            found[-1]["receiver"] = step
    return found


def _to(channel: str) -> str:
    zh, en = vocabulary("channels")[channel].says["to"]
    return str(en if (get_language() or "").startswith("en") else zh)
