"""The spaCy pipeline (流水线): character tokens, one component for each kind of mention, then events, then links.

Links come last: all before them depends on the text and the area's names in it alone, and may be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from nlp.amounts import NAME as AMOUNTS
from nlp.area import Area
from nlp.companies import NAME as COMPANIES
from nlp.dates import NAME as DATES
from nlp.events import NAME as EVENTS
from nlp.identifiers import NAME as IDENTIFIERS
from nlp.kinship import NAME as KINSHIP
from nlp.linking.component import NAME as LINK
from nlp.names import NAMES
from nlp.offices import NAME as OFFICES
from nlp.persons import NAME as PERSONS
from nlp.places import NAME as PLACES
from nlp.posts import NAME as POSTS
from nlp.relations import NAME as RELATIONS
from nlp.segment import NAME as SEGMENT
from nlp.spans import NAME as SETTLE
from nlp.tagging.component import NAME as TAGGER
from nlp.units import NAME as UNITS

#: In the order in which they run; the trained model stands behind the rules and before `SETTLE`.
COMPONENTS = (
    SEGMENT, NAMES, DATES, AMOUNTS, IDENTIFIERS, KINSHIP, POSTS, PLACES, UNITS, COMPANIES, PERSONS,
    TAGGER, SETTLE, OFFICES, EVENTS, RELATIONS, LINK,
)  # fmt: skip
#: The components that know the names of the area.
_LOCAL = (SEGMENT, NAMES, PLACES, LINK)
#: spaCy refuses longer texts by default; nothing here needs memory beyond the text's own length.
_MAX_LENGTH = 20_000_000
#: Characters with the blank behind them, or a run of blanks.
_CHARACTERS = re.compile(r"(\S+)( ?)|(\s+)")


def build(area: Area | None = None) -> Language:
    """Return the pipeline with the names of an area in it."""
    nlp = spacy.blank("zh")
    nlp.max_length = _MAX_LENGTH
    for component in COMPONENTS:
        nlp.add_pipe(component)
    for component in _LOCAL if area is not None else ():
        nlp.get_pipe(component).know(area)
    return nlp


def rules_only() -> Language:
    """Return the part of the pipeline that proposes candidates by rule; the model is trained behind it."""
    nlp = spacy.blank("zh")
    nlp.max_length = _MAX_LENGTH
    for component in COMPONENTS[: COMPONENTS.index(TAGGER)]:
        nlp.add_pipe(component)
    return nlp


def read(nlp: Language, texts: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, Doc]]:
    """Yield every (source_id, kind, text) as a document that went through the pipeline, in order.

    `kind` is ``complaint`` or ``document``: in a complaint the writer speaks.
    """
    for doc in nlp.pipe(make_doc(nlp, *item) for item in texts):
        yield doc.user_data["source_id"], doc


def make_doc(nlp: Language, source_id: str, kind: str, text: str) -> Doc:
    """Return a text as a document that no component has seen yet.

    The tokens are those of spaCy's own tokenizer of characters, which takes time in the square of the length.
    """
    if len(text) > nlp.max_length:
        problem = f"a text of {len(text)} characters, more than {nlp.max_length}: read it in parts"
        raise ValueError(problem)
    words: list[str] = []
    spaces: list[bool] = []
    for characters, blank, run in _CHARACTERS.findall(text):
        words += characters or [run]
        spaces += [False] * (len(characters) - 1)
        spaces.append(bool(blank))
    doc = Doc(nlp.vocab, words, spaces)
    doc.user_data.update(source_id=source_id, kind=kind, text=text)
    return doc
