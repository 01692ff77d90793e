"""What leaves the desk as a file (导出): the list and the dossier, names only with a second person's yes."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from desk import list_export
from desk.access import four_eyes
from desk.access.audit import record
from desk.access.permit import permits
from desk.access.tickets import needs_ticket, ticket_of
from desk.dossier_document import document
from desk.list_export import Told
from desk.results import Access, Lead
from desk.web import words
from desk.web.access import access_of, current_run, record_view
from desk.web.case_states import Case, cases_of
from desk.web.dossier_blocks import blocks_of
from desk.web.dossier_page import BLIND, opened
from desk.web.forms import ListFilter
from desk.web.list_page import EXPORT, export_about, selected, states_of
from desk.web.listings import Seen, seen_by

#: Kinds of files of the list, and of the dossier's document.
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
DOSSIER = "export.dossier"


@permits("export.request")
@require_POST
def export_list(request: HttpRequest) -> HttpResponse:
    """Return the list under the present filter as a file, or ask a second person for the one with names."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    form_of = request.POST.get("as", "")
    if snapshot is None or form_of not in {"xlsx", "csv", "ask"}:
        raise Http404
    seen = seen_by(snapshot, access)
    form = ListFilter(request.GET, listing=seen.listing, states=states_of(request.user))
    chosen, given = form.chosen()
    about = export_about(snapshot, given)
    back = f"{reverse('list')}?{urlencode(given)}"
    if form_of == "ask":
        reason = request.POST.get("reason", "").strip()
        if reason:
            four_eyes.request(request.user, EXPORT, about, reason)
        return redirect(f"{back}&asked=1")
    approval = four_eyes.approved(request.user, EXPORT, about)
    leads = selected(request.user, seen, chosen)
    record(
        request.user, "list.export", about, run=snapshot.digest,
        form=form_of, rows=len(leads), names=approval is not None,
        approval=approval.pk if approval else None,
    )  # fmt: skip
    cases = cases_of(request.user)
    rows = [_told(seen, lead, access, cases.get(lead.official_id)) for lead in leads]
    english = get_language() == "en"
    cells = list_export.table(rows, named=approval is not None, english=english)
    if form_of == "csv":
        return _file(list_export.as_csv(cells, english=english), "csv", "leads")
    said = gettext("基准日 {day} · 导出人 {user} · {time}").format(
        day=snapshot.report.get("as_of", ""),
        user=request.user.get_username(),
        time=timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    )
    return _file(list_export.as_xlsx(cells, about=said, english=english), "xlsx", "leads")


@permits("export.request")
@needs_ticket
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_document(request: HttpRequest, official_id: str) -> HttpResponse:
    """Return the dossier as a Word document where a second person said yes; a POST asks for that."""
    one = opened(request, official_id)
    record_view(request, official_id, run=one.snapshot.digest, action="dossier.ask")
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()
        if reason:
            four_eyes.request(request.user, DOSSIER, official_id, reason)
        return render(request, "desk/ask_document.html", {"one": one, "asked": bool(reason)})
    approval = four_eyes.approved(request.user, DOSSIER, official_id)
    if approval is None:
        return render(request, "desk/ask_document.html", {"one": one, "asked": False})
    record_view(request, official_id, run=one.snapshot.digest, action="dossier.export")
    ticket = ticket_of(request)
    lead = one.lead
    about = gettext("{post} · 基准日 {day} · 目的单 {ticket} · 导出人 {user} · {time}").format(
        post=f"{lead.unit} {lead.title}" if lead else official_id,
        day=one.snapshot.report.get("as_of", ""),
        ticket=ticket.number if ticket else "–",
        user=request.user.get_username(),
        time=timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    )
    title = f"{lead.name if lead else ''} {official_id}".strip()
    blocks = blocks_of(one, scored=not request.session.get(BLIND))
    made = document(title, about, blocks, english=get_language() == "en")
    return _file(made, "docx", f"dossier-{official_id}")


def _told(seen: Seen, lead: Lead, access: Access, case: Case | None) -> Told:
    told = seen.snapshot.told(lead.official_id, access) if get_language() == "en" else None
    return Told(
        lead=lead,
        pattern=words.pattern(lead.top_pattern),
        weakest=told.weakest_link.en if told else lead.weakest_link,
        check=told.next_check.en if told else lead.next_check,
        would_clear=told.would_clear.en if told else lead.would_clear,
        state=case.name if case else "",
    )


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    named = f"{name}-{timezone.localdate():%Y%m%d}.{kind}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(named, safe='')}"
    return response
