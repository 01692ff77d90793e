"""The web desk on this machine: the server, and the accounts of its first start.

Django is imported here only, inside the functions, so that the command line starts fast.
"""

from __future__ import annotations

import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any

from desk.accounts import first_accounts
from desk.opened import is_loopback, open_desk
from desk.operations.serving import served
from ingest.errors import SetupError

#: Bytes that a request may send: a document template (2 MiB) and what is around it; nobody signed in yet sends more either.
LARGEST_BODY = 4 * 2**20


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
    if not out.is_dir():
        out.mkdir(mode=0o700, parents=True)
    with served(out):
        _serve(out, case=case, host=host, port=port, database=database, open_browser=open_browser)


def _serve(
    out: Path, *, case: Path | None, host: str, port: int, database: str, open_browser: bool
) -> None:
    loopback = is_loopback(host)
    if not loopback:
        _say(
            f"警告 warning: 正在 {host} 上对外提供服务；登录只在 HTTPS 下有效，请在本机前置 TLS 代理 · "
            "serving beyond this machine; login works over HTTPS only: put a TLS proxy in front"
        )
    bound = _bound(host, port)  # a port in use is told before passwords that are shown only once
    passwords = prepare(out, case=case, host=host, database=database)
    for name, password in passwords.items():
        _say(f"账号 account: {name}  一次性密码 one-time password: {password}")
    if passwords:
        _say(
            "  密码只显示这一次，首次登录后须更换 · shown once; each has to be changed at the first login"
        )
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    _warm()
    server = _server(bound, loopback=loopback)  # answers from here on, warm
    _write_dispositions()
    _say(f"工作台 desk: {address}  （Ctrl-C 结束 to stop）")
    if open_browser:
        webbrowser.open(address)
    try:
        server.run()
    finally:
        server.close()


def prepare(out: Path, **how: Any) -> dict[str, str]:
    """Open the desk as `open_desk` does; return the one-time passwords of accounts made just now."""
    open_desk(out, **how)
    return first_accounts()


def _server(bound: socket.socket, *, loopback: bool) -> Any:
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
        get_wsgi_application(),
        sockets=[bound],
        threads=8,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        connection_limit=500,  # browsers and the proxy keep connections open
        **proxied,
    )


def _warm() -> None:
    """Read the addresses and the run before the first page asks for them."""
    from django.urls import get_resolver

    from desk.results import Access, names_of
    from desk.web.access import current_run

    assert get_resolver().url_patterns  # imports every page, which takes seconds
    snapshot = current_run().snapshot()
    if snapshot is not None:
        access = Access(("*",))
        for lead in snapshot.leads(access)[:1]:  # the first dossier reads rules and names for all
            snapshot.told(lead.official_id, access)
            names_of(snapshot.out, [f"official:{lead.official_id}"])


def _write_dispositions() -> None:
    """Write what was decided for the next run, in case the last desk was killed between deciding and writing."""
    from desk.cases.exporting import export_soon

    export_soon()


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


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - said on the terminal
