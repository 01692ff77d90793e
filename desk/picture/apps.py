"""The Django application of the graph picture: its pages, their style and script."""

from __future__ import annotations

from django.apps import AppConfig


class PictureConfig(AppConfig):
    """The graph picture (关系图)."""

    name = "desk.picture"
    label = "picture"
