"""Item numbers of the clue ledger (线索编号): one after another in each region and year, none left out."""

from __future__ import annotations

from django.db import transaction

from desk.cases.models import Counter


def next_item(region: str, year: int) -> str:
    """Return the next item number; it is only taken if the transaction around it is committed.

    Must be called inside the transaction that writes the clue: a number without a clue would be a gap.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "an item number is taken inside the transaction of its clue"
        raise RuntimeError(msg)
    Counter.objects.get_or_create(region=region, year=year)
    counter = Counter.objects.select_for_update().get(region=region, year=year)
    counter.last += 1
    counter.save()
    return f"{region}-{year}-{counter.last:04d}"
