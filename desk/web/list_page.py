"""The risk list (疑点清单): filtered, sorted, paged; what changed since the last run; saved views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import four_eyes
from desk.access.audit import record
from desk.access.permit import may, permits
from desk.changed import Changes
from desk.difference import Change
from desk.listing import Chosen
from desk.results import Access, Lead, Snapshot, names_of
from desk.runlock import running
from desk.web import changes_words, words
from desk.web.access import PURPOSE, access_of, current_run
from desk.web.case_states import NONE, Case, cases_of, choices, officers
from desk.web.dossier_page import BLIND
from desk.web.forms import PAGE, ListFilter, ViewForm
from desk.web.kept import SavedView
from desk.web.listings import Seen, seen_by
from desk.web.runs import missing_of

#: The step that a second person says yes to before names leave with the list (`desk.access.four_eyes`).
EXPORT = "export.list"
#: Lines that are kept rendered for each list.
MOST_ROWS = 3000
#: Views that a user may keep.
MOST_VIEWS = 30
#: Columns of the table: what it is sorted by (empty where it is not), its head, its class.
COLUMNS = (
    ("name", _("姓名"), ""), ("unit", _("单位与职务"), ""), ("level", _("职级"), ""),
    ("pattern", _("最强线索"), ""), ("", _("最弱一环"), ""), ("", _("下一步核查"), ""),
    ("findings", _("线索数"), "number"), ("listed", _("首次出现"), "day"),
    ("strength", _("层级与把握"), "number"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: what is the same at each look is rendered once, in `cells`."""

    lead: Lead
    mark: str
    mark_words: str
    because: str
    cells: SafeString
    case: Case | None = None


