"""The switchboard of law.md A.11 (职级类别开关): which rules bind a class and rank, from their own `who`."""

from __future__ import annotations

from collections.abc import Iterator

from risk.entries import Switch, Who
from risk.pack import Pack

#: The columns of the switchboard, in its order.
COLUMNS = ("own", "kin", "exits", "report")


def covers(who: Who, row: Switch, pack: Pack, *, after: bool = False) -> bool:
    """Say whether a rule's `who` covers a row; membership of the Party is left open.

    Parameters
    ----------
    after : bool
        Whether the question is about the time after leaving (离任后).
    """
    classes = [set(pack.switchboard.classes[category]) for category in row.categories]
    ways = {row.left} if row.left else {"resigned", "retired"} if after else set()
    return (
        (not who.classes or all(set(who.classes) & names for names in classes))
        and (who.min_level is None or (row.level is not None and row.level >= who.min_level))
        and (who.max_level is None or (row.level is not None and row.level <= who.max_level))
        and (not who.leading or row.leading)
        and (not who.left or bool(ways & set(who.left)))
    )


def misfits(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield (row, column, rule) where the switchboard and a rule's own `who` do not agree.

    A rule that stands in a column of one row must stand there in every row that its `who` covers,
    and in no other.
    """
    rows = pack.switchboard.switches
    for column in COLUMNS:
        named = {rule for row in rows for rule in getattr(row, column)}
        for row in rows:
            if row.left and column != "exits":
                expected: set[str] = set()
            else:
                expected = {
                    rule
                    for rule in named
                    if covers(pack.rules[rule].who, row, pack, after=column == "exits")
                }
            for rule in sorted(expected ^ set(getattr(row, column))):
                yield row.row.zh, column, rule
