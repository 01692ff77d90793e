"""From annotated texts to a model: features counted, weights learnt, the strongest kept (训练)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nlp.resources import lexicon
from nlp.tagging import tags, templates
from nlp.tagging.augment import Text
from nlp.tagging.compiled import Array
from nlp.tagging.gazetteer import Gazetteer, compile_words
from nlp.tagging.model import Model, facts_of, packed, steps_of
from nlp.tagging.observe import RULES, Seen, column_names
from nlp.tagging.trainer import Settings, train
from nlp.tagging.trainer import packed as packed_rows

#: Digits of the scores of steps that are kept.
_DIGITS = 9


class Lexicon(NamedTuple):
    """Word lists as numbers, and the names of the lists."""

    names: Array
    bits: Array
    lists: tuple[str, ...]

    def gazetteer(self) -> Gazetteer:
        """Return the table that texts are searched with."""
        return Gazetteer(self.names, self.bits, len(self.lists))


class Sequences(NamedTuple):
    """Feature keys, tags and bounds of many texts, end to end."""

    keys: Array
    gold: Array
    bounds: Array


def lexicon_of(lists: Mapping[str, Iterable[str]]) -> Lexicon:
    """Return word lists as numbers."""
    return Lexicon(*compile_words(lists), tuple(lists))


def template_lines(lists: Sequence[str], *, rules: bool, groups: bool = False) -> list[str]:
    """Return the templates of tagging.yaml for these word lists."""
    data: dict[str, Any] = lexicon("tagging")
    lines = [*data["text"], *(data["groups"] if groups else ())]
    lines += [t.format(list=f"list_{n}") for n in lists for t in data["list"]]
    if rules:
        lines += [*data["rules"], *(t.format(rule=n) for n in RULES[3:] for t in data["rule"])]
    return lines


def sequences(
    texts: Iterable[Text], seen: Iterable[Seen], labels: Sequence[str], table: Array
) -> Sequences:
    """Return the features and tags of texts end to end."""
    keys, gold, bounds, length = [], [], [np.zeros(1, np.int64)], 0
    for item, view in zip(texts, seen, strict=True):
        keys.append(templates.keys(view.cells, view.bounds, table))
        gold.append(tags.encode(item.spans, len(item.text), labels))
        bounds.append(view.bounds[1:] + length)
        length += len(item.text)
    return Sequences(np.concatenate(keys), np.concatenate(gold), np.concatenate(bounds))


def learn(
    texts: Sequence[Text], seen: Iterable[Seen], words: Lexicon, recipe: Mapping[str, Any],
    labels: Sequence[str], *, rules: bool,
) -> Model:  # fmt: skip
    """Return the model that a recipe makes of annotated texts and what is seen of them."""
    lines = template_lines(words.lists, rules=rules, groups=recipe.get("groups", False))
    table = templates.parse(lines, *column_names(words.lists, rules=rules))
    every = sequences(texts, seen, labels, table)
    names, counts = np.unique(every.keys[every.keys > 0], return_counts=True)
    names = names[counts >= recipe["cut"]]
    found = packed_rows(templates.find(every.keys, *templates.table_of(names)))
    settings = Settings(**{k: v for k, v in recipe.items() if k in Settings._fields})
    weights, trans = train(
        found, every.gold, every.bounds, names.size, tags.count(labels), settings
    )
    small, kept, scale = packed(weights, names, recipe.get("rows", names.size))
    # Processors add up in different orders; so many digits are the same on all of them.
    trans = trans.round(_DIGITS)
    arrays = {
        "keys": kept, "weights": small, "scale": scale, "trans": trans,
        "word_steps": steps_of(words.names), "word_bits": words.bits,
    }  # fmt: skip
    lean = recipe.get("lean", 0.0)
    return Model(facts_of(labels, words.lists, lines, rules=rules, lean=lean), arrays)
