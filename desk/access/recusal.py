"""Who is near to the handler himself (回避): his own records, relatives and colleagues in what he looks at.

Used when a dossier is opened (the look is flagged for the auditor, law.md DP-20: 监察法 66) and when a
clue is assigned (监察法 67, 监督执纪工作规则 67). A name that agrees is said as such: it is a reason to
ask, never a proof that it is the same person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from desk.identity_rows import identities_of
from desk.results import Access, Finding, Snapshot, read_stage
from desk.web.models import Profile
from desk.web.shown_run import current_run

#: Complaints count for nothing here: a handler could tell from a conflict that there is one.
_PLAIN = Access(("*",))


class Conflict(NamedTuple):
    """One reason why a user should keep away."""

    kind: str  # self, relative, colleague, same_unit, on_path
    by: str  # number: the official's number agrees; name: only a name agrees; graph: a node of the path
    about: str  # the number or the name that agrees


def conflicts(
    user: AbstractBaseUser | AnonymousUser,
    official_id: str = "",
    *,
    companies: Iterable[str] = (),
    names: Iterable[str] = (),
) -> list[Conflict]:
    """Return why a user should not handle an official, companies or persons; empty where nothing is known.

    Parameters
    ----------
    official_id : str
        The official looked at; the list, the findings' persons and their paths are searched.
    companies : iterable of str
        Credit codes; one in which the user or a relative is found by the run is a conflict.
    names : iterable of str
        More names, such as persons of a clue.
    """
    profile = Profile.objects.filter(user_id=user.pk).first()
    if profile is None:
        return []
    if not any((profile.official_id, profile.own_name, profile.relatives, profile.colleagues)):
        return []
    snapshot = current_run().snapshot()
    findings = snapshot.findings_of(official_id, _PLAIN) if snapshot and official_id else []
    found = list(_by_name(profile, {*names, *_names(snapshot, official_id, findings)}))
    own = str(profile.official_id)
    if own:
        if own == official_id:
            found.append(Conflict("self", "number", own))
        if snapshot is not None:
            found += _in_the_run(snapshot, own, official_id, findings, set(companies))
    return list(dict.fromkeys(found))


def _by_name(profile: Any, names: set[str]) -> Iterable[Conflict]:
    for kind, known in (
        ("self", [profile.own_name]),
        ("relative", profile.relatives),
        ("colleague", profile.colleagues),
    ):
        for name in known:
            if name and name in names:
                yield Conflict(kind, "name", name)


def _names(snapshot: Snapshot | None, official_id: str, findings: list[Finding]) -> set[str]:
    """Return the names of the official and of the persons whom the findings are about."""
    if snapshot is None or not official_id:
        return set()
    lead = snapshot.lead(official_id, _PLAIN)
    return {str(finding["subject_name"] or "") for finding in findings} | {
        lead.name if lead else ""
    }


def _in_the_run(
    snapshot: Snapshot, own: str, official_id: str, findings: list[Finding], companies: set[str]
) -> Iterable[Conflict]:
    """Yield what the run's own tables say: same unit, the user or his relatives on a path or in a company."""
    try:
        posts = read_stage(snapshot.out, "ingest", "posts", ["official_id", "unit"]).to_pylist()
    except OSError:
        posts = []
    units = {
        who: {row["unit"] for row in posts if row["official_id"] == who and row["unit"]}
        for who in (own, official_id)
    }
    if own != official_id:
        for unit in sorted(units[own] & units[official_id]):
            yield Conflict("same_unit", "graph", unit)
    matches = identities_of(snapshot.out, own)
    mine = {f"official:{own}"} | {f"person:{match['person_key']}" for match in matches}
    nodes = {hop[end] for one in findings for hop in one["path"] or [] for end in ("from", "to")}
    if own != official_id:
        for node in sorted(mine & nodes):
            yield Conflict("on_path", "graph", node)
    firms = {str(uscc) for match in matches for uscc in match["uscc_list"] or []}
    for uscc in sorted(firms & companies):
        yield Conflict("on_path", "graph", uscc)
