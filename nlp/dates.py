"""Calendar expressions (日期): years, months, days, parts, relative years, lunar days, ranges."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from nlp.sieve import Sieve
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_dates"

_DIGIT = "0-9０-９"
_HAN = "〇零○一二三四五六七八九"
_YEAR = rf"(?:(?:19|20|１９|２０)[{_DIGIT}]{{2}}|[一二][{_HAN}]{{3}})\s?年度?"
_SHORT_YEAR = rf"(?<![{_DIGIT}.])[{_DIGIT}]{{2}}年(?=[{_DIGIT}]{{1,2}}月)"
_RELATIVE_YEAR = "(?:今年|去年|前年|当年|同年|明年|次年|翌年)"
_MONTH = (
    rf"(?:(?<![{_DIGIT}.])(?:1[0-2]|0?[1-9]|１[０-２]|０?[１-９])|十[一二]?|[一二三四五六七八九])"
    r"\s?月份?(?!薪|嫂|饼|球)"
)
_DAY = (
    rf"(?:(?:3[01]|[12][0-9]|0?[1-9]|３[０１]|[１２][０-９]|０?[１-９])(?![{_DIGIT}])"
    r"|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]"
)
_MONTH_PART = r"(?:[上中下]旬|初|底|末)"
_YEAR_PART = r"(?:[上下]半年|第?[一二三四1-4]季度|年?初|年?底|年?末|春天?|夏天?|秋天?|冬天?)"
_MONTH_DAY = rf"{_MONTH}(?:\s?{_DAY}|{_MONTH_PART})?"
_LUNAR = (
    r"(?:农历|阴历)?(?:正月|腊月|冬月)(?:初[一二三四五六七八九十]|[十廿][一二三四五六七八九]?)?"
    rf"|(?:农历|阴历){_MONTH}(?:初[一二三四五六七八九十]|[十廿][一二三四五六七八九]?)?"
)
_NUMERIC = (
    rf"(?<![{_DIGIT}.,/-])(?:19|20)\d{{2}}([-./])(?:1[0-2]|0?[1-9])"
    r"(?:\1(?:3[01]|[12]\d|0?[1-9]))?(?![\d%％元万亿]|[-./]\d(?!\d{3}[-./]))"
)
_RELATIVE = (
    r"今天|今日|昨天|昨日|前天|明天|当日|当天|同日|次日|上个月|(?:本月|上月|当月|同月|次月)"
    rf"(?:\s?{_DAY}|{_MONTH_PART})?"
)
_BARE_DAY = rf"(?<![{_DIGIT}.])(?:3[01]|[12]\d|[1-9])日(?!内|元|均|常|报|游|间|产|用|子|租)"
_SINGLE = (
    rf"(?:{_YEAR}(?:\s?{_MONTH_DAY}|{_YEAR_PART})?|{_SHORT_YEAR}{_MONTH_DAY}"
    rf"|{_RELATIVE_YEAR}(?:\s?{_MONTH_DAY}|{_YEAR_PART})?|{_NUMERIC}|{_LUNAR}"
    rf"|{_MONTH_DAY}|{_RELATIVE}|{_BARE_DAY})"
)
#: The second end of a range may leave out what it shares with the first (2011至2018年).
_DASH = r"\s?(?:至|到|—+|－+|–+|-+|~+|～+)\s?"
_OPEN_YEAR = r"(?<!\d)(?:19|20)\d{2}(?=\s?(?:至|到|—|－|–|-|~|～)\s?(?:19|20)\d{2}年)"
_SECOND = (
    _SINGLE.replace(r"([-./])", r"(?P<sep>[-./])")
    .replace(r"\1", r"(?P=sep)")
    .replace(".,/-])", ".,/])")
)
DATE = Sieve().cue(rf"(?:{_SINGLE}|{_OPEN_YEAR})(?:{_DASH}{_SECOND})?")
#: 国务院 2号 and the like are no dates; a month needs no unit of its own before it (三个月).
_NOT_BEFORE = re.compile(r"(?:第|个|[0-9]\.|连续|近|每)$")


def find_dates(text: str) -> list[Candidate]:
    """Return the dates of a text, ranges as one span (annotation.md, DATE)."""
    return [
        Candidate(m.start(), m.end(), "DATE", "date")
        for m in DATE.every(text)
        if not _NOT_BEFORE.search(text, max(0, m.start() - 3), m.start())
    ]


class Dates:
    """Propose DATE candidates."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the dates of `doc` to its candidates."""
        candidates_of(doc).extend(find_dates(text_of(doc)))
        return doc


def make_dates(nlp: Language, name: str) -> Dates:
    """Build the component."""
    return Dates()


Language.factory(NAME, func=make_dates)
