"""The Django application of the desk."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Users' profiles, the audit of views, failed logins."""

    name = "desk.web"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the models known that stand beside ``models``."""
        from desk.web import kept  # noqa: F401
