"""The words of the picture in the reader's language; those of a dossier's paths are the desk's own."""

from __future__ import annotations

from math import floor
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.picture.elements import Words
from desk.picture.index import KINDS
from desk.picture.times import EVENTS
from desk.web import words

IDENTITY = {"SAME_AS": _("身份比对")}
#: What a household or marriage book confirms, and what the roster alone says.
STANDINGS = {"confirmed": _("登记（已证实）"), "declared": _("名册填报")}
#: Length of an ISO date → its precision.
PRECISIONS = {0: _("不详"), 4: _("年"), 7: _("月"), 10: _("日")}
#: What an inferred tie may be, as the resolve room writes it.
TIES = {
    "kin": _("或为亲属"),
    "household": _("或为同一住户"),
    "classmate": _("或为同学"),
    "fellow_villager": _("或为同乡"),
    "comrade": _("或为战友"),
    "friend": _("或为朋友"),
    "nominee_driver": _("或为司机"),
    "nominee_secretary": _("或为秘书"),
    "specific_relation": _("或有特定关系"),
}


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of edges and their words."""
    return [(kind, kind_word(kind)) for kind in KINDS]


def kind_word(kind: str) -> str:
    """Return the word for a kind of edge."""
    return words.of(words.HOPS | IDENTITY, kind)


def picture_words() -> Words:
    """Return the words of a picture."""
    return Words(
        kind=lambda kind: words.of(words.NODES, kind),
        edge=_edge,
        status=_status,
        precision=_precision,
        about=_about,
    )


def _edge(row: dict[str, Any]) -> tuple[str, str, str]:
    """Return kind, label and dates of an edge; what is not registered says how likely it is."""
    kind = row["kind"]
    if kind in EVENTS:
        return kind_word(kind), kind_word(kind), row["valid_from"] or ""
    if kind == "SAME_AS":
        label = words.of(words.LEVELS, row["level"] or "hold")
    elif kind == "INFERRED":
        label = words.of(TIES, row["label"]) if row["label"] else kind_word(kind)
    else:
        label = row["label"] or kind_word(kind)
    if kind == "HOLDS" and row["share"] is not None:
        label = f"{kind_word(kind)} {row['share']:.1%}".replace(".0%", "%")
    if row["probability"] is not None:
        label = f"{label} {percent(row['probability'])}"
    return kind_word(kind), label, words.dates(row["valid_from"], row["valid_to"])


def percent(probability: float) -> str:
    """Return a probability, rounded down: what is not certain never reads 100 %."""
    return f"{floor(probability * 1000) / 10:g}%"


def _status(row: dict[str, Any]) -> str:
    if row["kind"] == "INFERRED":
        return gettext("推断，待核实")
    if row["kind"] == "SAME_AS":
        return gettext("比对结果，待核实")
    if row["kind"] == "KIN":
        return words.of(STANDINGS, row["standing"] or "declared")
    return gettext("登记资料")


def _precision(row: dict[str, Any]) -> str:
    """Return how exact an edge's dates are, the start before the end."""
    start = words.of(PRECISIONS, len(row["valid_from"] or ""))
    if row["kind"] in EVENTS:
        return gettext("精确到：{precision}").format(precision=start)
    stop = words.of(PRECISIONS, len(row["valid_to"])) if row["valid_to"] else gettext("至今")
    return gettext("始：{start}，止：{stop}").format(start=start, stop=stop)


def _about(row: dict[str, Any]) -> str:
    """Return what tells a node from another of its name."""
    key = row["id"].partition(":")[2]
    kind = row["id"].partition(":")[0]
    amount = f"{row['amount']:,.2f}".rstrip("0").rstrip(".") if row["amount"] is not None else ""
    said = {
        "official": [key, row["about"]],
        "company": [key, row["about"], row["day"]],
        "award": [row["about"], row["day"], amount],
        "act": [row["day"], amount],
    }.get(kind, [])
    return " · ".join(str(part) for part in said if part)
