"""Addresses of `desk.access`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.access.ticket_page import choose_ticket, decide_ticket, tickets

urlpatterns: list[URLPattern | URLResolver] = [
    path("tickets/", tickets, name="tickets"),
    path("tickets/choose/", choose_ticket, name="choose_ticket"),
    path("tickets/decide/", decide_ticket, name="decide_ticket"),
]
