"""Addresses of `desk.api`, under ``/api/``: the resources behind their door, tokens, the description.

Every address is marked for the permission matrix: the resources by `desk.api.door.guarded` (one
capability for all methods, ``view.api`` where an anonymous caller gets 401), pages as all pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from desk.access.permit import ANYBODY, anybody
from desk.api.door import guarded, not_there
from desk.api.pages import openapi, reference, tokens
from desk.api.service import API


def _resources() -> Iterator[URLPattern]:
    """Yield each address once, its view behind the door with the capability of its operations."""
    # the one place where ninja tells view and operations together
    for router in API._get_bound_routers():
        for route, view in router.path_operations.items():
            asked = {vars(operation.view_func)["asks"] for operation in view.operations}
            (capability,) = asked  # one capability for all methods of an address
            name = view.operations[0].view_func.__name__
            address = route.lstrip("/").replace("{", "<").replace("}", ">")
            yield path(address, guarded(view.get_view(), capability, name), name=f"api_{name}")


_missing: Any = anybody(login_not_required(csrf_exempt(not_there)))
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reference, name="api"),
    path("openapi.json", guarded(openapi, ANYBODY, "openapi"), name="openapi"),
    path("tokens/", tokens, name="tokens"),
    *_resources(),
    re_path("", _missing, name="api_missing"),
]
