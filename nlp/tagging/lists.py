"""Word lists and swap lists from the shared data, as far as they are there (外部词表).

Nothing here is needed to read texts: a trained model carries numbers made from the words. Lists that
are absent give empty word lists, so training runs on the corpus alone.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from random import Random
from typing import Any

from nlp.resources import lexicon, words
from nlp.segment import tags
from nlp.tagging.augment import Lists

#: Where the shared data lies: beside the project.
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_HAN = re.compile(r"[一-鿿]{2,5}")
_PLACE = re.compile(r"([一-鿿]{1,3})(?:县|区|市|镇|乡|街道)")
#: Tags of words that name, tell or describe something.
_CONTENT = frozenset("nvaitlz")
_THING = frozenset("naz")
#: Endings without which a region's name is one too.
_LEVELS = ("自治区", "自治州", "地区", "省", "市", "县", "区")


def _file(path: Path, column: str | None) -> list[str]:
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8-sig")
    if column is None:
        return [line.split("\t")[0].strip() for line in text.splitlines()]
    return [row[column] for row in csv.DictReader(text.splitlines())]


def word_lists(shared: Path = SHARED) -> dict[str, list[str]]:
    """Return the word lists of tagging.yaml by name."""
    by_tag: dict[str, list[str]] = {}
    for word, tag in tags().items():
        by_tag.setdefault(tag, []).append(word)
    found: dict[str, list[str]] = {}
    for name, source in lexicon("tagging")["lists"].items():
        if "tags" in source:
            found[name] = [word for tag in words(source["tags"]) for word in by_tag.get(tag, ())]
        else:
            files = (shared / "lists" / file for file in words(source["file"]))
            found[name] = [w for file in files for w in _file(file, source.get("column"))]
    found["region"] += [short for name in found["region"] for short in _short(name)]
    return found


def _short(region: str) -> list[str]:
    """Return a region's name without its level (海口 for 海口县), where two characters remain."""
    return [
        region[: -len(level)]
        for level in _LEVELS
        if region.endswith(level) and len(region) > len(level) + 1
    ]


def swap_lists(shared: Path = SHARED) -> Lists:
    """Return what may stand in for names: the shared lists, else the invented ones."""
    own: dict[str, Any] = lexicon("swaps")
    surnames = words(own["surnames"])
    path = shared / "lists" / "surnames.csv"
    weights: dict[str, float] = {}
    if path.is_file():
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        weights = {row["NameB"]: float(row["TF"]) for row in rows}
    names = [n for f in ("areas.csv", "streets.csv") for n in _file(shared / "lists" / f, "name")]
    stems = sorted({m.group(1) for m in map(_PLACE.fullmatch, names) if m}) or words(own["place"])
    firms = [
        n for n in _file(shared / "lists" / "company_short_names.txt", None) if _HAN.fullmatch(n)
    ]
    pairs = sorted(
        w for w, tag in tags().items() if len(w) == 2 and tag[:1] in _CONTENT and _HAN.fullmatch(w)
    )
    Random(1).shuffle(firms)
    made = (a + b for a, b in zip(words(own["trade"]), words(own["line"]), strict=False))
    return Lists(
        tuple(surnames), tuple(weights.get(s, 1.0) for s in surnames), tuple(stems),
        tuple(firms or made), tuple(pairs),
        tuple(word for word in pairs if tags()[word][:1] in _THING),
    )  # fmt: skip
