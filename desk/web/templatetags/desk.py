"""How the pages write probabilities, weights of evidence, codes and machine-made Chinese sentences."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from desk.difference import Change
from desk.web import changes_words, words

register = template.Library()


@register.filter
def percent(value: float | None) -> str:
    """Return a probability in whole percent; certainty is never claimed by rounding."""
    if value is None:
        return "–"
    if value > 0.995:
        return "> 99%"
    return "< 1%" if value < 0.005 else f"{value:.0%}"


@register.filter
def bans(value: float) -> str:
    """Return a weight of evidence with its sign."""
    return f"{value:+.2f}".replace("-", "−")


@register.filter
def typology(code: str) -> str:
    """Return the words for a typology."""
    return words.of(words.TYPOLOGIES, code)


@register.filter
def tier(code: int) -> str:
    """Return the words for a tier."""
    return words.of(words.TIERS, code)


@register.filter
def tier_short(code: int) -> str:
    """Return a tier in two characters."""
    return gettext("一级") if code == 1 else gettext("二级")


@register.filter
def pattern(code: str) -> str:
    """Return the title of a pattern."""
    return words.pattern(code)


@register.filter
def reasons(change: Change) -> list[str]:
    """Return what is behind a change, and what of the chain moved."""
    return [*changes_words.reasons(change), *changes_words.moved(change)]


@register.filter
def numbered(where: str, sources: list[tuple[int, str]]) -> str:
    """Return the number of a source among the numbered ones."""
    return next((str(n) for n, told in sources if told == where), "")


@register.simple_tag
def machine(text: Any) -> SafeString:
    """Return a sentence of the result tables; on an English page one in Chinese says that it is."""
    text = str(text or "")
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    if (get_language() or "").startswith("en") and chinese:
        return format_html('<span lang="zh">{}</span>', text)
    return format_html("{}", text)
