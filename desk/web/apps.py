"""The Django application of the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Users' profiles, the audit of views, failed logins."""

    name = "desk.web"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
