"""The custodian's pages (信访保管): complaint texts, and clearances of handlers for one clue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record
from desk.access.models import Clearance
from desk.access.permit import permits
from desk.access.roles import holders
from desk.access.sealed import LONGEST, clear, withdraw
from desk.results import read_stage
from desk.web.shown_run import current_run

PAGE = 50
COLUMNS = ["complaint_id", "channel", "title", "received", "text", "source"]


class ClearanceForm(forms.Form):
    """Whom to clear for which clue, why and for how long."""

    username = forms.ChoiceField(label=_("承办人"))
    clue_item = forms.CharField(max_length=80, label=_("线索编号"))
    days = forms.IntegerField(min_value=1, max_value=LONGEST, initial=14, label=_("天数"))
    reason = forms.CharField(max_length=500, label=_("理由"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["username"]
        assert isinstance(field, forms.ChoiceField)
        names = User.objects.filter(is_active=True, profile__role__in=holders()["clue.handle"])
        field.choices = [(name, name) for name in names.values_list("username", flat=True)]


@permits("complaint.read")
@require_safe
def sealed(request: HttpRequest) -> HttpResponse:
    """List the complaints of the run without their texts, and the clearances in force."""
    return _page(request, ClearanceForm())


@permits("complaint.read")
@require_safe
def sealed_text(request: HttpRequest, complaint_id: str) -> HttpResponse:
    """Show the text of one complaint; the look is written down, the text is not."""
    found = next((row for row in _complaints() if row["complaint_id"] == complaint_id), None)
    if found is None:
        raise Http404
    record(request.user, "complaint.open", complaint_id, run=_run())
    return render(request, "access/sealed_text.html", {"complaint": found})


@permits("complaint.clear")
@require_POST
def sealed_clear(request: HttpRequest) -> HttpResponse:
    """Clear a handler for the complaint material of one clue, or take it back."""
    if "withdraw" in request.POST:
        number = request.POST["withdraw"]
        if not (number.isascii() and number.isdigit()):
            raise PermissionDenied
        withdraw(request.user, int(number))
        return redirect("sealed")
    form = ClearanceForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    said = form.cleaned_data
    clear(request.user, said["username"], said["clue_item"], said["reason"], days=said["days"])
    return redirect("sealed")


def _page(request: HttpRequest, form: ClearanceForm) -> HttpResponse:
    record(request.user, "complaint.list", run=_run())
    page = Paginator(_complaints(), PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "clearances": Clearance.objects.filter(
            withdrawn_at=None, valid_until__gt=timezone.now()
        ).order_by("valid_until"),
    }
    return render(request, "access/sealed.html", content, status=422 if form.errors else 200)


def _complaints() -> list[dict[str, Any]]:
    """Return the complaints of the run that is shown; their senders never left the intake."""
    try:
        rows: list[dict[str, Any]] = read_stage(
            current_run().out, "ingest", "complaints", COLUMNS
        ).to_pylist()
    except OSError:
        return []
    return sorted(rows, key=lambda row: str(row["received"] or ""), reverse=True)


def _run() -> str:
    snapshot = current_run().snapshot()
    return snapshot.digest if snapshot else ""
