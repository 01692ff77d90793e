"""Which clues a user may see (线索可见范围): the officer his own, the office those of its area, intake what it still holds."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from desk.access.permit import may
from desk.access.sealed import cleared
from desk.cases.models import Clue
from desk.web.access import access_of


def visible(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Clue]:
    """Return the clues that a user may see; none where his role sees none."""
    if not may(user, "clue.view"):
        return Clue.objects.none()
    if may(user, "clue.supervise") or may(user, "clue.assign"):
        return _in_area(user, Clue.objects.all())
    if may(user, "clue.handle"):
        return _in_area(user, Clue.objects.filter(officers=user.pk))
    return Clue.objects.filter(registered_by=user.pk, received_by_office=False)


def visible_clue(user: AbstractBaseUser | AnonymousUser, item: str) -> Clue:
    """Return one clue, or answer 404: one that the user may not see is as if it were not."""
    clue = visible(user).filter(item=item).first()
    if clue is None:
        raise Http404
    return clue


def taken_in_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Clue]:
    """Return what a user of intake has registered, also what is out of his hands: number and notices only."""
    return Clue.objects.filter(registered_by=user.pk).exclude(channel="lead")


def source_shown(user: AbstractBaseUser | AnonymousUser, clue: Clue) -> bool:
    """Say whether a user may know through which channel a clue came.

    An officer is not told of any clue's channel unless cleared for its complaint material: from a
    channel that is withheld only for some he could tell that there is a complaint (law.md DP-13).
    """
    return not may(user, "clue.handle") or material_shown(user, clue)


def material_shown(user: AbstractBaseUser | AnonymousUser, clue: Clue) -> bool:
    """Say whether a user may see what of a clue comes from a complaint."""
    return access_of(user).complaints or cleared(user, clue.item) is not None


def _in_area(user: AbstractBaseUser | AnonymousUser, clues: QuerySet[Clue]) -> QuerySet[Clue]:
    access = access_of(user)
    if "*" in access.regions:
        return clues
    rows = clues.values_list("pk", "regions")
    return clues.filter(pk__in=[pk for pk, regions in rows if access.covers(regions)])