@permits("list.view")
@require_safe
def risk_list(request: HttpRequest) -> HttpResponse:
    """Show the risk list; when it is empty it says why."""
    run = current_run()
    snapshot, access = run.snapshot(), access_of(request.user)
    if snapshot is None:
        state, done = run.state()
        busy = running(run.out)
        told = {"state": "running" if busy else state, "done": done, "out": run.out}
        return render(request, "desk/no_run.html", told)
    seen = seen_by(snapshot, access)
    form = ListFilter(request.GET or None, listing=seen.listing, states=states_of(request.user))
    chosen, given = form.chosen() if form.is_bound else (Chosen(), {})
    found = selected(request.user, seen, chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    unscored = bool(request.session.get(BLIND))
    cases = cases_of(request.user, [lead.official_id for lead in page])
    record(request.user, "list.view", run=snapshot.digest, filter=given, page=page.number)
    own = SavedView.objects.filter(user_id=request.user.pk)
    content = {
        "form": form,
        "page": page,
        "rows": [
            replace(_row(seen, lead, access, unscored=unscored), case=cases.get(lead.official_id))
            for lead in page
        ],
        "heads": _heads(chosen, given),
        "total": len(seen.listing.leads),
        "chosen": chosen,
        "query": urlencode(given),
        "area": access.regions,
        "missing": missing_of(snapshot.report, access),
        "busy": running(run.out),
        "changes": tally(seen.changes),
        "changes_state": words.of(changes_words.STATES, seen.changes.state),
        "views": [(view, view.query == urlencode(given)) for view in own],
        "view_form": ViewForm(initial={"query": urlencode(given)}),
        "officers": officers(access) if may(request.user, "clue.assign") else [],
        "named": bool(four_eyes.approved(request.user, EXPORT, export_about(snapshot, given))),
        "asked": "asked" in request.GET,
        "report": snapshot.report,
        "purpose": request.session.get(PURPOSE, ""),
    }
    return render(request, "desk/list.html", content)


@permits("list.view")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what the last scored run changed, finding by finding, with what is behind it."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    if snapshot is None:
        return redirect("list")
    seen = seen_by(snapshot, access)
    told = [change for found in seen.changes.of.values() for change in found]
    kind = request.GET.get("kind", "")
    order = list(changes_words.KINDS)
    told = [change for change in told if change.kind == kind or kind not in order]
    told.sort(key=lambda c: (order.index(c.kind), c.tier or 9, -(c.probability or 0.0)))
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    record(request.user, "list.changes", run=snapshot.digest, page=page.number)
    content = {
        "page": page,
        "rows": _change_rows(snapshot, access, list(page)),
        "kind": kind if kind in order else "",
        "kinds": changes_words.KINDS.items(),
        "changes": tally(seen.changes),
        "state": words.of(changes_words.STATES, seen.changes.state),
        "report": snapshot.report,
    }
    return render(request, "desk/changes.html", content)


@permits("list.view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name, or let a kept one go."""
    own = SavedView.objects.filter(user_id=request.user.pk)
    if "delete" in request.POST:
        number = request.POST["delete"]
        own.filter(pk=int(number) if number.isascii() and number.isdigit() else 0).delete()
        return redirect("list")
    form = ViewForm(request.POST)
    query = _own_query(request.POST.get("query", ""))
    if form.is_valid() and (own.count() < MOST_VIEWS or own.filter(name=form.cleaned_data["name"])):
        SavedView.objects.update_or_create(
            user_id=request.user.pk, name=form.cleaned_data["name"], defaults={"query": query}
        )
    return redirect(f"{reverse('list')}?{query}")


def selected(user: AbstractBaseUser | AnonymousUser, seen: Seen, chosen: Chosen) -> list[Lead]:
    """Return the leads that a filter lets through, its marks and states of cases too."""
    among: set[str] | None = None
    if chosen.changed:
        among = {one for one in seen.changes.of if seen.changes.mark(one) == chosen.changed}
    if chosen.state:
        cases = cases_of(user)
        if chosen.state == NONE:
            inside = {lead.official_id for lead in seen.listing.leads} - cases.keys()
        else:
            inside = {one for one, case in cases.items() if case.state == chosen.state}
        among = inside if among is None else among & inside
    return seen.listing.select(chosen, among)


def export_about(snapshot: Snapshot, given: dict[str, Any]) -> str:
    """Return what a yes to an export of the list is about: this run, this filter."""
    return f"{snapshot.digest[:16]} {urlencode(given)}"[:200]


def states_of(user: AbstractBaseUser | AnonymousUser) -> dict[str, str]:
    """Return the states of clues that a viewer may filter by."""
    return choices() if may(user, "clue.view") else {}


def tally(told: Changes) -> list[tuple[str, str, int]]:
    """Return how many findings are new, gone, stronger, weaker."""
    kinds = [change.kind for found in told.of.values() for change in found]
    return [
        (kind, str(name), kinds.count(kind))
        for kind, name in changes_words.KINDS.items()
        if kind in kinds
    ]


def _own_query(text: str) -> str:
    """Return a filter's query with the names that the filter knows and no other."""
    given = QueryDict(text[:500])
    return urlencode({n: str(given[n])[:80] for n in ListFilter.base_fields if given.get(n)})


def _row(seen: Seen, lead: Lead, access: Access, *, unscored: bool) -> Row:
    """Return a line of the list, from those that were made before where it is there."""
    language = get_language() or ""
    key = lead.official_id, language, unscored
    if key not in seen.rows:
        if len(seen.rows) >= MOST_ROWS:
            seen.rows.clear()
        seen.rows[key] = _made(seen, lead, access, english=language == "en", unscored=unscored)
    found: Row = seen.rows[key]
    return found


def _made(seen: Seen, lead: Lead, access: Access, *, english: bool, unscored: bool) -> Row:
    weakest, check = lead.weakest_link, lead.next_check
    if english:
        told = seen.snapshot.told(lead.official_id, access)
        weakest, check = told.weakest_link.en, told.next_check.en
    mark = seen.changes.mark(lead.official_id)
    because = changes_words.short(seen.changes.of[lead.official_id]) if mark else ""
    content = {
        "lead": lead,
        "row": {
            "pattern": words.pattern(lead.top_pattern),
            "weakest": weakest,
            "check": check,
            "because": because,
            "listed": seen.listing.day(lead.official_id),
        },
        "unscored": unscored,
    }
    cells = render_to_string("desk/list_cells.html", content)
    return Row(lead, mark, words.of(changes_words.MARKS, mark), because, cells)


def _heads(chosen: Chosen, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the heads of the table: a second click on the one it is sorted by turns the order round."""
    found = []
    for name, text, style in COLUMNS:
        here = chosen.sort.removeprefix("-") == name
        turned = here and not chosen.sort.startswith("-")
        sort = f"-{name}" if turned else name
        found.append({
            "text": text, "style": style, "here": here, "down": chosen.sort.startswith("-"),
            "query": urlencode({**given, "sort": sort}) if name else "",
        })  # fmt: skip
    return found


def _change_rows(
    snapshot: Snapshot, access: Access, told: list[Change]
) -> list[tuple[Change, str, str, bool]]:
    """Return changes with kind and name; who is no longer listed has his name from the roster."""
    ids = {change.official_id for change in told}
    leads = {one: snapshot.lead(one, access) for one in ids}
    names = names_of(
        snapshot.out, [f"official:{one}" for one, lead in leads.items() if lead is None]
    )
    rows = []
    for change in told:
        lead = leads[change.official_id]
        name = lead.name if lead else names[f"official:{change.official_id}"]
        rows.append((change, changes_words.kind(change), name, lead is not None))
    return rows
