"""The changes of the last scored run in words: what moved, and what is behind it."""

from __future__ import annotations

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from desk.difference import Change
from desk.source_row import Place
from desk.web import words
from desk.web.findings import where

KINDS = {"new": _("新增"), "gone": _("退出清单"), "stronger": _("增强"), "weaker": _("减弱")}
#: What a row of the list can be marked with.
MARKS = {"new": _("新增"), "changed": _("有变化")}
STATES = {
    "none": _("还没有做过夜间比较（qinqing score），因此不知道与上次有何不同。"),
    "first": _("这是第一次评分运行，没有上次可比。"),
    "old": _("比较之后又有新的运行，未再比较；下次评分运行后显示变化。"),
}


def kind(change: Change) -> str:
    """Return what happened to a finding."""
    return words.of(KINDS, change.kind)


def reasons(change: Change) -> list[str]:
    """Return what is behind a change: new rows first, else what else differs between the runs."""
    found = [
        gettext("新资料：{where}").format(where=_row(file, row)) + (f"（{fact}）" if fact else "")
        for file, row, fact in change.rows
    ]
    return found + [because(cause) for cause in change.because]


def moved(change: Change) -> list[str]:
    """Return the links of the chain that moved, with their values before and after."""
    return [
        f"{words.of(words.LINKS, f'p_{name}')} {before:.2f} → {after:.2f}"
        for name, before, after in change.links
    ]


def short(changes: list[Change]) -> str:
    """Return the first reason behind an official's changes, and how many more there are."""
    told = list(dict.fromkeys(reason for change in changes for reason in reasons(change)))
    if not told:
        return ""
    more = gettext("等 {n} 项").format(n=len(told)) if len(told) > 1 else ""
    return f"{told[0]} {more}".strip()


def because(cause: str) -> str:
    """Return a cause in the reader's language; it comes as Chinese and English, a space between."""
    chinese, _space, english = cause.partition(" ")
    return english if get_language() == "en" and english else chinese


def _row(file: str, row: int | None) -> str:
    return where(Place(file, row))
