"""Counts and timings for a monitor (运行指标), in the format of Prometheus; no name and no case in them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from desk.access.models import AuditEvent
from desk.operations.health import checks
from desk.operations.progress import read_progress
from desk.web.models import LoginFailure
from desk.web.shown_run import current_run

Handler = Callable[[HttpRequest], HttpResponse]
REGISTRY = CollectorRegistry()
_SECONDS = Histogram(
    "qinqing_request_seconds",
    "Time to answer, by the name of the page",
    ["page"],
    registry=REGISTRY,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10),
)
_ANSWERS = Counter(
    "qinqing_answers", "Answers, by the name of the page and by status", ["page", "status"],
    registry=REGISTRY,
)  # fmt: skip


def measured(handler: Handler) -> Handler:
    """Count and time every answer, by the name of its page: an address may hold a person's number."""

    def handle(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = handler(request)
        match = getattr(request, "resolver_match", None)
        page = (match.view_name if match else "") or "other"
        _SECONDS.labels(page).observe(time.perf_counter() - began)
        _ANSWERS.labels(page, str(response.status_code)).inc()
        return response

    return handle


def exposition() -> bytes:
    """Return all measures as text."""
    content: bytes = generate_latest(REGISTRY)
    return content


class _Desk:
    """What is counted when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        asked = checks()
        well = GaugeMetricFamily(
            "qinqing_well", "1 where a check of /health/ is well", labels=["check"]
        )
        for check in asked:
            well.add_metric([check.name], float(check.well))
        yield well
        if all(check.well for check in asked if check.name == "database"):
            yield _gauge("audit_events", "Events of the audit", AuditEvent.objects.count())
            yield _gauge("login_failures", "Failed logins kept", LoginFailure.objects.count())
        disk = next(check.told for check in asked if check.name == "disk")
        if disk.isdigit():
            yield _gauge("disk_free_bytes", "Free space beside the database", int(disk))
        yield from _run()


def _run() -> Iterator[Metric]:
    snapshot = current_run().snapshot()
    if snapshot is not None:
        yield _gauge("run_listed", "Officials of the list", snapshot.risk_list.num_rows)
        yield _gauge("run_findings", "Findings of the run", snapshot.findings.num_rows)
    seconds = GaugeMetricFamily("qinqing_run_seconds", "The last run, by stage", labels=["stage"])
    for stage, took in run_seconds().items():
        seconds.add_metric([stage], took)
    yield seconds
    at_work = read_progress(settings.QINQING_OUT)
    running = at_work is not None and at_work.state == "running"
    yield _gauge("run_in_progress", "1 while a run is at work", int(running))


def run_seconds() -> dict[str, float]:
    """Return how long each stage of the last run took; nothing where it does not say."""
    try:
        path = settings.QINQING_OUT / "timings.json"
        said = json.loads(path.read_text(encoding="utf-8"))["seconds"]
        return {str(stage): float(took) for stage, took in said.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"qinqing_{name}", what, value=value)


REGISTRY.register(_Desk())
