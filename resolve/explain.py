"""A match told in plain words (身份说明): what speaks for it, what against, and what would turn it.

Everything is computed from a row of the table `identities`: the weights of its fields are added up
again, a field is changed, the sum is turned into a probability and a level as `resolve.identities`
does. What a field would weigh if it came out otherwise follows from its own weight where it was
compared (the chance of accidental agreement is in it) and from the defaults of `weights.yaml` where it was not, so the
probabilities of changes are estimates. The words are data (`explain.yaml`); a field that has none
there is told by its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from resolve.knowledge import load
from resolve.whatif import IN_NUMBER, Change, Sums, changes, sums

Row = Mapping[str, Any]
#: Fields whose absence is an answer: nobody of the family stands there, nobody has judged.
NOT_ASKED = frozenset({"family", "judgement"})
#: Changes told in the sentence in each direction; all are in the list.
_TOLD = 2


class Said(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str

    def get(self, lang: Literal["zh", "en"]) -> str:
        """Return it in one of them."""
        return self.zh if lang == "zh" else self.en


class Part(NamedTuple):
    """One field's contribution (字段的分量)."""

    field: str
    agreement: str
    bans: float
    name: Said
    words: Said


class Turn(NamedTuple):
    """One changed field that moves the level (翻转条件)."""

    field: str
    words: Said
    probability: float
    level: str  # none where it would no longer be a candidate
    up: bool


class Explanation(NamedTuple):
    """A match in words and in numbers that add up."""

    sentence: Said
    level: Said
    parts: tuple[Part, ...]
    strongest: Part | None
    weakest: Part | None
    sums: Sums
    cap: Said | None
    others: tuple[float, ...]  # probabilities of the other candidates, best first
    none: float  # probability that it is none of them
    turns: tuple[Turn, ...]


def explain(row: Row, others: Iterable[Row] = ()) -> Explanation:
    """Tell a row of `identities`.

    Parameters
    ----------
    row : a row with subject, probability, level, fields, expected_namesakes
    others : the other rows of the same subject, who compete with it
    """
    rivals = sorted(others, key=lambda other: (-other["probability"], other["person_key"]))
    added = sums(row, rivals)
    parts = tuple(_part(field) for field in row["fields"])
    compared = [part for part in parts if part.field != "prior"]
    best = max(compared, key=lambda part: part.bans, default=None)
    worst = min(compared, key=lambda part: part.bans, default=None)
    turns = tuple(_turn(change, row["level"]) for change in changes(row, added))
    shares = tuple(float(other["probability"]) for other in rivals)
    told = Explanation(
        sentence=Said("", ""),
        level=_text("levels", row["level"]),
        parts=parts,
        strongest=best if best and best.bans > 0 else None,
        weakest=worst if worst and worst.bans < 0 else None,
        sums=added,
        cap=_text("caps", added.cap) if added.cap else None,
        others=shares,
        none=max(0.0, 1.0 - row["probability"] - sum(shares)),
        turns=turns,
    )
    return told._replace(sentence=_sentence(row, told))


def level_words(level: str) -> Said:
    """Return the words of a level; `none` is a pair that is no candidate."""
    return _text("levels", level)


def percent(probability: float) -> str:
    """Return a probability in whole percent; certainty is never claimed by rounding."""
    if probability > 0.995:
        return "> 99%"
    return "< 1%" if probability < 0.005 else f"{probability:.0%}"


def signed(bans: float) -> str:
    """Return a weight of evidence with its sign."""
    return f"{bans:+.2f}".replace("-", "−")


def _text(*path: str) -> Said:
    """Return the words at a place of `explain.yaml`; a place that is not there is told by its name."""
    found: Any = load("explain")
    for step in path:
        found = found.get(step) if isinstance(found, dict) else None
    return Said(found["zh"], found["en"]) if found else Said(path[-1], path[-1])


def _filled(template: str, /, **values: Said | str) -> Said:
    """Return a template of the sentence with each value in the language of its text."""
    texts = load("explain")["sentence"][template]
    both = {key: Said(v, v) if isinstance(v, str) else v for key, v in values.items()}
    return Said(
        texts["zh"].format(**{key: said.zh for key, said in both.items()}),
        texts["en"].format(**{key: said.en for key, said in both.items()}),
    )


