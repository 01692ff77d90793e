"""Which official an allegation can mean (被反映人): never by a name alone.

A full name counts with the unit or the title; a surname with a title (张局长) only where exactly one
official of that surname has held such a title in the named unit. Redacted actors mean nobody, and so
does anybody of a unit that is named but fits none, or several, of the posts' units: that is somebody else.
Where the event is dated, only posts count that he can have held then: a successor is not his predecessor.
Of 原局长 only posts count that he had before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from ingest.dates import Span, overlap, span
from resolve.event_dates import event_span
from resolve.knowledge import load
from resolve.names import company_name, is_masked, person_name, split
from resolve.schema import ACCUSED


class Post(NamedTuple):
    """One post (任职) of an official."""

    unit: str
    title: str
    held: Span


class Roster(NamedTuple):
    """The officials as texts may name them."""

    by_name: dict[str, list[str]]  # canonical name, also a former one → official_ids
    by_unit_surname: dict[tuple[str, str], list[str]]  # (unit, surname) → official_ids
    posts: dict[str, list[Post]]  # official_id → his posts


class Actor(NamedTuple):
    """The official's side of one allegation, in canonical form."""

    name: str  # a full name, or a surname where `short` is true
    short: bool
    title: str
    unit: str | None  # the unit of the posts that is meant, None where the text names none
    when: Span | None = None  # when it happened, None where the text does not say
    past: bool = False  # the text calls him by a post that he had left: 原局长


def accused(
    allegations: pa.Table, officials: pa.Table, posts: pa.Table, unit_links: pa.Table
) -> pa.Table:
    """Return the officials that each allegation can mean, with the probability of each.

    The probabilities of one allegation sum to less than 1: the rest is somebody else, in the roster
    or not (`accused` of the weights).
    """
    roster = read_roster(officials, posts)
    links = dict(zip(unit_links["name"].to_pylist(), unit_links["unit"].to_pylist(), strict=True))
    rows: list[dict[str, object]] = []
    for allegation in allegations.to_pylist():
        actor = read_actor(allegation, links)
        if actor is None:
            continue
        rows += [
            {
                "source_id": allegation["source_id"],
                "span_start": allegation["span_start"],
                "span_end": allegation["span_end"],
                "official_id": official,
                "probability": round(probability, 6),
                "basis": basis,
            }
            for official, probability, basis in _meant(actor, roster)
        ]
    best: dict[tuple[object, ...], dict[str, object]] = {}
    for row in rows:
        key = (row["source_id"], row["span_start"], row["span_end"], row["official_id"])
        if key not in best or str(row["basis"]) < str(best[key]["basis"]):
            best[key] = row
    ordered = [best[key] for key in sorted(best, key=lambda k: tuple(map(_sortable, k)))]
    return pa.Table.from_pylist(ordered, schema=ACCUSED)


def _sortable(value: object) -> tuple[int, str]:
    return (value, "") if isinstance(value, int) else (0, str(value))


def read_roster(officials: pa.Table, posts: pa.Table) -> Roster:
    """Index the officials by name and by unit and surname."""
    roster = Roster({}, {}, {})
    for post in posts.to_pylist():
        held = span(post["valid_from"], post["valid_to"])
        roster.posts.setdefault(post["official_id"], []).append(
            Post(post["unit"], post["title"] or "", held)
        )
    for official in officials.to_pylist():
        who = official["official_id"]
        names = {person_name(n) for n in (official["name"], *(official["former_names"] or []))}
        for name in sorted(n for n in names if not is_masked(n)):
            roster.by_name.setdefault(name, []).append(who)
        surname = split(person_name(official["name"]))[0]
        for unit in sorted({post.unit for post in roster.posts.get(who, ())}):
            roster.by_unit_surname.setdefault((unit, surname), []).append(who)
    return roster


def read_actor(allegation: dict[str, object], links: dict[str, str]) -> Actor | None:
    """Return the actor of an allegation, None where he is redacted, unnamed or of a unit that we do not know."""
    if allegation["actor_redacted"] or not allegation["actor"]:
        return None
    name, title = person_name(str(allegation["actor"])), company_name(str(allegation["post"] or ""))
    unit = links.get(str(allegation["unit"])) if allegation["unit"] else None
    if allegation["unit"] and unit is None:
        return None
    when = event_span(str(allegation["date"] or ""))
    title, past = _without_past(title)
    bare, behind = _without_title(name)
    if behind and (len(bare) == 1 or bare == split(bare + "某某")[0]):
        return Actor(bare, True, behind, unit, when, past)
    name = bare if behind else name
    if len(name) == 1:
        return Actor(name, True, title, unit, when, past) if title else None
    return None if is_masked(name) else Actor(name, False, title or behind, unit, when, past)


def _without_past(title: str) -> tuple[str, bool]:
    """Cut off what says that a post is of the past: 原局长 → 局长."""
    words = ("原任", "前任", "原")
    word = next((w for w in words if title.startswith(w) and title != w), "")
    return title.removeprefix(word), bool(word)


def _without_title(name: str) -> tuple[str, str]:
    """Cut a title off a name: 张局长 → 张, 局长; a name without one comes back with ""."""
    titles: dict[str, str] = load("units")["titles"]
    for ending in sorted(titles, key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending), titles[ending]
    return name, ""


def _agrees(said: str, held: str) -> bool:
    """Say whether a title in a text can be a title of the roster: one contains the other."""
    held = company_name(held)
    deputy = said.startswith("副") == any(part.startswith("副") for part in held.split("、"))
    return (
        bool(said) and bool(held) and (said == held or ((said in held or held in said) and deputy))
    )


def _held(actor: Actor, who: str, roster: Roster) -> list[Post]:
    """Return the posts of an official that he can have held when it happened."""
    posts = roster.posts.get(who, [])
    when = actor.when
    if when is None:
        return posts
    if actor.past:
        return [post for post in posts if post.held.from_lo < when.to_hi]
    return [post for post in posts if overlap(post.held, when) != "impossible"]


def _meant(actor: Actor, roster: Roster) -> Iterator[tuple[str, float, str]]:
    odds = load("weights")["accused"]
    if actor.short:
        held = {
            who
            for who in roster.by_unit_surname.get((actor.unit or "", actor.name), [])
            for post in _held(actor, who, roster)
            if post.unit == actor.unit and _agrees(actor.title, post.title)
        }
        found = [(who, "surname_title_unit") for who in held] if len(held) == 1 else []
    else:
        bases = ((who, _basis(actor, who, roster)) for who in roster.by_name.get(actor.name, []))
        found = [(who, basis) for who, basis in bases if basis]
    total = odds["nobody"] + sum(odds[basis] for _, basis in found)
    for who, basis in sorted(set(found)):
        yield who, odds[basis] / total, basis


def _basis(actor: Actor, who: str, roster: Roster) -> str:
    """Return what beside the name agrees; a named unit that is none of his speaks against him."""
    posts = _held(actor, who, roster)
    in_unit = any(post.unit == actor.unit for post in posts)
    if actor.unit is not None and not in_unit:
        return ""
    titles = [post.title for post in posts if not in_unit or post.unit == actor.unit]
    by_title = any(_agrees(actor.title, title) for title in titles)
    if in_unit:
        other = "name_unit_other_title" if actor.title else "name_unit"
        return "name_unit_title" if by_title else other
    return "name_title" if by_title else ""
