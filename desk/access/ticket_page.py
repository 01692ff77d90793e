"""The page of purpose tickets (目的单): make one, approve another's, choose the one to work under."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import tickets as desk_tickets
from desk.access.models import Ticket
from desk.access.permit import permits

#: Tickets of the past shown beside those in force.
SHOWN = 50


class TicketForm(forms.Form):
    """What a purpose ticket says (law.md DP-01)."""

    matter = forms.CharField(max_length=120, label=_("事项编号"))
    legal_basis = forms.CharField(max_length=200, label=_("法律依据"))
    purpose = forms.CharField(max_length=200, label=_("目的"))
    approver = forms.CharField(max_length=80, label=_("批准人（职务）"))
    population = forms.CharField(max_length=300, label=_("人员范围"))
    tables = forms.CharField(max_length=300, label=_("使用的数据"))
    period_from = forms.DateField(label=_("核查期间自"))
    period_to = forms.DateField(label=_("核查期间至"))
    valid_until = forms.DateField(label=_("有效期至"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            else:
                field.widget.attrs["autocomplete"] = "off"
            field.widget.attrs["data-name"] = name

    def clean(self) -> dict[str, Any]:
        """Ask for a period that ends after it begins, and an end that is still to come."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        first, last, until = (said.get(n) for n in ("period_from", "period_to", "valid_until"))
        if first and last and last < first:
            self.add_error("period_to", _("期间的止日早于起日"))
        if until and until < timezone.localdate():
            self.add_error("valid_until", _("有效期已过"))
        return said


@permits("dossier.open", POST="ticket.make")
@require_http_methods(["GET", "HEAD", "POST"])
def tickets(request: HttpRequest) -> HttpResponse:
    """Show the tickets to choose from and those that wait; a POST makes one."""
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        desk_tickets.make(request.user, **form.cleaned_data)
        return redirect(_here(request))
    content = {
        "form": form,
        "valid": desk_tickets.valid(),
        "waiting": Ticket.objects.filter(decision="").order_by("pk"),
        "past": Ticket.objects.exclude(decision="").order_by("-pk")[:SHOWN],
        "chosen": desk_tickets.ticket_of(request),
        "next": _next(request),
        "username": request.user.get_username(),
        "asked": "next" in request.GET,
    }
    return render(request, "access/tickets.html", content, status=422 if form.errors else 200)


@permits("dossier.open")
@require_POST
def choose_ticket(request: HttpRequest) -> HttpResponse:
    """Work under a ticket from now on, and go back to what was asked for."""
    if desk_tickets.choose(request, request.POST.get("number", "")) is None:
        raise Http404
    return redirect(_next(request) or reverse("home"))


@permits("ticket.approve")
@require_POST
def decide_ticket(request: HttpRequest) -> HttpResponse:
    """Approve or refuse a ticket that somebody else made."""
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        raise PermissionDenied
    desk_tickets.decide(request.user, request.POST.get("number", ""), yes=answer == "yes")
    return redirect(_here(request))


def _here(request: HttpRequest) -> str:
    back = _next(request)
    return f"{reverse('tickets')}?{urlencode({'next': back})}" if back else reverse("tickets")


def _next(request: HttpRequest) -> str:
    """Return where the viewer came from; only addresses of this desk count."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
