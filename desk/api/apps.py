"""The Django application of the API: its tokens."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, the resources for programs, the document that describes them."""

    name = "desk.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
