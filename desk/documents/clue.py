"""The clue that a document belongs to, as far as the viewer may see it (线索可见范围)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404

from desk.cases import visible
from desk.cases.codes import vocabulary
from desk.cases.models import Clue
from desk.documents.traces import Complaint


class OpenClue(NamedTuple):
    """A clue as documents need it.

    Parameters
    ----------
    clearing : bool
        Whether a matter was found untrue, so that the name is to be cleared (DP-10).
    cleared : bool
        Whether the viewer may see what of the clue comes from a complaint.
    """

    item: str
    official_id: str
    name: str = ""
    unit: str = ""
    title: str = ""
    clearing: bool = False
    explanation: str = ""
    cleared: bool = False


def visible_clue(user: AbstractBaseUser | AnonymousUser, item: str) -> OpenClue | None:
    """Return a clue that the user may see; None for one that he may not, or that is none."""
    try:
        clue = visible.visible_clue(user, item)
    except Http404:
        return None
    heard = clue.steps.filter(name="receive_explanation").last()
    return OpenClue(
        item=clue.item,
        official_id=clue.official_id,
        name=clue.name,
        unit=clue.unit,
        title=clue.title,
        clearing=clue.clearing != "none",
        explanation=str(heard.data.get("text", "")) if heard else "",
        cleared=visible.material_shown(user, clue),
    )


def registered_complaints() -> Iterator[Complaint]:
    """Yield what the ledger holds of complaints taken in at the desk, for the scan of a document."""
    sealed = [code for code, word in vocabulary("channels").items() if word.says.get("sealed")]
    for clue in Clue.objects.filter(channel__in=sealed):
        yield Complaint(clue.reference, clue.received.isoformat(), clue.summary)
