"""What the desk keeps of documents: each version as it was, and what was decided on it. Nothing is changed or removed.

The database refuses UPDATE and DELETE on all three tables by trigger, see the first migration.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Document(models.Model):
    """A document of a clue (文书); what it says lies in its versions."""

    item: models.CharField[Any, Any] = models.CharField(max_length=64, db_index=True)
    official_id: models.CharField[Any, Any] = models.CharField(max_length=200)
    kind: models.CharField[Any, Any] = models.CharField(max_length=20)
    drafted_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    drafted_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    versions: Any

    def __str__(self) -> str:
        return f"{self.item} {self.kind} {self.pk}"


class Version(models.Model):
    """One state of a document (文稿): the file, its digest, and what it was filled with."""

    document: models.ForeignKey[Any, Any] = models.ForeignKey(
        Document, models.PROTECT, related_name="versions"
    )
    number: models.PositiveIntegerField[Any, Any] = models.PositiveIntegerField()
    content: models.BinaryField[Any, Any] = models.BinaryField()
    sha256: models.CharField[Any, Any] = models.CharField(max_length=64)
    filled: models.JSONField[Any, Any] = models.JSONField(default=dict)
    template: models.CharField[Any, Any] = models.CharField(max_length=64)  # its sha256
    run: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)
    made_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    made_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    decisions: Any

    class Meta:
        """The newest version last; no number twice."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version")
        ]

    def __str__(self) -> str:
        return f"{self.document} v{self.number}"


class Decision(models.Model):
    """What was decided on a version (审签): released, returned, or blocked by the scan."""

    RELEASED, RETURNED, BLOCKED = "released", "returned", "blocked"
    version: models.ForeignKey[Any, Any] = models.ForeignKey(
        Version, models.PROTECT, related_name="decisions"
    )
    version_id: int
    verdict: models.CharField[Any, Any] = models.CharField(max_length=10)
    reason: models.CharField[Any, Any] = models.CharField(max_length=500, blank=True)
    #: Of a blocked one: paragraph, start, end, why; places in the document, no word of a complaint.
    passages: models.JSONField[Any, Any] = models.JSONField(default=list)
    made_by: models.CharField[Any, Any] = models.CharField(max_length=150)
    made_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which they were made; a version is released once."""

        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(verdict="released"),
                name="document_released_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.verdict}"
