"""Taking clues in by hand (线索受理登记): per channel; what belongs to a superior organ is refused and not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from desk.access.permit import permits
from desk.cases.clocks import clocks
from desk.cases.codes import vocabulary
from desk.cases.forms import GateForm, IntakeForm
from desk.cases.machine import Refused, open_steps, standing, steps
from desk.cases.models import Clue
from desk.cases.superior import above
from desk.cases.taking import AnyUser, NewClue, NewMatter, actor_of, register, take_step, taken
from desk.cases.visible import taken_in_by, visible
from desk.web.access import access_of, current_run


@permits("clue.intake")
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """Ask whose matter it is, then what it is about; a POST of the second form enters it into the ledger."""
    if request.method != "POST":
        return _page(request, gate=GateForm())
    if "own" not in request.POST:
        gate = GateForm(request.POST)
        if not gate.is_valid():
            return _page(request, gate=gate, status=422)
        official = gate.cleaned_data["official_id"]
        if gate.cleaned_data["above"] == "yes" or _above(official):
            return _superior(request)
        first = {"own": "1", "official_id": official, "received": timezone.localdate()}
        return _page(request, form=IntakeForm(request.user, initial=first))
    if _above(request.POST.get("official_id", "").strip()):
        return _superior(request)
    form = IntakeForm(request.user, request.POST)
    if form.is_valid() and _in_area(request.user, form):
        clue = _register(request.user, form.cleaned_data)
        seen = visible(request.user).filter(pk=clue.pk).exists()
        return redirect("clue", item=clue.item) if seen else redirect("intake")
    return _page(request, form=form, status=422)


@permits("complaint.intake")
@require_POST
def intake_notice(request: HttpRequest, item: str, step: str) -> HttpResponse:
    """Note that a real-name reporter was told of acceptance or result; by who took the clue in."""
    clue = taken_in_by(request.user).filter(item=item, real_name=True).first()
    if clue is None or not steps().get(step, {}).get("intake"):
        raise Http404
    try:
        take_step(request.user, clue, step, {})
    except Refused as refusal:
        raise Http404 from refusal
    return redirect("intake")


def _page(
    request: HttpRequest,
    *,
    gate: GateForm | None = None,
    form: IntakeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = taken_in_by(request.user).order_by("-item").prefetch_related("steps")[:200]
    content = {
        "gate": gate,
        "form": form,
        "own": [_own(request.user, clue) for clue in own],
    }
    return render(request, "cases/intake.html", content, status=status)


def _own(user: AnyUser, clue: Clue) -> dict[str, Any]:
    """Return what who took a clue in is told of it: its outcome only once it was fed back."""
    rows = taken(clue)
    fed_back = any(step.name == "feedback" for step in rows)
    done = {step.name for step in rows}
    outcome = vocabulary("outcomes")[clue.outcome].name(get_language()) if clue.outcome else ""
    waiting = open_steps(standing(rows), actor_of(user)) if clue.real_name else []
    return {
        "clue": clue,
        "open": not clue.received_by_office,
        "outcome": outcome if fed_back else "",
        "notices": [name for name in waiting if steps()[name].get("intake") and name not in done],
    }


def _superior(request: HttpRequest) -> HttpResponse:
    """Show the paper route; nothing of what was typed is kept, logged or shown again (law.md DP-15)."""
    until = clocks(settings.QINQING_CASE).superior(timezone.localdate())
    return render(request, "cases/superior.html", {"until": until}, status=422)


def _above(official_id: str) -> bool:
    return bool(official_id) and above(official_id, settings.QINQING_OUT, settings.QINQING_CASE)


def _in_area(user: AnyUser, form: IntakeForm) -> bool:
    """Say whether region and official lie in the user's area; say on the form where they do not."""
    access, said = access_of(user), form.cleaned_data
    if not access.covers([said["region"]]):
        form.add_error("region", gettext("不在您的授权区域"))
    official = said["official_id"]
    snapshot = current_run().snapshot()
    if official and (snapshot is None or not access.covers(snapshot.regions.get(official, ()))):
        form.add_error("official_id", gettext("您的授权区域内没有这个编号"))
    return not form.errors


def _register(user: AnyUser, said: Mapping[str, Any]) -> Clue:
    official, snapshot = said["official_id"], current_run().snapshot()
    regions = snapshot.regions.get(official, ()) if snapshot and official else ()
    new = NewClue(
        channel=said["channel"], region=said["region"], name=said["name"], received=said["received"],
        official_id=official, unit=said["unit"], title=said["title"],
        regions=tuple(dict.fromkeys((said["region"], *regions))), summary=said["summary"],
        reference=said["reference"], real_name=said["real_name"],
    )  # fmt: skip
    return register(user, new, [NewMatter(uscc=said["uscc"], company=said["company"])])
