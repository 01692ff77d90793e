"""The first page, the run report, the purpose of a session, and what is said when a page cannot be shown."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record
from desk.access.permit import anybody, permits
from desk.web.access import PURPOSE, access_of, current_run
from desk.web.forms import PurposeForm
from desk.web.navigation import navigation
from desk.web.runs import report_sections


@anybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page that the viewer's role can open."""
    entries = navigation(request)["navigation"]
    return redirect(entries[0][0] if entries else "password")


@permits("report.view")
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show what the run read, what it lacked, which patterns were off."""
    snapshot = current_run().snapshot()
    if snapshot is None:
        return redirect("list")
    sections = report_sections(snapshot, access_of(request.user))
    return render(request, "desk/report.html", {"sections": sections, "report": snapshot.report})


@permits("dossier.open")
@require_POST
def purpose(request: HttpRequest) -> HttpResponse:
    """Keep why dossiers are opened, for the audit of this session's views."""
    form = PurposeForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data["purpose"]
        record(request.user, "purpose.change", purpose=told)
        request.session[PURPOSE] = told
    return redirect("list")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the viewer's role does not allow this."""
    return render(request, "desk/forbidden.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, or none that the viewer may know of."""
    return render(request, "desk/not_found.html", status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Say that the desk has failed; what happened is in the log, not on the page."""
    return render(request, "desk/broken.html", status=500)
