"""The resources put together, and the OpenAPI 3.1 document that describes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer
from pydantic import Field

from desk.api import (
    companies,
    dispositions,
    dossiers,
    leads,
    match,
    paths,
    persons,
    reconciling,
    runs,
)
from desk.api.door import TICKET
from desk.api.problems import KINDS, problem_of

VERSION = "1.0"
ROUTERS = (leads, dossiers, persons, companies, paths, match, reconciling, runs, dispositions)
#: Every exception, and those for which ninja has answers of its own, which are no problems.
_ANSWERED: tuple[type[Exception], ...] = (
    Exception,
    Http404,
    AuthenticationError,
    HttpError,
    ValidationError,
)
#: Errors that any call may be answered with.
_ALWAYS = (400, 401, 403, 404, 405, 413, 422, 428, 429, 500, 503)


class ProblemDetails(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, str]] = Field(default=[], description="where and what, for 422")


class _Plain(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - ninja's name for it


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the operation's function, each of which is used once."""
        return operation.view_func.__name__


def build() -> NinjaAPI:
    """Return the API with every resource, with errors as problems, without pages of its own."""
    api = _Api(
        title="亲清 Qinqing",
        version=VERSION,
        description=(
            "疑点线索，供核查，不是结论 · Leads to be checked, never findings. "
            "与页面同样的权限、区域和目的单 · The same role, area and purpose ticket as on the pages."
        ),
        openapi_url=None,
        docs_url=None,
        renderer=_Plain(),
    )
    for module in ROUTERS:
        api.add_router("", module.router)
    for kind in _ANSWERED:
        api.add_exception_handler(kind, _told)
    return api


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document: ninja's, with what is asked of callers and every error added."""
    made: dict[str, Any] = dict(API.get_openapi_schema(path_prefix="api"))
    components = made["components"]
    components["schemas"]["ProblemDetails"] = ProblemDetails.model_json_schema()
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "qinqing_session"},
    }
    components["responses"] = {str(status): _problem(status) for status in _ALWAYS}
    made["security"] = [{"token": []}, {"session": []}]
    made["servers"] = [{"url": "/"}]
    ticket = {
        "in": "header", "name": TICKET, "required": False, "schema": {"type": "string", "maxLength": 20},
        "description": "已批准的目的单号；涉及具体人员的请求必须有 · number of an approved purpose ticket; "
        "calls about a named person need one",
    }  # fmt: skip
    for methods in made["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [*operation["parameters"], ticket]
            told = {str(n): {"$ref": f"#/components/responses/{n}"} for n in _ALWAYS}
            answers = {str(status): answer for status, answer in operation["responses"].items()}
            operation["responses"] = told | answers
    return made


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDetails"}
    titles = [title for known, title in KINDS.values() if known == status]
    return {
        "description": "; ".join(titles),
        "content": {"application/problem+json": {"schema": schema}},
    }


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_of(error).answer()


API = build()
