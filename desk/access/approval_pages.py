"""The pages of four eyes (双人审批): one's own requests, and those that wait for a decision."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from desk.access import four_eyes
from desk.access.models import Approval
from desk.access.permit import permits, role_of

#: Decided requests shown beside those that wait.
SHOWN = 50
STEPS = {
    "export.list": _("导出含姓名的清单"),
    "export.dossier": _("导出含姓名的案卷"),
    "export.graph": _("导出含姓名的关系图"),
    "token.make": _("生成能读到姓名的接口令牌"),
    "unmask": _("查看被遮蔽的姓名或号码"),
}
Methods = require_http_methods(["GET", "HEAD", "POST"])


class RequestForm(forms.Form):
    """What is asked for, about whom or what, and why."""

    action = forms.ChoiceField(label=_("事项"))
    about = forms.CharField(max_length=200, required=False, label=_("对象"))
    reason = forms.CharField(max_length=500, label=_("理由"))

    def __init__(self, *args: object, role: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(step, STEPS.get(step, step)) for step in four_eyes.steps_of(role)]


@permits("export.request")
@Methods
def requests(request: HttpRequest) -> HttpResponse:
    """Show what the viewer has asked for and what became of it; a POST asks."""
    role = role_of(request.user)
    if request.method == "POST":
        form = RequestForm(request.POST, role=role)
        if form.is_valid():
            four_eyes.request(request.user, **form.cleaned_data)
            return redirect("requests")
    else:
        form = RequestForm(
            initial={n: request.GET.get(n, "") for n in ("action", "about")}, role=role
        )
    own = Approval.objects.filter(requested_by=request.user.get_username()).order_by("-pk")
    content = {"form": form, "rows": _rows(own[:SHOWN]), "hours": four_eyes.HOURS}
    return render(request, "access/requests.html", content, status=422 if form.errors else 200)


@permits("approval.decide")
@Methods
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person's yes; a POST decides."""
    if request.method == "POST":
        number, answer = request.POST.get("number", ""), request.POST.get("answer")
        if answer not in {"yes", "no"} or not (number.isascii() and number.isdigit()):
            raise PermissionDenied
        told = request.POST.get("told", "")
        four_eyes.decide(request.user, int(number), yes=answer == "yes", answer=told)
        return redirect("approvals")
    content = {
        "waiting": _rows(Approval.objects.filter(decision="").order_by("pk")),
        "past": _rows(Approval.objects.exclude(decision="").order_by("-pk")[:SHOWN]),
        "username": request.user.get_username(),
        "hours": four_eyes.HOURS,
    }
    return render(request, "access/approvals.html", content)


def _rows(found: object) -> list[tuple[Approval, object]]:
    return [(one, STEPS.get(one.action, one.action)) for one in found]  # type: ignore[attr-defined]
