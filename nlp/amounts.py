"""Sums of money (金额) and quotas of ownership (份额)."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import alternation, lexicon, words
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_amounts"

_DIGITS = r"[0-9０-９](?:[0-9０-９]|[,，](?=[0-9０-９]{3}(?![0-9０-９])))*(?:[.．][0-9０-９]+)?"
_HAN = r"[一二三四五六七八九两壹贰叁肆伍陆柒捌玖几数]"
_HAN_NUMBER = (
    rf"(?:{_HAN}[十百千万亿拾佰仟零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖]*"
    r"|十[一二三四五六七八九几余多]?|[百千](?=[余多]?[万亿]))"
)
_SCALE = r"\s?[余多几]?\s?(?:万亿|千亿|百亿|千万|百万|十万|[十百千万亿])?[余多几]?"
_CURRENCY = r"(?:元人民币|人民币|元|圆|美元|美金|港元|港币|欧元|英镑|日元|澳元|加元|韩元|块钱)"
_SMALL = (
    r"(?:\s?[0-9一二三四五六七八九]+角(?:[0-9一二三四五六七八九]+分)?)?(?:整(?![体个改治顿合理]))?"
)
_SIGN = r"(?:人民币\s?|RMB\s?|[¥￥$]\s?|港币\s?|美元\s?|折合)?"
MONEY = re.compile(
    rf"{_SIGN.replace('|折合', '')}(?:{_DIGITS}|{_HAN_NUMBER}){_SCALE}\s?{_CURRENCY}"
    rf"(?!素|化|旦|件|宝|结构|宇宙|共治|月){_SMALL}"
    rf"|[¥￥]\s?{_DIGITS}{_SCALE}"
)
_BARE = re.compile(
    rf"(?:{_DIGITS}|{_HAN_NUMBER})\s?[余多]?(?:十|百|千)?(?:万|亿)[余多]?"
    r"(?![0-9０-９一-鿿]{0,1}(?:人|吨|方|票|次|亩|户|斤|里|股|册|字|名|个|米|株|棵|件|辆|台|套|平|公|家|头|只"
    r"|元|条|份|例|群|级|年|天|倍|度|瓦|千瓦|立|张|种))(?![0-9])"
)
_PERCENT = (
    rf"(?:{_DIGITS}\s?[%％]|百分之[零〇一二三四五六七八九十百点]+|[一二三四五六七八九两]成半?|一半|半数"
    rf"|[一二三四五六七八九十]+分之[一二三四五六七八九])"
)
PERCENT = re.compile(_PERCENT)
STOCK = re.compile(rf"(?:{_DIGITS}|{_HAN_NUMBER}){_SCALE}股(?![东份室长票市民级权金])")


class Amounts:
    """Propose MONEY and SHARE candidates."""

    def __init__(self, data: dict[str, str]) -> None:
        self.sum_cue = re.compile(
            rf"(?:{alternation(words(data['sum_before']))})[了为约近达共的计是：:]*$"
        )
        self.quota_after = re.compile(rf"\s?(?:{alternation(words(data['quota_after']))})")
        self.quota_before = re.compile(
            rf"(?:{alternation(words(data['quota_before']))})"
            r"[了为约近达的是各分别以：:（(]*$"
        )

    def find(self, text: str) -> list[Candidate]:
        """Return the sums and quotas of a text; a bare number needs a word that makes it one."""
        found = [Candidate(m.start(), m.end(), "MONEY", "money") for m in MONEY.finditer(text)]
        found += [
            Candidate(m.start(), m.end(), "MONEY", "money_bare")
            for m in _BARE.finditer(text)
            if self.sum_cue.search(text, max(0, m.start() - 8), m.start())
        ]
        found += [
            Candidate(m.start(), m.end(), "SHARE", "share")
            for m in PERCENT.finditer(text)
            if self.quota_after.match(text, m.end())
            or self.quota_before.search(text, max(0, m.start() - 10), m.start())
        ]
        found += [
            Candidate(m.start(), m.end(), "SHARE", "share_stock")
            for m in (STOCK.finditer(text) if "股" in text else ())
        ]
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Add the sums and quotas of `doc` to its candidates."""
        candidates_of(doc).extend(self.find(text_of(doc)))
        return doc


def make_amounts(nlp: Language, name: str) -> Amounts:
    """Build the component with the cue words that ship with the package."""
    return Amounts(lexicon("amounts"))


Language.factory(NAME, func=make_amounts)
