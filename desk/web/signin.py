"""Login with a limit on failures, and the change of one's own password; each goes into the audit."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from desk.access.audit import record
from desk.access.permit import anybody
from desk.web.access import WINDOW, forget_failures, login_refused, record_failure
from desk.web.models import Profile


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The login page; after too many failures it refuses even the right password for a while."""

    template_name = "desk/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Log in unless this name or address has failed too often."""
        name, address = request.POST.get("username", ""), address_of(request)
        if login_refused(name, address):
            record(None, "signin.refused", known_name(name), address=address)
            minutes = int(WINDOW.total_seconds() // 60)
            return render(request, "desk/refused.html", {"minutes": minutes}, status=429)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the office has single sign-on, and whether it has just failed."""
        told = {"sso": hasattr(settings, "QINQING_OIDC_CLAIM"), "failed": "sso" in self.request.GET}
        return super().get_context_data(**kwargs) | told

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Log in."""
        forget_failures(form.cleaned_data["username"], address_of(self.request))
        response = super().form_valid(form)
        record(form.get_user(), "signin", address=address_of(self.request))
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Count the failure."""
        name = form.data.get("username", "")
        record_failure(name, address_of(self.request))
        record(None, "signin.failed", known_name(name), address=address_of(self.request))
        return super().form_invalid(form)


class OwnPassword(PasswordChangeView):
    """The change of one's password; it ends the duty to replace a one-time one."""

    template_name = "desk/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Keep the new password."""
        record(self.request.user, "password.change")
        response = super().form_valid(form)
        Profile.objects.filter(user_id=self.request.user.pk).update(must_change_password=False)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the password in use is a one-time one."""
        waiting = Profile.objects.filter(
            user_id=self.request.user.pk, must_change_password=True
        ).exists()
        return super().get_context_data(**kwargs) | {"first": waiting}


def known_name(name: str) -> str:
    """Return a name that somebody tried where there is such an account; else nothing.

    What is no name may be a password typed into the wrong field, and the audit keeps it for good.
    """
    return name if User.objects.filter(username=name).exists() else ""


@receiver(user_logged_out)
def _signed_out(user: Any, **_signal: Any) -> None:
    if user is not None:
        record(user, "signout")


def address_of(request: HttpRequest) -> str:
    """Return the address that a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


sign_in: Any = anybody(SignIn.as_view())
own_password: Any = anybody(OwnPassword.as_view())
