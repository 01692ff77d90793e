"""The main navigation: what of the desk a viewer's role can open, and nothing else; and the warning of every page."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from desk.access.permit import may
from desk.tampering import SHOWN, tampered


class Entry(NamedTuple):
    """An entry of the main navigation."""

    name: str  # of the address
    text: Any
    capability: str


ENTRIES = (
    Entry("list", _("疑点清单"), "list.view"),
    Entry("graph", _("关系图"), "graph.view"),
    Entry("clues", _("线索办理"), "clue.view"),
    Entry("due", _("到期提醒"), "clue.view"),
    Entry("intake", _("信访录入"), "complaint.intake"),
    Entry("sealed", _("信访保管"), "complaint.read"),
    Entry("tickets", _("目的单"), "dossier.open"),
    Entry("requests", _("我的申请"), "export.request"),
    Entry("approvals", _("待审批"), "approval.decide"),
    Entry("templates", _("文书模板"), "template.edit"),
    Entry("areas", _("区域与单位"), "areas.view"),
    Entry("report", _("运行报告"), "report.view"),
    Entry("audit", _("留痕"), "audit.view"),
    Entry("accounts", _("账号"), "account.manage"),
    Entry("operations", _("运维"), "operations.view"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the entries that the viewer's role can open, with their addresses."""
    if not request.user.is_authenticated:
        return {"navigation": []}
    found = []
    for entry in ENTRIES:
        try:
            address = reverse(entry.name)
        except NoReverseMatch:
            continue
        if may(request.user, entry.capability):
            found.append((address, entry.text, entry.name))
    return {"navigation": found}


def tampering(request: HttpRequest) -> dict[str, Any]:
    """Give templates the result files that differ from the run report; the pages show what was before."""
    if not request.user.is_authenticated:
        return {}
    return {"tampered_files": tampered(settings.QINQING_OUT, SHOWN)}
