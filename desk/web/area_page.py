"""The page of counts by unit, line of work and region (区域与单位视图): nobody is named on it."""

from __future__ import annotations

from typing import get_args

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from desk.access.permit import permits
from desk.areas import area_view
from desk.web.access import access_of, current_run
from risk.areas import By, K

NAMES = {"unit": _("单位"), "line": _("主管行业"), "region": _("地区")}


@permits("areas.view")
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """Show how many officials of each group are on the list; what is not a dimension is by unit."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    if snapshot is None:
        return redirect("list")
    asked = request.GET.get("by", "")
    by: By = next((name for name in get_args(By) if name == asked), "unit")
    content = {
        "rows": area_view(snapshot, by, access),
        "by": by,
        "names": NAMES.items(),
        "head": NAMES[by],
        "least": K,
        "complaints": access.complaints and by == "unit",
        "evaluated": by == "unit",
        "report": snapshot.report,
    }
    return render(request, "desk/areas.html", content)
