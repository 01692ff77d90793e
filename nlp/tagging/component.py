"""The trained model in the pipeline (序列标注组件): behind the rules, before the flat set is chosen.

The model has seen what the rules propose and decides in their place for the labels that
`tagger.yaml` gives it. Names of the area that are known for certain stay as candidates beside its
own, and so do the phrases that hold no mention; the longest span wins as always.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import lexicon, words
from nlp.segment import words_of
from nlp.spans import Candidate, candidates_of, text_of
from nlp.tagging.mend import Mender
from nlp.tagging.model import Found, Model, from_bytes, load
from nlp.tagging.observe import Observer
from nlp.tagging.repeats import repeated

NAME = "qinqing_tagger"
#: The rule family of what the model finds.
FAMILY = "tagger"
#: The model that ships; the folder is a whole spaCy pipeline without an area.
SHIPPED = Path(__file__).resolve().parents[1] / "model" / NAME
#: Nothing here needs memory beyond the text's own length.
_MAX_LENGTH = 20_000_000
_FILE = "mentions.npz"


@cache
def shipped() -> Model:
    """Return the model that ships with the package, read once in a process."""
    return load(SHIPPED / _FILE)


class Tagger:
    """Replace the candidates of the rules by the spans of the model."""

    def __init__(self, data: dict[str, Any], model: Model | None = None) -> None:
        self.labels = tuple(words(data["labels"]))
        self.forced = frozenset(words(data["forced"]))
        self.certain = frozenset(words(data.get("certain", "")))
        regular = data["regular"]
        self.least = dict.fromkeys(words(regular["labels"]), regular["least"]) | data.get(
            "alone", {}
        )
        self.repeat = data["repeat"]
        self.mender = Mender(data["mend"]) if "mend" in data else None
        self._model, self._observer = model, None if model is None else _observer(model)

    def __call__(self, doc: Doc) -> Doc:
        """Set the candidates of `doc`."""
        model, observer = self._ready()
        text, proposed = text_of(doc), candidates_of(doc)
        found: list[Found] = []
        if text:
            cut = words_of(doc)
            found, quiet = model.read(observer.see(text, cut, proposed))
            found = self.mender.mend(text, cut, found, proposed, quiet) if self.mender else found
        found = repeated(text, self._sure(found, proposed), self.repeat)
        found = _beside(found, [c for c in proposed if c.rule in self.certain])
        kept = [c for c in proposed if c.label not in self.labels or c.rule in self.forced]
        doc.user_data["candidates"] = kept + [
            Candidate(int(f.start), int(f.end), f.label, FAMILY, None, float(f.probability))
            for f in found
            if f.label in self.labels
        ]
        return doc

    def _sure(self, found: list[Found], proposed: list[Candidate]) -> list[Found]:
        """Return the spans without those of labels with a bar that no rule knows and the model half knows."""
        places: dict[str, set[int]] = {label: set() for label in self.least}
        for c in proposed:
            if c.label in places:
                places[c.label].update(range(c.start, c.end))
        return [
            f
            for f in found
            if f.label not in places
            or f.probability >= self.least[f.label]
            or not places[f.label].isdisjoint(range(f.start, f.end))
        ]

    def _ready(self) -> tuple[Model, Observer]:
        if self._model is None or self._observer is None:
            self._model = shipped()
            self._observer = _observer(self._model)
        return self._model, self._observer

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write the model into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self._ready()[0].to_bytes())

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> Tagger:
        """Read the model of a folder."""
        return self.use(load(Path(path) / _FILE))

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Return the model as bytes."""
        return self._ready()[0].to_bytes()

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> Tagger:
        """Read the model from bytes."""
        return self.use(from_bytes(data))

    def use(self, model: Model) -> Tagger:
        """Take another model."""
        self._model, self._observer = model, _observer(model)
        return self


def _beside(found: list[Found], known: list[Candidate]) -> list[Found]:
    """Return the spans that cut into no name known for certain; one that holds the name whole may stay."""
    taken: dict[int, Candidate] = {}
    for c in sorted(known, key=lambda c: c.end - c.start):
        taken.update(dict.fromkeys(range(c.start, c.end), c))
    return [
        f
        for f in found
        if all(
            f.label == c.label and f.start <= c.start and c.end <= f.end
            for c in {taken[at] for at in range(f.start, f.end) if at in taken}
        )
    ]


def _observer(model: Model) -> Observer:
    return Observer(model.gazetteer, rules=model.facts["rules"])


def make_tagger(nlp: Language, name: str) -> Tagger:
    """Build the component; it reads the shipped model when it first meets a text.

    spaCy refuses texts over a million characters by default, also where it loads the folder of the model.
    """
    nlp.max_length = max(nlp.max_length, _MAX_LENGTH)
    return Tagger(lexicon("tagger"))


Language.factory(NAME, func=make_tagger)
