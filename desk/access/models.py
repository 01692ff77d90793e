"""What the desk keeps of access: the audit trail, purpose tickets, approvals, clearances."""

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


class Ticket(models.Model):
    """A purpose ticket (目的单, law.md DP-01): why persons are looked at, made by one, approved by another.

    `decision` is empty until somebody else has decided, then ``yes`` or ``no``.
    """

    number: models.CharField[Any, Any] = models.CharField(max_length=20, unique=True)
    matter: models.CharField[Any, Any] = models.CharField(max_length=120)
    legal_basis: models.CharField[Any, Any] = models.CharField(max_length=200)
    purpose: models.CharField[Any, Any] = models.CharField(max_length=200)
    approver: models.CharField[Any, Any] = models.CharField(max_length=80)
    population: models.CharField[Any, Any] = models.CharField(max_length=300)
    tables: models.CharField[Any, Any] = models.CharField(max_length=300)
    period_from: models.DateField[Any, Any] = models.DateField()
    period_to: models.DateField[Any, Any] = models.DateField()
    made_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    made_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    valid_until: models.DateField[Any, Any] = models.DateField()
    decision: models.CharField[Any, Any] = models.CharField(max_length=3, blank=True)
    approved_by: models.CharField[Any, Any] = models.CharField(max_length=150, blank=True)
    decided_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)

    class Meta:
        """Nobody approves his own, whatever the program does."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(made_by=models.F("approved_by")), name="ticket_two_persons"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.matter}"


class Approval(models.Model):
    """A step that needs a second person's yes (双人审批): unmasking, an export of names."""

    action: models.CharField[Any, Any] = models.CharField(max_length=60)
    about: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    reason: models.CharField[Any, Any] = models.CharField(max_length=500)
    requested_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    requested_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    decision: models.CharField[Any, Any] = models.CharField(max_length=3, blank=True)
    decided_by: models.CharField[Any, Any] = models.CharField(max_length=150, blank=True)
    decided_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)
    answer: models.CharField[Any, Any] = models.CharField(max_length=500, blank=True)
    valid_until: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)

    class Meta:
        """Nobody says yes to himself, whatever the program does."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(requested_by=models.F("decided_by")),
                name="approval_two_persons",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["requested_by", "action", "about"], name="approval_asked")
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.about}"


class Clearance(models.Model):
    """A handler's leave to see the complaint material of one clue, for a time (个案授权, law.md DP-13)."""

    username: models.CharField[Any, Any] = models.CharField(max_length=150)
    clue_item: models.CharField[Any, Any] = models.CharField(max_length=80)
    reason: models.CharField[Any, Any] = models.CharField(max_length=500)
    given_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    given_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    valid_until: models.DateTimeField[Any, Any] = models.DateTimeField()
    withdrawn_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)

    class Meta:
        """Asked by user and clue."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["username", "clue_item"], name="clearance_asked")
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.clue_item}"
