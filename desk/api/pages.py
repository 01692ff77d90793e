"""Pages about the API: one's own tokens, the reference made from the OpenAPI document, the document itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from desk.access.four_eyes import approved
from desk.access.permit import anybody, may, permits
from desk.api.document_rows import operations
from desk.api.service import document
from desk.api.tokens import DAYS, in_force, make, revoke


class TokenForm(forms.Form):
    """What a token is for, and how long it lives."""

    name = forms.CharField(max_length=80, label=_("用途"))
    days = forms.TypedChoiceField(
        coerce=int, choices=[(days, str(days)) for days in DAYS], label=_("有效天数")
    )


@permits("token.make")
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("text")
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens in force; a POST makes one, shown this once, or revokes one."""
    user = _own(request)
    form, text, wrong, status = TokenForm(), "", "", 200
    asks = may(user, "list.view") and not approved(user, "token.make", "")  # law.md DP-07
    if request.method == "POST" and "revoke" in request.POST:
        number = request.POST["revoke"]
        if not (number.isascii() and number.isdigit() and len(number) < 12):
            raise Http404
        if not revoke(user, int(number)):
            raise Http404
        return redirect("tokens")
    if request.method == "POST" and asks:
        raise PermissionDenied
    if request.method == "POST":
        form = TokenForm(request.POST)
        if form.is_valid():
            try:
                _, text = make(user, form.cleaned_data["name"], form.cleaned_data["days"])
                form = TokenForm()
            except ValueError as error:
                wrong = str(error)
        status = 422 if wrong or form.errors else 200
    content = {
        "form": form, "made": text, "wrong": wrong, "tokens": in_force(user), "asks": asks,
    }  # fmt: skip
    return render(request, "api/tokens.html", content, status=status)


@anybody
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show every resource as the OpenAPI document describes it."""
    told = document()
    content = {"operations": operations(told), "info": told["info"], "errors": _errors(told)}
    return render(request, "api/reference.html", content)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the OpenAPI document; `urls` puts it behind the door of the API, so a token may ask for it too."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


def _errors(told: dict[str, Any]) -> list[tuple[str, str]]:
    return [(status, one["description"]) for status, one in told["components"]["responses"].items()]


def _own(request: HttpRequest) -> User:
    """Return the signed-in user as himself, not the lazy object that stands for him."""
    return User.objects.get(pk=request.user.pk)
