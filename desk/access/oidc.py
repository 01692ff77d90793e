"""Single sign-on (单点登录): who the provider says it is signs in to the account of that name, if there is one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from jwt import PyJWTError
from mozilla_django_oidc.auth import (  # type: ignore[import-untyped]
    OIDCAuthenticationBackend,
)
from mozilla_django_oidc.views import (  # type: ignore[import-untyped]
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)
from requests.exceptions import RequestException

from desk.access.audit import record
from desk.access.permit import anybody
from desk.web.signin import address_of


class ExistingAccount(OIDCAuthenticationBackend):  # type: ignore[misc]  # untyped
    """Finds the account that a claim names; it makes none and changes none."""

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        """Return the account whose name the claim is, letter for letter."""
        name = claims.get(settings.QINQING_OIDC_CLAIM)
        if not isinstance(name, str) or not name:
            return User.objects.none()
        return User.objects.filter(username=name, is_active=True)

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Ask for the claim that names the account."""
        return bool(claims.get(settings.QINQING_OIDC_CLAIM))

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Check, beside signature and nonce, that the token is from this provider and for this desk."""
        payload: dict[str, Any] = super().verify_token(token, **kwargs)
        meant = payload.get("aud")
        meant = [meant] if isinstance(meant, str) else meant or []
        if (
            payload.get("iss") != settings.QINQING_OIDC_ISSUER
            or self.OIDC_RP_CLIENT_ID not in meant
        ):
            msg = "token of another provider or for another client"
            raise SuspiciousOperation(msg)
        return payload

    def get_userinfo(
        self, access_token: str, id_token: str, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the claims, which must be of the person whom the signed token names."""
        told: dict[str, Any] = super().get_userinfo(access_token, id_token, payload)
        if not payload.get("sub") or told.get("sub") != payload["sub"]:
            msg = "claims of another person than the token's"
            raise SuspiciousOperation(msg)
        return told


class _Back(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # untyped
    def login_success(self) -> HttpResponse:
        response: HttpResponse = super().login_success()
        record(self.user, "signin", address=address_of(self.request), sso=True)
        return response

    def login_failure(self) -> HttpResponse:
        record(None, "signin.failed", address=address_of(self.request), sso=True)
        response: HttpResponse = super().login_failure()
        return response


@anybody
@login_not_required
@require_GET
def sso(request: HttpRequest) -> HttpResponse:
    """Send to the provider; no such page where the office has none."""
    _switched_on()
    response: HttpResponse = OIDCAuthenticationRequestView.as_view()(request)
    return response


@anybody
@login_not_required
@require_GET
def sso_back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer; whatever is wrong with it leads back to the login."""
    _switched_on()
    try:
        response: HttpResponse = _Back.as_view()(request)
    except (SuspiciousOperation, RequestException, PyJWTError, ValueError, KeyError):
        view = _Back()
        view.setup(request)
        return view.login_failure()
    return response


def _switched_on() -> None:
    if not getattr(settings, "QINQING_OIDC_CLAIM", ""):
        raise Http404
