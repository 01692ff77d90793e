"""Addresses of the graph picture."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.picture.leaving import exported, labels
from desk.picture.pages import elements, graph
from desk.picture.row_page import source_row

urlpatterns: list[URLPattern | URLResolver] = [
    path("graph/", graph, name="graph"),
    path("graph/data/elements/", elements, name="graph_elements"),
    path("graph/data/labels/", labels, name="graph_labels"),
    path("graph/source/", source_row, name="graph_source"),
    path("graph/export.<str:form>", exported, name="graph_export"),
]
