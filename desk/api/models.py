"""What the API keeps: tokens, as digests."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A token (接口令牌) that speaks for one user; only its SHA-256 is kept, so nobody can read it back.

    `proof` follows from the user's password: a new password ends every token.
    """

    user: models.ForeignKey[Any, Any] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name: models.CharField[Any, Any] = models.CharField(max_length=80)
    digest: models.CharField[Any, Any] = models.CharField(max_length=64, unique=True)
    proof: models.CharField[Any, Any] = models.CharField(max_length=64)
    made_at: models.DateTimeField[Any, Any] = models.DateTimeField(auto_now_add=True)
    expires_at: models.DateTimeField[Any, Any] = models.DateTimeField()
    revoked_at: models.DateTimeField[Any, Any] = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"
