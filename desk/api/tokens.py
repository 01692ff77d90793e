"""Tokens of the API (接口令牌): made by a signed-in user, shown once, same permissions as his own.

A token ends on its day, when it is revoked, when its user is deactivated and with every new password.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from desk.access.audit import record
from desk.api.models import Token
from desk.web.models import Profile

PREFIX = "qq_"
#: Days that a token lives: the choices on the page, the longest last.
DAYS = (1, 7, 30, 90)
#: Tokens in force that one user may have.
MOST = 10
_SALT = "desk.api.token"


def make(user: User, name: str, days: int) -> tuple[Token, str]:
    """Make a token and return it with its text, which is kept nowhere.

    Raises
    ------
    ValueError
        The user has `MOST` tokens in force, or `days` is none of `DAYS`.
    """
    if days not in DAYS:
        msg = f"{days}: days must be one of {DAYS}"
        raise ValueError(msg)
    with transaction.atomic():
        if in_force(user).count() >= MOST:
            msg = f"at most {MOST} tokens: revoke one first"
            raise ValueError(msg)
        text = PREFIX + secrets.token_urlsafe(32)
        token = Token(
            user=user,
            name=name,
            digest=_digest(text),
            proof=_proof(user),
            expires_at=timezone.now() + timedelta(days=days),
        )
        token.save()
        record(user, "token.make", str(token.pk), name=name, days=days)
    return token, text


def revoke(user: User, number: int) -> bool:
    """End a token of the user; False where he has no such token in force."""
    with transaction.atomic():
        token = in_force(user).filter(pk=number).first()
        if token is None:
            return False
        record(user, "token.revoke", str(token.pk), name=token.name)
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return True


def in_force(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Token]:
    """Return a user's tokens that are neither revoked nor over, newest first."""
    now = timezone.now()
    return Token.objects.filter(user_id=user.pk, revoked_at=None, expires_at__gt=now).order_by(
        "-pk"
    )


def holder(text: str) -> Token | None:
    """Return the token of a text with its user; None where it is wrong or has ended."""
    token = (
        Token.objects.select_related("user", "user__profile")
        .filter(digest=_digest(text), revoked_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    if not constant_time_compare(token.proof, _proof(token.user)):
        return None
    waiting = Profile.objects.filter(user=token.user, must_change_password=True)
    return None if waiting.exists() else token


def _digest(text: str) -> str:
    # 256 random bits: a slow hash would add nothing
    return hashlib.sha256(text.encode()).hexdigest()


def _proof(user: Any) -> str:
    return salted_hmac(_SALT, user.get_session_auth_hash(), algorithm="sha256").hexdigest()
