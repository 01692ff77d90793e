"""Addresses of `desk.access`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.access.account_pages import account, account_action, accounts
from desk.access.approval_pages import approvals, requests
from desk.access.audit_page import audit, audit_export, verify_audit
from desk.access.factor_pages import enrol, second_factor
from desk.access.oidc import sso, sso_back
from desk.access.sealed_pages import sealed, sealed_clear, sealed_text
from desk.access.ticket_page import choose_ticket, decide_ticket, tickets

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/<str:username>/", account, name="account"),
    path("accounts/<str:username>/change/", account_action, name="account_action"),
    path("approvals/", approvals, name="approvals"),
    path("requests/", requests, name="requests"),
    path("sealed/", sealed, name="sealed"),
    path("sealed/clear/", sealed_clear, name="sealed_clear"),
    path("sealed/text/<path:complaint_id>/", sealed_text, name="sealed_text"),
    path("audit/", audit, name="audit"),
    path("audit/verify/", verify_audit, name="verify_audit"),
    path("audit/export.<str:form>", audit_export, name="audit_export"),
    path("second-factor/", second_factor, name="second_factor"),
    path("second-factor/enrol/", enrol, name="enrol"),
    path("sso/", sso, name="sso"),
    path("sso/back/", sso_back, name="sso_back"),
    path("tickets/", tickets, name="tickets"),
    path("tickets/choose/", choose_ticket, name="choose_ticket"),
    path("tickets/decide/", decide_ticket, name="decide_ticket"),
]
