"""The auditor's page (留痕): who saw and did what, whether the chain holds, exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record, verify
from desk.access.permit import permits
from desk.access.trail import FLAGGED, as_csv, as_jsonl, chosen
from desk.tampering import tampered
from desk.web.shown_run import current_run

PAGE = 100
#: Faults named on the page; the command names all.
NAMED = 50
FORMS = {"jsonl": (as_jsonl, "application/x-ndjson"), "csv": (as_csv, "text/csv; charset=utf-8")}
#: What is wrong with a row of the chain, in words.
KINDS = {
    "changed": _("内容被改动"),
    "missing": _("缺行"),
    "forged": _("接不上前一行，疑有插入或替换"),
    "behind": _("数据库落后于链头，疑为旧备份"),
    "no key": _("密钥文件不在"),
    "no head": _("链头文件不在或不可读"),
}


class TrailFilter(forms.Form):
    """What of the trail is shown; everything is optional."""

    username = forms.CharField(required=False, max_length=150, label=_("账号"))
    action = forms.CharField(required=False, max_length=60, label=_("动作"))
    about = forms.CharField(required=False, max_length=200, label=_("对象"))
    first = forms.DateField(required=False, label=_("自"))
    last = forms.DateField(required=False, label=_("至"))
    flagged = forms.BooleanField(required=False, label=_("只看涉及本人、亲属、同事的查询"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@permits("audit.view")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show the trail, filtered and paged; looking at it is an event itself."""
    form, given = _asked(request)
    record(request.user, "audit.view", filter=given)
    page = Paginator(chosen(**given), PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "flagged": FLAGGED,
        "query": urlencode({name: value for name, value in given.items() if value}),
    }
    return render(request, "access/audit.html", content)


@permits("audit.view")
@require_POST
def verify_audit(request: HttpRequest) -> HttpResponse:
    """Go through the whole chain and the result files, and name what does not hold."""
    record(request.user, "audit.verify")
    faults = []
    for fault in verify():
        faults.append((fault, KINDS[fault.kind]))
        if len(faults) > NAMED:
            break
    content = {
        "faults": faults[:NAMED],
        "more": len(faults) > NAMED,
        "files": tampered(current_run().out),
    }
    return render(request, "access/verified.html", content)


@permits("audit.view")
@require_safe
def audit_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the filtered trail as JSON lines or CSV, oldest first."""
    if form not in FORMS:
        raise Http404
    write, kind = FORMS[form]
    _form, given = _asked(request)
    record(request.user, "audit.export", form=form, filter=given)
    events = chosen(**given).reverse().iterator(chunk_size=2000)

    def lines() -> Iterator[bytes]:
        for line in write(events):
            yield line.encode()

    return StreamingHttpResponse(
        lines(),
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="audit.{form}"'},
    )


def _asked(request: HttpRequest) -> tuple[TrailFilter, dict[str, Any]]:
    form = TrailFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    return form, {name: value for name, value in said.items() if value}
