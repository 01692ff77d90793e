"""The Django application of access: roles, tickets, audit."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Roles and capabilities, purpose tickets, the hash-chained audit."""

    name = "desk.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
