"""What the desk keeps of access: the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class AuditEvent(models.Model):
    """One thing seen or done; rows are added, never changed (留痕). Written by `desk.access.audit.record` only.

    The database refuses UPDATE and DELETE by trigger, see the first migration.
    """

    number: models.BigIntegerField[Any, Any] = models.BigIntegerField(primary_key=True)
    at: models.CharField[Any, Any] = models.CharField(max_length=40)  # ISO 8601, UTC
    username: models.CharField[Any, Any] = models.CharField(max_length=150, blank=True)
    role: models.CharField[Any, Any] = models.CharField(max_length=20, blank=True)
    action: models.CharField[Any, Any] = models.CharField(max_length=60)
    about: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    purpose: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    ticket: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)
    run: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)
    detail: models.TextField[Any, Any] = models.TextField(default="{}")
    previous: models.CharField[Any, Any] = models.CharField(max_length=64)
    digest: models.CharField[Any, Any] = models.CharField(max_length=64)

    class Meta:
        """Read by what it is about and by who acted."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["about"], name="audit_about"),
            models.Index(fields=["username"], name="audit_username"),
            models.Index(fields=["action"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.at} {self.username} {self.action} {self.about}"

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001 - Django's
        """Refuse: the audit is append-only."""
        msg = "the audit is append-only"
        raise TypeError(msg)
