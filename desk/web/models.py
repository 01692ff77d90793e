"""What the desk keeps itself: the profile of a user, the audit of views, failed logins."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """What a user may see (授权范围).

    `role` is a code of ``desk/access/roles.yaml``, one for each user; `regions` are prefixes of GB/T 2260 codes; an empty list shows nothing, ``*`` every region.
    """

    user: models.OneToOneField[Any, Any] = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    role: models.CharField[Any, Any] = models.CharField(max_length=20, default="investigator")
    regions: models.JSONField = models.JSONField(default=list, blank=True)
    may_see_complaints: models.BooleanField[Any, Any] = models.BooleanField(default=False)
    must_change_password: models.BooleanField[Any, Any] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.pk}: {','.join(self.regions)}"


class DossierView(models.Model):
    """One view of a dossier or of a source behind it; rows are added, never changed (留痕).

    The database refuses UPDATE and DELETE by trigger, see the first migration.
    """

    seen_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    username: models.CharField[Any, Any] = models.CharField(max_length=150)
    official_id: models.CharField[Any, Any] = models.CharField(max_length=200)
    place: models.CharField[Any, Any] = models.CharField(max_length=500, blank=True)
    purpose: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    run: models.CharField[Any, Any] = models.CharField(max_length=64, blank=True)

    class Meta:
        """Read by official."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["official_id"], name="dossierview_official")
        ]

    def __str__(self) -> str:
        return f"{self.seen_at:%Y-%m-%d %H:%M} {self.username} {self.official_id}"

    def save(self, **how: Any) -> None:
        """Add the row; a row that is there cannot be saved again."""
        if self.pk is not None:
            msg = "the audit of views is append-only"
            raise TypeError(msg)
        super().save(**how)

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001 - Django's
        """Refuse: the audit is append-only."""
        msg = "the audit of views is append-only"
        raise TypeError(msg)


class LoginFailure(models.Model):
    """A failed login; too many within a while close the door for that name and that address."""

    failed_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    username: models.CharField[Any, Any] = models.CharField(max_length=150)
    address: models.CharField[Any, Any] = models.CharField(max_length=64)

    class Meta:
        """Counted by time."""

        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["failed_at"], name="loginfailure_time")
        ]

    def __str__(self) -> str:
        return f"{self.failed_at:%Y-%m-%d %H:%M} {self.username}"
