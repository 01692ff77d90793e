"""Ranks of posts (职级): 乡科级副职 … 省部级正职, from the place, the depth of the organ and the title.

What a title says itself (三级调研员, 正科级) comes first. Else a rule counts half steps down from the place; the rule's level and
what custom adds to it (a county's police chief, a city's inner organ) are weighed together, with weights that
`benchmarks/position_weights.py` has learned. Too unsure an answer is none.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from nlp.organs import Chain
from nlp.resources import alternation, lexicon, words

#: Levels that the weights tell apart: 省部级正职 to 乡科级副职.
LEVELS = tuple(range(3, 11))
#: Kinds of places whose heads the law ranks; elsewhere custom adds to it.
_LAWFUL = frozenset(
    (
        "province",
        "subprovincial",
        "prefecture",
        "municipal_district",
        "subprovincial_district",
        "county",
        "town",
    )
)
_DEPUTY = re.compile(r"副|助理")
_EXPLICIT = re.compile(r"([正副])([国省部厅局司地县处团科乡镇股])(?:级|职(?!业))|([国省部厅局司地县处团科乡镇股])级([正副])职")  # fmt: skip
_GRADE_ONLY = re.compile(
    r"(?:享受|保留)?[正副]?[国省部厅局司地县处团科乡镇股](?:级|职)(?:干部|待遇)?$"
)


class Post(NamedTuple):
    """A post next to another one of the same person."""

    chain: Chain
    title: str
    earlier: bool


class Weights(NamedTuple):
    """How much each feature speaks for each of `LEVELS`."""

    table: dict[str, tuple[float, ...]]

    def probabilities(self, features: Iterable[str]) -> list[float]:
        """Return how probable each level is."""
        rows = [self.table[f] for f in features if f in self.table]
        scores = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(LEVELS)
        top = max(scores)
        powers = [math.exp(s - top) for s in scores]
        total = sum(powers)
        return [p / total for p in powers]


class Ranks:
    """Tell ranks by the tables of `ranks.yaml`."""

    def __init__(self, data: dict[str, Any], weights: Weights) -> None:
        self.names: dict[int, str] = data["names"]
        self.order = list(self.names.values())
        self.weights = weights
        self.sure: dict[str, float] = data["sure"]
        self.levels: dict[str, list[int]] = data["levels"]
        self.explicit: dict[str, int] = data["explicit"]
        self.own: dict[str, int] = data["own"]
        self.unranked = re.compile(f"{data['firms']}|{data['villages']}")
        self.services = re.compile(data["services"])
        self.raised: dict[str, str] = data["raised"]
        self.ministries = re.compile(data["ministries"])
        self.bodies = {name: re.compile(body) for name, body in data["bodies"].items()}
        heads = data["heads"]
        self.members = frozenset(words(heads["members"]))
        self.assistants = re.compile(rf"(?:{alternation(words(heads['assistants']))})$")
        self.place_heads = frozenset(words(heads["place"]))
        self.law = frozenset(words(heads["law"])) | self.place_heads
        self.leads = frozenset(words(data["leading"]))
        self.leading_body = re.compile(data["leading_bodies"])
        prefixes = [p for p in words(data["prefixes"]) if not p.startswith("党")]
        self.prefix = re.compile(rf"^(?:{alternation(prefixes)}|{data['grades']})+(?=..)")
        # Titles and organs come again and again: few are read twice.
        self.core = lru_cache(maxsize=4096)(self._core)
        self.body = lru_cache(maxsize=4096)(self._body)
        self.party = re.compile(r"^(?:机关)?党(?:委|组|工委|总支部?|支部?)?(?:常务)?副?(?=书记)")

    def rank(self, chain: Chain, title: str, beside: Sequence[Post] = ()) -> str | None:
        """Return the rank of a post, or None where it cannot be told; `beside`: the posts next to it."""
        level = self.said(title)
        if level is None:
            level = self.weighed(chain, title, beside)
        return None if level is None else self.names[level]

    def grade(self, text: str) -> str | None:
        """Return the rank that words of a grade tell (正科级, 副县职)."""
        level = self._graded(text)
        return None if level is None else self.names[level]

    def only_grade(self, text: str) -> bool:
        """Say whether a text is a grade and nothing else."""
        return bool(_GRADE_ONLY.match(text))

    def said(self, title: str) -> int | None:
        """Return the level that a title tells itself."""
        return self.own.get(title) or self._graded(title)

    def _graded(self, text: str) -> int | None:
        if not (found := _EXPLICIT.search(text)):
            return None
        side, kind = (found[1], found[2]) if found[1] else (found[4], found[3])
        return self.explicit[kind] + (side == "副")

    def weighed(self, chain: Chain, title: str, beside: Sequence[Post] = ()) -> int | None:
        """Return the level by place, depth and custom; None for what has no rank or too unsure a one."""
        if self.without(chain, title):
            return None
        counted = self.counted(chain, title)
        if counted is None or counted > LEVELS[-1] or counted < LEVELS[0]:
            return None
        if (lawful := self._lawful(chain, title, counted)) is not None:
            return lawful or None
        chances = self.weights.probabilities(self.features(chain, title, beside))
        best = max(range(len(LEVELS)), key=lambda i: (chances[i], -abs(LEVELS[i] - counted)))
        if LEVELS[best] != counted and self.core(title) in self.members:
            return None  # members of a party group: 正 or 副, which the words do not tell
        sure = self.sure["counted" if LEVELS[best] == counted else "custom"]
        return LEVELS[best] if chances[best] >= sure else None

    def _lawful(self, chain: Chain, title: str, counted: int) -> int | None:
        """Return the level that the law fixes, 0 for none to be told, or None where custom counts."""
        kind, organs, core = chain.place.kind, chain.organs, self.core(title)
        if kind == "nation":
            return counted if organs and self.ministries.search(organs[0]) else 0
        if kind not in _LAWFUL:
            return None
        if not organs and core in self.law:
            return counted
        if len(organs) == 1 and self.raised.get(organs[0]) == core and "副" not in title:
            return self.levels[kind][0] + 1
        return None

    def without(self, chain: Chain, title: str) -> bool:
        """Say whether a post has no rank that its words can tell: firms, villages, staff."""
        if not chain.place.kind:
            return True
        if self.core(title) not in self.members and self.assistants.search(title):
            return True
        if any(self.unranked.search(organ) for organ in chain.organs):
            return True
        if len(chain.organs) > 1 and any(
            self.services.search(organ) for organ in chain.organs[:-1]
        ):
            return True
        # delegates: 政协委员, 人大常委, 县委委员
        core = self.core(title)
        seat = core == "常委" and self.bodies["congress"].search(chain.of_place) is not None
        return seat or (bool(chain.of_place) and core in ("委员", "政协委员", "成员"))

    def counted(self, chain: Chain, title: str) -> int | None:
        """Return the level that counting half steps gives."""
        levels = self.levels.get(chain.place.kind)
        if levels is None:
            return None
        core = self.core(title)
        below = bool(_DEPUTY.search(title)) or core in self.members
        depth = min(len(chain.organs), len(levels) - 1)
        return levels[depth] + below

    def of_place(self, title: str) -> bool:
        """Say whether a title is one of a place's own head or deputy (副县长)."""
        return self.core(title) in self.place_heads

    def _core(self, title: str) -> str:
        """Return a title without the words before its head (常务副局长 → 局长)."""
        return self.prefix.sub("", self.party.sub("", title))

    def features(self, chain: Chain, title: str, beside: Sequence[Post] = ()) -> list[str]:
        """Return what speaks for a level: features whose weights add up."""
        counted = self.counted(chain, title)
        return [*self._own(chain, title), *(self._beside(chain, counted, post) for post in beside)]

    def _beside(self, chain: Chain, counted: int | None, post: Post) -> str:
        """Return how a post next to this one stands to it (副局长兼公路局局长)."""
        other = self.said(post.title) or self.counted(post.chain, post.title) or 0
        same = "same" if post.chain is chain or post.chain == chain else "other"
        side = "副" if _DEPUTY.search(post.title) else "正"
        return f"beside {'earlier' if post.earlier else 'later'} {same} {side} {other - (counted or 0)}"

    def _own(self, chain: Chain, title: str) -> list[str]:
        kind, organs = chain.place.kind, chain.organs
        core = self.core(title)
        side = "副" if _DEPUTY.search(title) else "员" if core in self.members else "正"
        bodies = [self.body(organ) for organ in organs[:3]] or [
            "place" if chain.of_place else "none"
        ]
        endings = [organ[-1:] for organ in organs[-2:]]
        place = f"{kind}{len(organs)}{side}"
        return [
            "bias",
            f"counted {self.counted(chain, title)}",
            f"place {place}",
            f"bodies {place} {'/'.join(bodies)}",
            f"endings {place} {'/'.join(endings)}",
            f"ending {len(organs)}{side} {endings[-1] if endings else ''}",
            f"head {core}",
            f"head {place} {core}",
            f"head {bodies[-1]} {core}",
            *(f"organ {kind}{side} {organ}" for organ in organs[-1:]),
            *(f"part {kind}{len(organs)}{side} {organ[-2:]}" for organ in organs),
            *(f"part {len(organs)}{side} {organ[-3:]}" for organ in organs),
            f"first {kind}{side} {organs[0][:2] if organs else ''}",
        ]

    def _body(self, organ: str) -> str:
        """Return the kind of an organ that custom ranks apart, or a dash."""
        return next((name for name, body in self.bodies.items() if body.search(organ)), "-")

    def leading(self, chain: Chain, title: str) -> bool | None:
        """Say whether a post belongs to the leading members (领导成员) of its body; None where nothing tells."""
        core = self.core(title)
        staff = core not in self.members and self.assistants.search(title)
        if title in self.own or staff:
            return False
        if any(self.unranked.search(o) or self.services.search(o) for o in chain.organs):
            return None
        if len(chain.organs) > 1:
            return False
        if not chain.organs and core in self.members and self.without(chain, title):
            return None  # 政协常委, 县委委员
        if core not in self.leads and not core.endswith("长"):
            return None
        if chain.organs and not self.leading_body.search(chain.organs[0]):
            return None
        return True if chain.place.kind else None


def read_weights(lines: Iterable[str]) -> Weights:
    """Read a table of weights: feature, then one column for each level."""
    rows = csv.reader(line for line in lines if not line.startswith("#"))
    next(rows, None)
    return Weights({row[0]: tuple(float(x) for x in row[1:]) for row in rows})


@cache
def ranks() -> Ranks:
    """Return the reader of ranks with the tables that ship with the package."""
    table = files("nlp").joinpath("lexicons/rank_weights.csv").read_text(encoding="utf-8")
    return Ranks(lexicon("ranks"), read_weights(table.splitlines()))
