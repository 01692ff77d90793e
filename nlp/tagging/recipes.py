"""Recipes: the shipped model from the domain corpus, and models of public sets for measuring (训练方案).

``measure("cluener")`` trains and reports; `train_domain` returns the model that ships. The domain
model learns from the corpus alone; CLUENER, ResumeNER and Weibo have no licence for their texts, so
their models are measured and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from spacy.language import Language

from ingest.errors import UserError
from nlp.annotation import LABELS, Span
from nlp.resources import lexicon
from nlp.standoff import real
from nlp.tagging.augment import Text, swapped
from nlp.tagging.corpora import domain, public, seen_by_rules, seen_plain, split
from nlp.tagging.learn import Lexicon, learn, lexicon_of
from nlp.tagging.lists import swap_lists, word_lists
from nlp.tagging.measure import Report, calibration, counts, report
from nlp.tagging.model import Found, Model
from nlp.tagging.observe import Observer
from nlp.tagging.prose import Prose

PUBLIC = ("cluener", "resume", "weibo")
#: The part of a public training set that is split off for measuring, and its seed.
_SHARE, _SEED = 0.1, 7


def recipe_of(name: str) -> dict[str, Any]:
    """Return a recipe of tagging.yaml."""
    found: dict[str, Any] = lexicon("tagging")[name]
    return dict(found)


def measure(name: str, *, seed: int | None = None) -> Report:
    """Train a recipe and report on texts that it has not seen.

    ``cluener`` is measured on a tenth split off its training part, ``resume`` on its development set,
    ``weibo`` on its test set, ``domain`` by cross-validation over the documents of the corpus.
    """
    recipe = recipe_of(name) | ({} if seed is None else {"seed": seed})
    if name == "domain":
        return _cross_validated(domain(), recipe)
    if name not in PUBLIC:
        what = f"没有此方案 · no such recipe: {name}"
        raise UserError(what, f"可用 · there are: domain, {', '.join(PUBLIC)}")
    training, unseen = _parts(name)
    labels = tuple(sorted({s.label for t in (*training, *unseen) for s in t.spans}))
    words = lexicon_of(word_lists())
    observer = Observer(words.gazetteer(), rules=False)
    model = learn(training, seen_plain(training, observer), words, recipe, labels, rules=False)
    tallies = [
        counts(item.spans, plain(model.find(view)), labels)
        for item, view in zip(unseen, seen_plain(unseen, observer), strict=True)
    ]
    return report(tallies, labels, sum(len(t.text) for t in unseen))


def _parts(name: str) -> tuple[list[Text], list[Text]]:
    if name == "cluener":
        return split(public("cluener_train"), _SHARE, _SEED)
    return public(f"{name}_train"), public("resume_dev" if name == "resume" else "weibo_test")


def plain(found: Iterable[Found]) -> list[Span]:
    """Return found spans without their probability."""
    return [Span(f.start, f.end, f.label) for f in found]


def rules_alone() -> Language:
    """Return the part of the pipeline that proposes candidates by rule."""
    from nlp.pipeline import rules_only

    return rules_only()


def _fit(texts: Sequence[Text], words: Lexicon, recipe: dict[str, Any], rules: Language) -> Model:
    """Return a model of texts and their exchanged copies."""
    prose = Prose(recipe["prose"])
    every = [*texts, *swapped(texts, swap_lists(), recipe["copies"], recipe["seed"], prose)]
    observer = Observer(words.gazetteer(), rules=True)
    seen = seen_by_rules(every, observer, rules)
    return learn(every, seen, words, recipe, LABELS, rules=True)


def held_back(
    texts: Sequence[Text], words: Lexicon, recipe: dict[str, Any], rules: Language
) -> list[tuple[Text, list[Found]]]:
    """Return texts with what a model found that had not seen them: the measured parts of the folds."""
    observer = Observer(words.gazetteer(), rules=True)
    found = []
    for part in range(recipe["measured"]):
        rest = [t for i, t in enumerate(texts) if i % recipe["folds"] != part]
        own = [t for i, t in enumerate(texts) if i % recipe["folds"] == part]
        model = _fit(rest, words, recipe, rules)
        found += [
            (item, model.find(view))
            for item, view in zip(own, seen_by_rules(own, observer, rules), strict=True)
        ]
    return found


def _cross_validated(texts: Sequence[Text], recipe: dict[str, Any]) -> Report:
    pairs = held_back(texts, lexicon_of(word_lists()), recipe, rules_alone())
    tallies = [counts(item.spans, plain(found), LABELS) for item, found in pairs]
    return report(tallies, LABELS, sum(len(item.text) for item, _ in pairs))


def train_domain(texts: Sequence[Text] | None = None, **changes: object) -> tuple[Model, Report]:
    """Return the model that ships and the figures of its held-back parts, which calibrate it."""
    recipe = recipe_of("domain") | changes
    texts = domain() if texts is None else texts
    words, rules = lexicon_of(word_lists()), rules_alone()
    pairs = held_back(texts, words, recipe, rules)
    model = _fit(texts, words, recipe, rules)
    model.facts["calibration"] = calibration([(f, set(t.spans)) for t, f in pairs], LABELS)
    passages = {document.text for document in real()}
    found = sum(item.text in passages for item in texts)
    model.facts["learnt_from"] = {"texts": len(texts), "real_passages": found}
    tallies = [counts(item.spans, plain(found), LABELS) for item, found in pairs]
    return model, report(tallies, LABELS, sum(len(item.text) for item, _ in pairs))
