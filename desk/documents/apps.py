"""The Django application of documents."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Letters and forms filled from a case."""

    name = "desk.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