def _part(field: Row) -> Part:
    code, agreement = field["field"], field["agreement"]
    name = _text("fields", code)
    if agreement in load("explain")["agreements"].get(code, {}):
        words = _text("agreements", code, agreement)
    else:
        unknown = load("explain")["unknown"]["agreement"]
        words = Said(*(unknown[lang].format(field=name.get(lang), agreement=agreement)
                       for lang in ("zh", "en")))  # fmt: skip
    return Part(code, agreement, float(field["bans"]), name, words)


def _turn(change: Change, level: str) -> Turn:
    texts = load("explain")
    if change.agreement in texts["changes"].get(change.field, {}):
        words = _text("changes", change.field, change.agreement)
    else:
        name, unknown = _text("fields", change.field), texts["unknown"]["change"]
        words = Said(unknown["zh"].format(field=name.zh), unknown["en"].format(field=name.en))
    order = ("none", "hold", "probable", "identified")
    up = order.index(change.level) > order.index(level)
    return Turn(change.field, words, change.probability, change.level, up)


def _sentence(row: Row, told: Explanation) -> Said:
    """Return the whole match as a few sentences."""
    by_field = {part.field: part for part in told.parts}
    name = by_field["name"].words if "name" in by_field else Said("", "")
    pieces = [
        _filled("verdict", level=told.level, probability=percent(row["probability"])),
        _filled("namesakes", name=name, namesakes=_count(row["expected_namesakes"])),
    ]
    for kind, part in (("strongest", told.strongest), ("weakest", told.weakest)):
        if part:
            pieces.append(
                _filled(kind, words=part.words, bans=signed(part.bans), times=_times(part.bans))
            )
    if told.weakest is None:
        pieces.append(_filled("against_none"))
    if missing := _not_compared(told.parts):
        pieces.append(_filled("missing", fields=_joined(missing)))
    if "prior" in by_field:
        start = by_field["prior"]
        pieces.append(
            _filled("total", prior=signed(start.bans), base=start.words, total=signed(told.sums.total))
        )  # fmt: skip
    if told.cap:
        pieces.append(_filled("cap", cap=told.cap))
    pieces.append(_candidates(row, told))
    pieces += _turned(told.turns)
    zh, en = "".join(piece.zh for piece in pieces), "".join(piece.en for piece in pieces)
    return Said(zh, _sentences(en))


def _not_compared(parts: tuple[Part, ...]) -> list[Said]:
    """Return the names of the fields that nothing is known of; an equal full number tells its own."""
    by_number = any(part.agreement == "full_equal" for part in parts)
    told = {*NOT_ASKED, *IN_NUMBER} if by_number else NOT_ASKED
    return [part.name for part in parts if part.agreement == "missing" and part.field not in told]


def _sentences(english: str) -> str:
    """Return English pieces with a capital letter at the start of each."""
    pieces = english.strip().split(". ")
    return ". ".join(piece[:1].upper() + piece[1:] for piece in pieces)


def _candidates(row: Row, told: Explanation) -> Said:
    if not told.others:
        return _filled("alone", none=percent(1.0 - row["probability"]))
    listed = _joined([Said(percent(p), percent(p)) for p in told.others])
    if row["probability"] + sum(told.others) > 1.0 + 1e-6:
        return _filled("joined", others=listed)
    return _filled("rivals", others=listed, none=percent(told.none))


def _turned(turns: tuple[Turn, ...]) -> list[Said]:
    if not turns:
        return [_filled("firm")]
    down = [turn for turn in turns if not turn.up][:_TOLD]
    up = [turn for turn in turns if turn.up][:_TOLD]
    return [
        _filled(
            "up" if turn.up else "down",
            change=turn.words,
            level=_text("levels", turn.level),
            probability=percent(turn.probability),
        )
        for turn in (*down, *up)
    ]


def _joined(texts: list[Said]) -> Said:
    comma = load("explain")["sentence"]["comma"]
    return Said(comma["zh"].join(t.zh for t in texts), comma["en"].join(t.en for t in texts))


def _count(expected: float) -> Said:
    """Return an expected number of persons, never with more digits than it is known to."""
    if expected < 0.1:
        return _filled("fewer")
    return _filled("about", n=f"{expected:,.1f}" if expected < 10 else f"{expected:,.0f}")


def _times(bans: float) -> Said:
    """Return how many times likelier a field is under one reading than under the other."""
    times = 10.0 ** min(abs(bans), 9.0)
    digits = f"{times:.1f}" if times < 10 else f"{float(f'{times:.2g}'):,.0f}"
    many = _filled("million") if times >= 999_500 else _filled("times", n=digits)
    return _filled("for" if bans > 0 else "against", times=many)
