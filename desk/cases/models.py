"""What the desk keeps of clues (问题线索): the ledger entry, its matters, its steps.

The steps are the truth and are append-only; what a clue row says of its state is kept beside them so that
lists need not read every history.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Counter(models.Model):
    """The last item number given in one region and year (线索编号)."""

    region: models.CharField[Any, Any] = models.CharField(max_length=6)
    year: models.IntegerField[Any, Any] = models.IntegerField()
    last: models.IntegerField[Any, Any] = models.IntegerField(default=0)

    class Meta:
        """One row for each region and year."""

        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["region", "year"], name="counter_region_year")
        ]

    def __str__(self) -> str:
        return f"{self.region}-{self.year}: {self.last}"


class Clue(models.Model):
    """An entry of the clue ledger (问题线索台账)."""

    item: models.CharField[Any, Any] = models.CharField(max_length=20, unique=True)
    region: models.CharField[Any, Any] = models.CharField(max_length=6)
    year: models.IntegerField[Any, Any] = models.IntegerField()
    channel: models.CharField[Any, Any] = models.CharField(max_length=20)
    official_id: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    name: models.CharField[Any, Any] = models.CharField(max_length=80)
    unit: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    title: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    regions: models.JSONField = models.JSONField(default=list)  # where the person serves
    summary: models.TextField[Any, Any] = models.TextField(blank=True)  # in handlers' words
    reference: models.CharField[Any, Any] = models.CharField(max_length=80, blank=True)
    real_name: models.BooleanField[Any, Any] = models.BooleanField(default=False)
    received: models.DateField[Any, Any] = models.DateField()
    registered_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    registered_by: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    run: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)
    # kept beside the steps, by `desk.cases.taking` only
    state: models.CharField[Any, Any] = models.CharField(max_length=20)
    clearing: models.CharField[Any, Any] = models.CharField(max_length=20, default="none")
    received_by_office: models.BooleanField[Any, Any] = models.BooleanField(default=False)
    outcome: models.CharField[Any, Any] = models.CharField(max_length=20, blank=True)
    closed_on: models.DateField[Any, Any] = models.DateField(null=True, blank=True)
    officers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="clues"
    )
    registered_by_id: int
    steps: Any
    matters: Any

    class Meta:
        """Listed by state; found by official."""

        ordering: ClassVar[list[str]] = ["region", "year", "item"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], name="clue_state"),
            models.Index(fields=["official_id"], name="clue_official"),
        ]

    def __str__(self) -> str:
        return str(self.item)


class Matter(models.Model):
    """One matter of a clue (反映的问题): a finding of the run, or what an intake names; rows are added only."""

    clue: models.ForeignKey[Any, Any] = models.ForeignKey(
        Clue, on_delete=models.PROTECT, related_name="matters"
    )
    clue_id: int
    number: models.IntegerField[Any, Any] = models.IntegerField()
    finding_id: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)
    pattern: models.CharField[Any, Any] = models.CharField(max_length=20, blank=True)
    uscc: models.CharField[Any, Any] = models.CharField(max_length=40, blank=True)
    company: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    subject: models.CharField[Any, Any] = models.CharField(max_length=120, blank=True)
    sealed: models.BooleanField[Any, Any] = models.BooleanField(default=False)  # from a complaint

    class Meta:
        """Numbered within the clue."""

        ordering: ClassVar[list[str]] = ["clue", "number"]
        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["clue", "number"], name="matter_number")
        ]

    def __str__(self) -> str:
        return f"{self.clue_id}.{self.number}"


class StepTaken(models.Model):
    """One step of a clue; rows are added, never changed: the database refuses UPDATE and DELETE (留痕)."""

    clue: models.ForeignKey[Any, Any] = models.ForeignKey(
        Clue, on_delete=models.PROTECT, related_name="steps"
    )
    clue_id: int
    number: models.IntegerField[Any, Any] = models.IntegerField()
    name: models.CharField[Any, Any] = models.CharField(max_length=40)
    by: models.CharField[Any, Any] = models.CharField(max_length=150)
    role: models.CharField[Any, Any] = models.CharField(max_length=20)
    at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    on: models.DateField[Any, Any] = models.DateField()
    data: models.JSONField = models.JSONField(default=dict)
    audit: models.BigIntegerField[Any, Any] = models.BigIntegerField()  # the event that signs it

    class Meta:
        """Numbered within the clue, without gaps."""

        ordering: ClassVar[list[str]] = ["clue", "number"]
        constraints: ClassVar[list[models.UniqueConstraint]] = [
            models.UniqueConstraint(fields=["clue", "number"], name="step_number")
        ]

    def __str__(self) -> str:
        return f"{self.clue_id}.{self.number} {self.name}"
