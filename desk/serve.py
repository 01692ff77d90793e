"""The web desk on this machine: users' accounts, and the server.

Django is imported here only, inside the functions, so that the command line starts fast.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
import sys
import webbrowser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ingest.errors import SetupError, UserError

#: The account that the first start makes; it sees every region, and no complaint.
FIRST_USER = "investigator"


def serve(
    out: Path,
    *,
    case: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    database: str = "",
    open_browser: bool = False,
) -> None:
    """Serve the desk of a run's folder until it is interrupted.

    Parameters
    ----------
    out : Path
        The folder of the run; it may still be empty, the desk then says what to do.
    case : Path or None
        The case folder, where judgements on identity are written; where None the pages take none.
    host : str
        Loopback by default. On any other interface the desk warns, and logs nobody in over plain
        HTTP: put a proxy with TLS on this machine in front of it.
    database : str
        The URL of a PostgreSQL database; where empty ``QINQING_DATABASE``, else SQLite in the folder.

    Raises
    ------
    SetupError
        The folder or the address cannot be used.
    """
    if case and not case.is_dir():
        what = f"{case}: 没有这个案卷文件夹 · there is no such case folder"
        raise SetupError(what, "用 --case 指明，或不写 · name it with --case, or leave it out")
    loopback = is_loopback(host)
    password = prepare(out, case=case, host=host, database=database)
    if not loopback:
        _say(
            f"警告 warning: 正在 {host} 上对外提供服务；登录只在 HTTPS 下有效，请在本机前置 TLS 代理 · "
            "serving beyond this machine; login works over HTTPS only: put a TLS proxy in front"
        )
    if password:
        _say(f"账号 account: {FIRST_USER}  一次性密码 one-time password: {password}")
        _say(
            "  密码只显示这一次，首次登录后须更换 · shown once; it has to be changed at the first login"
        )
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    server = _server(host, port, loopback=loopback)
    _warm()
    _say(f"工作台 desk: {address}  （Ctrl-C 结束 to stop）")
    if open_browser:
        webbrowser.open(address)
    try:
        server.run()
    finally:
        server.close()


def prepare(
    out: Path,
    *,
    case: Path | None = None,
    host: str = "127.0.0.1",
    data: Path | None = None,
    database: str = "",
) -> str | None:
    """Configure Django for a run's folder, bring its database up to date, make the first account.

    Returns
    -------
    str or None
        The one-time password of the first account where it was made just now.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command

    from desk.operations.database import database_url
    from desk.web.settings import settings_for

    if not settings.configured:
        try:
            hosts = () if is_loopback(host) else _names(host)
            settings.configure(
                **settings_for(
                    out.resolve(),
                    case=case.resolve() if case else None,
                    data=data,
                    hosts=hosts,
                    secure=not is_loopback(host),
                    database=database_url(database),
                )
            )
        except OSError as error:
            what = f"{out}: 不能写入工作台的数据 · cannot write the desk's data: {error.strerror}"
            raise SetupError(what, "用 --out 另选文件夹 · choose another --out") from error
        django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")

    from django.contrib.auth.models import User

    return None if User.objects.exists() else add_user(FIRST_USER, regions=("*",))


def add_user(
    username: str,
    *,
    role: str = "investigator",
    regions: Iterable[str],
    may_see_complaints: bool = False,
) -> str:
    """Add a user to the desk that `prepare` has configured; return the one-time password.

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

    from desk.web.models import Profile

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
    return password


def set_access(username: str, *, regions: Iterable[str], may_see_complaints: bool) -> None:
    """Change what a user may see; it holds from the user's next page on."""
    from desk.web.models import Profile

    changed = Profile.objects.filter(user__username=username).update(
        regions=list(regions), may_see_complaints=may_see_complaints
    )
    if not changed:
        raise _no_user(username)


def grant(
    out: Path, username: str, *, regions: tuple[str, ...], may_see_complaints: bool, reset: bool
) -> str | None:
    """Add a user, or change what a user may see; return a one-time password where one was made.

    Parameters
    ----------
    regions : tuple of str
        Prefixes of GB/T 2260 codes; none leaves an existing user's area as it is.
    may_see_complaints : bool
        Clearance for complaints; it is set as said, so it also withdraws.

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
    prepare(out)

    from django.contrib.auth.models import User

    from desk.web.models import Profile

    if not User.objects.filter(username=username).exists():
        return add_user(username, regions=regions, may_see_complaints=may_see_complaints)
    known = Profile.objects.filter(user__username=username).first()
    area = regions or tuple(map(str, known.regions if known else ()))
    set_access(username, regions=area, may_see_complaints=may_see_complaints)
    return reset_password(out, username) if reset else None


def reset_password(out: Path, username: str = FIRST_USER) -> str:
    """Give a user a new one-time password, end the user's sessions, and return the password.

    Raises
    ------
    UserError
        There is no such user.
    """
    prepare(out)

    from django.contrib.auth.models import User

    from desk.web.models import LoginFailure, Profile

    user = User.objects.filter(username=username).first()
    if user is None:
        raise _no_user(username)
    password = secrets.token_urlsafe(12)
    user.set_password(password)  # the session hash changes with it, so open sessions end
    user.save()
    Profile.objects.filter(user=user).update(must_change_password=True)
    LoginFailure.objects.filter(username=username).delete()
    return password


def is_loopback(host: str) -> bool:
    """Say whether an address is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _server(host: str, port: int, *, loopback: bool) -> Any:
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    proxied = (
        {}
        if loopback
        else {
            "trusted_proxy": "127.0.0.1",
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    )
    return create_server(
        get_wsgi_application(), sockets=[_bound(host, port)], threads=8, ident=None, **proxied
    )


def _warm() -> None:
    """Read the run before the first page asks for it."""
    from desk.results import Access
    from desk.web.access import current_run

    snapshot = current_run().snapshot()
    if snapshot is not None:
        snapshot.leads(Access(("*",)))


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; bound here, since waitress leaks one that fails."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        what = f"{host}:{port}: 不能在此地址提供服务 · cannot serve here: {error.strerror}"
        raise SetupError(what, "用 --port 另选端口 · choose another --port") from error
    return bound


def _names(host: str) -> tuple[str, ...]:
    """Return the names under which a request may ask for this machine."""
    wildcard = host in {"0.0.0.0", "::"}
    own = socket.gethostname()
    return (own, socket.getfqdn()) if wildcard else (host, own)


def _no_user(username: str) -> UserError:
    return UserError(f"没有账号 no such user: {username}", "检查账号名 · check the name")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - said on the terminal
