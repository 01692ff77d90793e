"""Every error of the API as ``application/problem+json`` (RFC 9457).

What is out of a viewer's area, hidden from him and not there at all is one and the same answer, byte
for byte: it names neither the address nor what was asked for.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpResponse, JsonResponse
from ninja.errors import HttpError, ValidationError

from ingest.errors import SetupError, UserError

_log = logging.getLogger("django.request")
#: Code → status and title; the code is the end of the problem's `type`.
KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, "请求读不懂 · the request cannot be read"),
    "unauthenticated": (401, "没有有效的令牌或登录 · no valid token and no session"),
    "forbidden": (403, "您的角色没有此项权限 · your role does not allow this"),
    "csrf": (403, "缺少本页面的校验值 · the CSRF token is missing or wrong"),
    "ticket-not-valid": (403, "目的单无效或已到期 · the purpose ticket is not in force"),
    "not-found": (404, "没有找到 · not found"),
    "method-not-allowed": (405, "不支持此方法 · method not allowed"),
    "conflict": (409, "当前状态不允许 · the present state does not allow this"),
    "too-large": (413, "请求过大 · the request is too large"),
    "invalid": (422, "所填内容不合要求 · what was sent is not valid"),
    "ticket-required": (428, "须先有目的单 · a purpose ticket is required"),
    "too-many-requests": (429, "请求过于频繁 · too many requests"),
    "broken": (500, "工作台出错，详情见日志 · the desk has failed; the log says why"),
    "no-run": (503, "还没有完成的运行 · there is no finished run"),
}
TYPE = "urn:qinqing:problem:"


class Problem(Exception):  # the word of RFC 9457
    """An answer that is an error.

    Parameters
    ----------
    code : str
        A key of `KINDS`.
    detail : str
        What is wrong here and what to do; empty where the title says it.
    headers : mapping of str to str, optional
        Such as ``Retry-After``.
    **more : Any
        Further members of the object.
    """

    def __init__(
        self, code: str, detail: str = "", headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.headers, self.more = code, detail, headers or {}, more

    def answer(self) -> HttpResponse:
        """Return the response."""
        status, title = KINDS[self.code]
        content: dict[str, Any] = {"type": f"{TYPE}{self.code}", "title": title, "status": status}
        if self.detail:
            content["detail"] = self.detail
        return JsonResponse(
            {**content, **self.more},
            status=status,
            headers=self.headers,
            content_type="application/problem+json",
            json_dumps_params={"ensure_ascii": False},
        )


_CODES: tuple[tuple[type[Exception], str], ...] = (
    (Http404, "not-found"),
    (PermissionDenied, "forbidden"),
    (RequestDataTooBig, "too-large"),
    (SuspiciousOperation, "bad-request"),
    (BadRequest, "bad-request"),
    (HttpError, "bad-request"),
)


def problem_of(error: Exception) -> Problem:
    """Return the problem that an exception means; what nobody foresaw goes into the log, not out."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return Problem(code="invalid", errors=[_place(one) for one in error.errors])
    if isinstance(error, SetupError):
        return Problem(code="no-run", detail=error.what.rpartition(": ")[2])
    if isinstance(error, UserError):
        return Problem(code="invalid", detail=str(error))
    for kind, code in _CODES:
        if isinstance(error, kind):
            return Problem(code=code)
    _log.error("API: %s", type(error).__name__, exc_info=error)
    return Problem(code="broken")


def _place(error: dict[str, Any]) -> dict[str, str]:
    """Return where and what of an invalid value; the value itself is not sent back."""
    return {"where": ".".join(map(str, error.get("loc", ()))), "what": str(error.get("msg", ""))}
