"""Company mentions to registered companies (企业简称归并): only where the answer is unique."""

from __future__ import annotations

from collections.abc import Iterable

from nlp.company_names import CompanyName, normal, parse


class CompanyIndex:
    """The registered companies of an area by full name and by trade name.

    Parameters
    ----------
    companies : iterable of (uscc, name)
    """

    def __init__(self, companies: Iterable[tuple[str, str]]) -> None:
        self.full: dict[str, str | None] = {}
        self.by_trade: dict[str, list[tuple[str, CompanyName]]] = {}
        for uscc, name in companies:
            key = normal(name)
            # Two registered companies of one name: the name alone does not tell them apart.
            self.full[key] = None if self.full.get(key, uscc) != uscc else uscc
            parts = parse(name)
            self.by_trade.setdefault(parts.trade, []).append((uscc, parts))

    def resolve(self, mention: str) -> str | None:
        """Return the USCC of the one company that a mention can mean, or None.

        A short name needs a trade name that is unique in the area among the companies whose place,
        line and legal form do not contradict what the mention says.
        """
        key = normal(mention)
        if key in self.full:
            return self.full[key]
        said = parse(mention)
        if len(said.trade) < 2:
            return None
        rows = {
            uscc
            for trade in _trades(said)
            for uscc, parts in self.by_trade.get(trade, ())
            if _agrees(said, parts, trade)
        }
        return next(iter(rows)) if len(rows) == 1 else None


def _trades(said: CompanyName) -> set[str]:
    """Return the trade names that a mention can speak of: a place may be part of one."""
    return {said.trade, said.place + said.trade} - {""}


def _agrees(said: CompanyName, parts: CompanyName, trade: str) -> bool:
    place = "" if trade != said.trade else said.place
    whole = parts.line + parts.form
    return (
        (not place or place.rstrip("市县区省") in parts.place)
        and (not said.line or said.line in parts.line or parts.line.startswith(said.line))
        and (not said.form or said.form in ("公司", "企业") or said.form in whole)
    )
