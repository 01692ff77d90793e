"""What the desk keeps itself: the profile of a user, failed logins."""

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
    # whom the user is, and who is near: what a look at them is flagged by, and what recuses (回避)
    official_id: models.CharField[Any, Any] = models.CharField(max_length=200, blank=True)
    own_name: models.CharField[Any, Any] = models.CharField(max_length=80, blank=True)
    relatives: models.JSONField = models.JSONField(default=list, blank=True)
    colleagues: models.JSONField = models.JSONField(default=list, blank=True)
    must_change_password: models.BooleanField[Any, Any] = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.pk}: {','.join(self.regions)}"


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
