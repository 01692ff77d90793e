"""The pages of a clue's documents: list, draft, preview, release, download. Nothing goes around the clue."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.access.audit import record
from desk.access.permit import permits
from desk.access.tickets import needs_ticket, ticket_of
from desk.documents import clue as clues
from desk.documents import package
from desk.documents.clue import OpenClue
from desk.documents.drafting import Refused, begin, case_of, hand_back, may_draft, release, revise
from desk.documents.filling import TemplateRefused, first_text
from desk.documents.forms import DraftForm, ReasonForm
from desk.documents.kinds import Kind, kinds
from desk.documents.models import Decision, Document, Version
from desk.documents.words import fault_words
from desk.web.access import current_run

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
VERDICTS = {
    Decision.RELEASED: _("已签发"),
    Decision.RETURNED: _("已退回"),
    Decision.BLOCKED: _("有须改写的内容，未签发"),
}
WHY = {
    "wording": _("与受保护材料文字相同"),
    "paraphrase": _("与受保护材料表述相近"),
    "name": _("登记资料中没有的人名"),
    "number": _("受保护材料的编号"),
    "received": _("受保护材料的收到日期"),
    "contact": _("受保护材料中的联系方式"),
    "channel": _("透露来源渠道的用语"),
}


class Row(NamedTuple):
    """A document in the list."""

    document: Document
    kind: Kind
    name: str
    version: Version
    state: Any


@permits("document.view")
@require_safe
def documents(request: HttpRequest, item: str) -> HttpResponse:
    """List the documents of a clue and offer what may be drafted."""
    clue = _clue(request, item)
    record(request.user, "document.list", clue.item)
    found = Document.objects.filter(item=clue.item).order_by("pk").prefetch_related("versions")
    content = {
        "clue": clue,
        "rows": [_row(document) for document in found],
        "offered": [(kind, _name(kind), may_draft(kind, clue)) for kind in kinds().values()],
    }
    return render(request, "documents/documents.html", content)


@permits("document.draft")
@needs_ticket
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, item: str, kind: str, number: int | None = None) -> HttpResponse:
    """Fill in a new document, or a new version of one."""
    clue, chosen = _clue(request, item), _kind(kind)
    document = _document(clue, number) if number else None
    if document and document.kind != chosen.code:
        raise Http404
    facts, refused = case_of(current_run().snapshot(), clue), ""
    if request.method == "POST":
        form = DraftForm(request.POST, kind=chosen)
        if form.is_valid():
            try:
                if document:
                    version = revise(request.user, document, facts, form.filled())
                else:
                    version = begin(request.user, clue, chosen, facts, form.filled())
                return redirect("document", item=item, number=version.document.pk)
            except Refused as reason:
                refused = str(reason)
            except TemplateRefused as wrong:
                refused = gettext("模板不能使用：{faults}").format(faults=fault_words(wrong.faults))
    else:
        record(
            request.user, "document.open", clue.item, **_purpose(request),
            kind=chosen.code, document=number or 0,
        )  # fmt: skip
        form = DraftForm(initial=_initial(chosen, facts, document), kind=chosen)
    content = {
        "clue": clue, "kind": chosen, "name": _name(chosen), "form": form, "facts": facts,
        "document": document, "refused": refused or ("" if may_draft(chosen, clue) else gettext("只有经核实不属实的线索才能出具澄清函")),
    }  # fmt: skip
    return render(request, "documents/draft.html", content, status=409 if refused else 200)


@permits("document.view")
@needs_ticket
@require_safe
def document(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """Show a document as text with its versions and what was decided; the newest unless one is asked for."""
    clue = _clue(request, item)
    return _shown(request, clue, _document(clue, number))


@permits("document.view")
@needs_ticket
@require_safe
def document_file(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """Send the released file; a draft does not leave the desk (DP-07)."""
    clue = _clue(request, item)
    found = _document(clue, number)
    version = Version.objects.filter(document=found, decisions__verdict=Decision.RELEASED).first()
    if version is None:
        raise Http404
    record(
        request.user, "document.download", clue.item, **_purpose(request), run=version.run,
        document=found.pk, version=version.number, sha256=version.sha256,
    )  # fmt: skip
    response = HttpResponse(bytes(version.content), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.pk}.docx"'
    return response


@permits("document.release")
@needs_ticket
@require_POST
def document_release(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """Release the version that was looked at, or block it."""
    clue = _clue(request, item)
    found = _document(clue, number)
    try:
        release(request.user, _looked_at(request, found), clue, current_run().snapshot())
    except Refused as reason:
        return _shown(request, clue, found, refused=str(reason))
    return redirect("document", item=item, number=number)


@permits("document.release")
@needs_ticket
@require_POST
def document_return(request: HttpRequest, item: str, number: int) -> HttpResponse:
    """Send the version that was looked at back to its drafter."""
    clue = _clue(request, item)
    found, form = _document(clue, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, clue, found, refused=gettext("退回须写明理由"))
    try:
        hand_back(request.user, _looked_at(request, found), form.cleaned_data["reason"])
    except Refused as reason:
        return _shown(request, clue, found, refused=str(reason))
    return redirect("document", item=item, number=number)


def _clue(request: HttpRequest, item: str) -> OpenClue:
    """Return the clue, or answer 404: one that may not be seen is as one that is not."""
    found = clues.visible_clue(request.user, item)
    if found is None:
        raise Http404
    return found


def _purpose(request: HttpRequest) -> dict[str, str]:
    """Return under which purpose ticket a named person is opened, for the audit (DP-20)."""
    ticket = ticket_of(request)
    return {"ticket": ticket.number, "purpose": ticket.purpose} if ticket else {}


def _kind(code: str) -> Kind:
    if code not in kinds():
        raise Http404
    return kinds()[code]


def _document(clue: OpenClue, number: int) -> Document:
    found: Document = get_object_or_404(Document, pk=number, item=clue.item)
    return found


def _looked_at(request: HttpRequest, document: Document) -> Version:
    """Return the version that the form was shown with."""
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise Http404
    found: Version = get_object_or_404(Version, document=document, number=int(given))
    return found


def _name(kind: Kind) -> str:
    return kind.en if get_language() == "en" else kind.zh


def _state(document: Document) -> tuple[Decision | None, Any]:
    last = Decision.objects.filter(version__document=document).last()
    newest = document.versions.last()
    if last is None or (last.verdict != Decision.RELEASED and last.version_id != newest.pk):
        return None, _("待审签")
    return last, VERDICTS[last.verdict]


def _row(document: Document) -> Row:
    kind = kinds()[document.kind]
    return Row(document, kind, _name(kind), document.versions.last(), _state(document)[1])


def _initial(kind: Kind, facts: Any, document: Document | None) -> dict[str, str]:
    if document:
        return dict(document.versions.last().filled)
    return {field.key: first_text(field, kind, facts, date.today()) for field in kind.fields}


def _shown(
    request: HttpRequest, clue: OpenClue, document: Document, *, refused: str = ""
) -> HttpResponse:
    kind, versions = kinds()[document.kind], list(document.versions.all())
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), versions[-1])
    record(
        request.user, "document.open", clue.item, **_purpose(request), run=version.run,
        document=document.pk, version=version.number,
    )  # fmt: skip
    decision, state = _state(document)
    drafters = {document.drafted_by, *(one.made_by for one in versions)}
    content = {
        "clue": clue, "document": document, "kind": kind, "name": _name(kind), "version": version,
        "versions": versions, "newest": version.pk == versions[-1].pk, "state": state,
        "released": decision is not None and decision.verdict == Decision.RELEASED,
        "own": request.user.get_username() in drafters, "refused": refused,
        "paragraphs": package.body_of(bytes(version.content)),
        "decisions": [
            (one, VERDICTS[one.verdict], _passages(clue, one))
            for one in Decision.objects.filter(version__document=document).select_related("version")
        ],
    }  # fmt: skip
    return render(request, "documents/document.html", content, status=409 if refused else 200)


def _passages(clue: OpenClue, decision: Decision) -> list[tuple[str, Any]]:
    """Return the passages to rewrite; why, only to who is cleared for complaints (DP-13)."""
    if not decision.passages:
        return []
    texts = package.texts_of(bytes(decision.version.content))
    told = [
        (texts[paragraph][start:end], WHY[why] if clue.cleared else "")
        for paragraph, start, end, why in decision.passages
    ]
    return list(dict.fromkeys(told))
