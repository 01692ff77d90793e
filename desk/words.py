"""Texts of the command line: Chinese in the code, English from the catalogue (gettext)."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Literal

Lang = Literal["zh", "en"]
Words = Callable[[str], str]
DOMAIN = "qinqing"


def translator(lang: Lang) -> Words:
    """Return the function that turns a Chinese text of ours into the language asked for."""
    if lang == "zh":
        return gettext.NullTranslations().gettext
    with as_file(files("desk").joinpath("locale")) as folder:
        return gettext.translation(DOMAIN, str(folder), languages=[lang]).gettext
