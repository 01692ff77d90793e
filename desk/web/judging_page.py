"""The page of a match (身份判断): what persons have said of it, contradictions, and the form to say or take back something.

Who may open the dossier may judge; each look and each judgement goes into the audit. The record is `resolve.judgements`: rows are
added, none is changed, and the next run goes by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.identity_rows import identities_of
from desk.judging import VERDICTS, Said, judge, judged, opposed, undo
from desk.results import Finding, Snapshot
from desk.web.access import access_of, current_run, record_view
from desk.web.forms import JudgementForm, UndoForm
from desk.web.identity import identities, match_of
from ingest.errors import UserError
from resolve.judgements import Judgement


@dataclass(frozen=True, slots=True)
class SaidRow:
    """A judgement as the page shows it."""

    judgement: Judgement
    verdict: str
    against: tuple[str, ...]  # numbers of the judgements that say the opposite


@permits("dossier.open", POST="identity.judge")
@needs_ticket
@require_http_methods(["GET", "HEAD", "POST"])
def judging(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show the judgements about the match behind a finding; a POST adds one or takes one back."""
    snapshot, finding, match = _asked(request, official_id)
    case: Path | None = settings.QINQING_CASE
    form, wrong = JudgementForm(), ""
    if request.method == "POST":
        if case is None:
            raise Http404
        taking_back = "undoes" in request.POST
        filled: forms.Form = UndoForm(request.POST) if taking_back else JudgementForm(request.POST)
        if filled.is_valid():
            try:
                _record(request, snapshot, case, match, finding, filled.cleaned_data)
            except UserError as error:
                wrong = str(error)
            else:
                query = urlencode({"finding": finding["finding_id"]})
                return redirect(f"{reverse('identity', args=[official_id])}?{query}")
        elif isinstance(filled, JudgementForm):
            form = filled
        else:
            wrong = " ".join(str(e) for errors in filled.errors.values() for e in errors)
    person = match["person_key"]
    record_view(request, official_id, run=snapshot.digest, place=person, action="identity.open")
    content = {
        "identity": identities(snapshot.out, [finding]).get(finding["finding_id"]),
        "alone": True,
        "finding": finding,
        "official_id": official_id,
        "lead": snapshot.lead(official_id, access_of(request.user)),
        "said": _said(case, snapshot.out, match) if case else [],
        "open": case is not None,
        "form": form,
        "wrong": wrong,
        "report": snapshot.report,
    }
    status = 422 if wrong or form.errors else 200
    return render(request, "desk/judging.html", content, status=status)


def _asked(request: HttpRequest, official_id: str) -> tuple[Snapshot, Finding, dict[str, Any]]:
    """Return the run, the finding and its match, or answer 404: of another area, hidden and missing alike."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    if snapshot is None:
        raise Http404
    wanted = request.GET.get("finding", "")
    for finding in snapshot.findings_of(official_id, access):
        if finding["finding_id"] == wanted:
            match = match_of(finding, identities_of(snapshot.out, official_id))
            if match is not None:
                return snapshot, finding, match
    raise Http404


def _record(
    request: HttpRequest,
    snapshot: Snapshot,
    case: Path,
    match: dict[str, Any],
    finding: Finding,
    said: dict[str, Any],
) -> None:
    """Write the audit, then the judgement or its taking back."""
    official, person = match["official_id"], match["person_key"]
    by = request.user.get_username()
    if "undoes" in said:
        number = said["undoes"]
        if number not in {old.judgement_id for old in judged(case, snapshot.out, match)}:
            raise Http404
        record_view(request, official, run=snapshot.digest, place=number, action="identity.undo")
        undo(case, number, said["reason"], by=by)
        return
    verdict = said["verdict"]
    place = f"{verdict}:{person}"
    record_view(request, official, run=snapshot.digest, place=place, action="identity.judge")
    relative = "" if match["subject"] == "self" else finding["subject_name"] or ""
    told = Said(verdict, said["reason"], said["evidence"], relative)
    judge(case, snapshot.out, official, person, told, by=by)


def _said(case: Path, out: Path, match: dict[str, Any]) -> list[SaidRow]:
    english = get_language() == "en"
    return [
        SaidRow(
            one,
            VERDICTS[one.verdict][english],
            tuple(other.judgement_id[:12] for other in opposed(case, one)),
        )
        for one in judged(case, out, match)
    ]
