"""The Django application of operations: pages, words; no tables."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Database, backup and restore, health, metrics, progress of a run."""

    name = "desk.operations"
    label = "operations"
