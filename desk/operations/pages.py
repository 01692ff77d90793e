"""Health and metrics for a monitor on this machine, and the administrator's page (运维)."""

from __future__ import annotations

from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from desk.access.permit import View, anybody, may, permits
from desk.opened import is_loopback
from desk.operations.health import checks
from desk.operations.metrics import exposition, run_seconds
from desk.operations.progress import STAGES, read_progress
from desk.tampering import tampered
from desk.web.shown_run import current_run

VERSIONS = ("qinqing", "django", "duckdb", "pyarrow", "spacy", "waitress", "ladybug")
WORDS = {
    "ingest": _("读入"), "nlp": _("文本"), "resolve": _("身份"), "graph": _("关系图"), "risk": _("疑点"),
    "project": _("图库"), "publish": _("发布"),
    "running": _("正在运行"), "failed": _("出错停止"), "interrupted": _("中断，未完成"),
    "database": _("数据库"), "run": _("运行结果"), "audit": _("留痕"), "disk": _("磁盘空间"),
    "sqlite": _("SQLite，可用"), "postgresql": _("PostgreSQL，可用"), "unreachable": _("无法访问"),
    "complete": _("完整"), "unfinished": _("未完成"), "none": _("尚无运行"), "changed": _("文件与运行报告不符"),
    "in step": _("与数据库一致"), "empty": _("尚无留痕"), "no head": _("缺少链头文件"),
    "broken head": _("链头文件不可读"), "behind": _("数据库旧于链头：可能恢复了旧备份"),
    "forged": _("链头与数据库不符"),
}  # fmt: skip


def on_this_machine(request: HttpRequest) -> bool:
    """Say whether a program on this machine asks, directly: a proxy names the host that people see."""
    host = request.get_host()
    name = host[: host.index("]")] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(str(request.META.get("REMOTE_ADDR", ""))) and is_loopback(name.strip("[]"))


def local_or_administrator(view: View) -> View:
    """Answer programs on this machine and administrators; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user = request.user
        known = user.is_authenticated and may(user, "operations.view")
        if not (on_this_machine(request) or known):
            raise Http404
        return view(request, *args, **kwargs)

    return anybody(login_not_required(guarded))  # type: ignore[return-value]


@local_or_administrator
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 where all is well, else 503; which check is not is said in one word."""
    asked = checks()
    content = {
        "well": all(check.well for check in asked),
        "checks": {check.name: {"well": check.well, "told": check.told} for check in asked},
    }
    return JsonResponse(content, status=200 if content["well"] else 503)


@local_or_administrator
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with counts and timings in the format of Prometheus."""
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


@permits("operations.view")
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Show the run in progress, the last run, whether its files are as published, the versions."""
    run = current_run()
    snapshot = run.snapshot()
    at_work = read_progress(run.out)
    took = run_seconds()
    content = {
        "checks": [
            (WORDS[check.name], check.well, _told(check.name, check.told)) for check in checks()
        ],
        "at_work": at_work,
        "state": WORDS[at_work.state] if at_work else "",
        "stages": [
            (WORDS[name], round(fraction * 100), reused)
            for name, fraction, reused in at_work.stages
        ]
        if at_work
        else [],
        "last": snapshot.report if snapshot else None,
        "listed": snapshot.risk_list.num_rows if snapshot else 0,
        "findings": snapshot.findings.num_rows if snapshot else 0,
        "took": [(WORDS[name], took[name]) for name in STAGES if name in took],
        "total": sum(took.values()),
        "wrong": tampered(run.out),
        "files": len(snapshot.report.get("tables", {})) if snapshot else 0,
        "versions": [(name, _version(name)) for name in VERSIONS] + [("database", _database())],
    }
    return render(request, "operations/operations.html", content)


def _told(name: str, told: str) -> Any:
    return f"{int(told) / 2**30:.1f} GiB" if name == "disk" and told.isdigit() else WORDS[told]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


def _database() -> str:
    kind: str = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    major = connection.get_database_version()
    return f"{kind} {'.'.join(map(str, major))}"
