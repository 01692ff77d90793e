"""The page of the templates: which are in force, take one out to edit, put one in, go back to the shipped one."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from desk.access.permit import permits
from desk.documents.filling import TemplateRefused, check_template, template_of
from desk.documents.kinds import Kind, kinds
from desk.documents.office import install, remove
from desk.documents.package import LARGEST_FILE, Fault
from desk.documents.pages import DOCX
from desk.documents.words import fault_words


@permits("template.edit")
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Show the template of every kind."""
    return _page(request)


@permits("template.edit")
@require_safe
def template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the template in force, to be edited in the office."""
    chosen = _kind(kind)
    content = template_of(chosen, settings.QINQING_DATA).content
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{chosen.code}.docx"'
    return response


@permits("template.edit")
@require_POST
def template_install(request: HttpRequest, kind: str) -> HttpResponse:
    """Take an office's own template, if nothing is wrong with it."""
    chosen, file = _kind(kind), request.FILES.get("file")
    if file is None:
        return _page(request, chosen, gettext("请选择文件"))
    try:
        if (file.size or 0) > LARGEST_FILE:
            raise TemplateRefused([Fault("too_large", f"{file.size} > {LARGEST_FILE}")])
        install(request.user, chosen, file.read(), settings.QINQING_DATA)
    except TemplateRefused as wrong:
        return _page(request, chosen, fault_words(wrong.faults))
    return redirect("templates")


@permits("template.edit")
@require_POST
def template_remove(request: HttpRequest, kind: str) -> HttpResponse:
    """Go back to the shipped template."""
    remove(request.user, _kind(kind), settings.QINQING_DATA)
    return redirect("templates")


def _kind(code: str) -> Kind:
    if code not in kinds():
        raise Http404
    return kinds()[code]


def _page(request: HttpRequest, wrong: Kind | None = None, refused: str = "") -> HttpResponse:
    rows: list[dict[str, Any]] = []
    for kind in kinds().values():
        source = template_of(kind, settings.QINQING_DATA)
        rows.append({
            "kind": kind,
            "name": kind.en if get_language() == "en" else kind.zh,
            "own": source.own,
            "digest": hashlib.sha256(source.content).hexdigest()[:12],
            "placeholders": sorted(kind.placeholders),
            "lists": sorted(kind.lists),
            "faults": fault_words(check_template(source.content, kind)) if source.own else "",
            "refused": refused if wrong == kind else "",
        })  # fmt: skip
    content = {"rows": rows, "largest": LARGEST_FILE // 2**20}
    return render(request, "documents/templates.html", content, status=400 if refused else 200)
