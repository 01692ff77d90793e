"""Users' accounts from the command line (账号): made, changed, given a new password; the first ones of a desk.

Every change is written into the audit. Django is imported inside the functions.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desk.opened import open_desk
from ingest.errors import SetupError, UserError

#: Roles that look at no area.
WITHOUT_AREA = frozenset({"administrator"})


def first_accounts() -> dict[str, str]:
    """Make one account for each role where the desk has none at all; return their one-time passwords.

    Each is called by its role's code and sees every region, the administrator none.
    """
    from django.contrib.auth.models import User

    from desk.access.roles import roles

    if User.objects.exists():
        return {}
    return {
        code: add_user(code, role=code, regions=() if code in WITHOUT_AREA else ("*",))
        for code in roles()
    }


def add_user(
    username: str,
    *,
    role: str = "investigator",
    regions: Iterable[str],
    may_see_complaints: bool = False,
) -> str:
    """Add a user to the desk that `open_desk` has configured; return the one-time password.

    Parameters
    ----------
    role : str
        A code of ``desk/access/roles.yaml``.
    regions : iterable of str
        Prefixes of GB/T 2260 codes that the user sees; ``*`` is all, none is nothing.
    may_see_complaints : bool
        Whether findings and evidence from complaints are shown.
    """
    from django.contrib.auth.models import User
    from django.db import transaction

    from desk.access.audit import record
    from desk.web.models import Profile

    _known(role)
    regions = tuple(regions)
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        user = User.objects.create_user(username, password=password)
        Profile.objects.create(
            user=user,
            role=role,
            regions=list(regions),
            may_see_complaints=may_see_complaints,
            must_change_password=True,
        )
        record(
            None, "account.make", username, role=role, regions=list(regions),
            may_see_complaints=may_see_complaints,
        )  # fmt: skip
    return password


def set_access(
    username: str, *, regions: Iterable[str], may_see_complaints: bool, role: str = ""
) -> None:
    """Change what a user may see, and the role where one is said; it holds from the next page on."""
    from django.db import transaction

    from desk.access.audit import record
    from desk.web.models import Profile

    seen: dict[str, Any] = {"regions": list(regions), "may_see_complaints": may_see_complaints}
    if role:
        _known(role)
        seen["role"] = role
    with transaction.atomic():
        if not Profile.objects.filter(user__username=username).update(**seen):
            raise _no_user(username)
        record(None, "account.change", username, **seen)


def grant(
    out: Path,
    username: str,
    *,
    regions: tuple[str, ...],
    may_see_complaints: bool,
    reset: bool,
    role: str = "",
) -> str | None:
    """Add a user, or change what a user may see; return a one-time password where one was made.

    Parameters
    ----------
    regions : tuple of str
        Prefixes of GB/T 2260 codes; none leaves an existing user's area as it is.
    may_see_complaints : bool
        Clearance for complaints; it is set as said, so it also withdraws, unless only a password is asked for.
    role : str
        A code of ``roles.yaml``; where empty a new user is an investigator and an old one stays what he is.

    Raises
    ------
    UserError
        The name is empty, or a region is neither digits nor ``*``.
    """
    wrong = [region for region in regions if region != "*" and not region.isdigit()]
    if wrong or not username.strip():
        what = f"用户名或地区不对 wrong name or region: {', '.join(wrong) or '（空 empty）'}"
        raise UserError(what, "地区写代码前缀或 * · a region is a code prefix such as 4206, or *")
    if not out.is_dir():
        what = f"{out}: 没有这个文件夹 · no such folder"
        raise SetupError(what, "用 --out 指明运行结果文件夹 · name the folder of a run with --out")
    open_desk(out)

    from django.contrib.auth.models import User

    from desk.web.models import Profile

    if not User.objects.filter(username=username).exists():
        return add_user(
            username,
            role=role or "investigator",
            regions=regions,
            may_see_complaints=may_see_complaints,
        )
    if reset and not (regions or role or may_see_complaints):
        return reset_password(out, username)  # a new password alone changes nothing of what is seen
    known = Profile.objects.filter(user__username=username).first()
    area = regions or tuple(map(str, known.regions if known else ()))
    set_access(username, regions=area, may_see_complaints=may_see_complaints, role=role)
    return reset_password(out, username) if reset else None


def reset_password(out: Path, username: str) -> str:
    """Give a user a new one-time password, end the user's sessions, and return the password.

    Raises
    ------
    UserError
        There is no such user.
    """
    open_desk(out)

    from django.contrib.auth.models import User

    from desk.access.audit import record
    from desk.web.models import LoginFailure, Profile

    user = User.objects.filter(username=username).first()
    if user is None:
        raise _no_user(username)
    password = secrets.token_urlsafe(12)
    record(None, "account.password", username)
    user.set_password(password)  # the session hash changes with it, so open sessions end
    user.save()
    Profile.objects.filter(user=user).update(must_change_password=True)
    LoginFailure.objects.filter(username=username).delete()
    return password


def _known(role: str) -> None:
    from desk.access.roles import roles

    if role not in roles():
        what = f"没有这个角色 no such role: {role}"
        raise UserError(what, f"可用的角色 · one of: {', '.join(roles())}")


def _no_user(username: str) -> UserError:
    return UserError(f"没有账号 no such user: {username}", "检查账号名 · check the name")
