"""What the desk keeps for the list and the dossier: saved views, when a finding came, a first view."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A filter of the risk list that a user has given a name (保存的视图)."""

    user: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    name: models.CharField[Any, Any] = models.CharField(max_length=40)
    query: models.CharField[Any, Any] = models.CharField(max_length=500, blank=True)

    class Meta:
        """One of a name for each user."""

        app_label = "desk"
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "name"], name="savedview_name")
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.query}"


class FirstListed(models.Model):
    """When a finding was first in a run that this desk showed (首次出现), for "new since a day"."""

    finding_id: models.CharField[Any, Any] = models.CharField(max_length=64, primary_key=True)
    day: models.DateField[Any, Any] = models.DateField()

    class Meta:
        """A table of the desk."""

        app_label = "desk"

    def __str__(self) -> str:
        return f"{self.finding_id} {self.day}"


class FirstView(models.Model):
    """What an investigator thought of a person's facts before he saw the score (初步看法, science.md D4.9)."""

    username: models.CharField[Any, Any] = models.CharField(max_length=150)
    official_id: models.CharField[Any, Any] = models.CharField(max_length=200)
    run: models.CharField[Any, Any] = models.CharField(max_length=64)
    text: models.CharField[Any, Any] = models.CharField(max_length=1000)
    written_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Asked by user and official."""

        app_label = "desk"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["username", "official_id"], name="firstview_asked")
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.official_id}"
