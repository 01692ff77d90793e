"""Every word of the law files has both languages, and none prejudges."""

from __future__ import annotations

import re

import pytest

from desk.cases.codes import law
from tests.desk.test_web_words import HAN


def names_in(content: object) -> list[list[str]]:
    """Return every pair of names in a file of ``law``."""
    if isinstance(content, dict):
        own = [content["names"]] if "names" in content else []
        return own + [pair for value in content.values() for pair in names_in(value)]
    return []


@pytest.mark.parametrize("file", ["steps", "codes", "clocks"])
def test_every_word_of_the_law_files_has_both_languages(file: str) -> None:
    content = law(file)
    pairs = names_in(content)
    for plain in ("states", "refusals", "clearing_states"):
        pairs += list(content.get(plain, {}).values())
    assert len(pairs) > 10
    for pair in pairs:
        zh, en = pair
        assert HAN.search(zh), pair
        assert not HAN.search(en), pair
        assert not re.search("guilt|suspect|corrupt|offender|culprit", en, re.IGNORECASE), pair
