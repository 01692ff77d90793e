"""Addresses of `desk.operations`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.operations.pages import health, metrics, operations

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("metrics/", metrics, name="metrics"),
    path("operations/", operations, name="operations"),
]
