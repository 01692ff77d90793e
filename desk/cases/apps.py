"""The Django application of case work."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Clues, their disposal, clocks, clearing."""

    name = "desk.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
