"""How two names of companies agree (企业名称比对): place, trade name, line of business, legal form; short and former names.

The parts are those of `nlp.linking.company_names`. Another place, number, line or trade name is another company; a branch is another
registration than its parent; what sounds or looks alike, a short name and a change of form leave it open.
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.linking.company_names import contractions, kinds, parse
from nlp.linking.regions import national, stem
from nlp.linking.spelling import canonical
from nlp.resources import alternation, words
from resolve.knowledge import load
from resolve.name_match import NameMatch
from resolve.readings import alike
from resolve.variants import fold, look_alike

KINDS = ("equal", "variant", "former", "form", "homophone", "slip", "short", "branch", "different")
POSSIBLE = frozenset(KINDS[:7])
_TAIL = re.compile(r"(?:投资控股集团|控股集团|集团|控股|股份|有限|责任|总|公司|（有限合伙）|（普通合伙）)+$")  # fmt: skip
_NOTE = re.compile(r"（(?:曾用名|原名|更名前|前身|原|现)[:：为是]?([^（）]{4,})）")
_NUMBER = re.compile(r"第([一二三四五六七八九十\d]+)|([一二三四五六七八九十\d]+)(?=号|局|建|公司|分公司|工程局|处)")  # fmt: skip
_FIGURES = str.maketrans("123456789", "一二三四五六七八九")
_FULL = re.compile(r"有限|合作社|合伙|厂$|店$|中心$|所$|院$|部$")


class Firm(NamedTuple):
    """A company's name as it is compared."""

    text: str
    place: str
    codes: tuple[str, ...]
    trade: str
    core: str  # trade name and line, without place and legal form
    form: str
    kind: str
    branch: str
    numbers: tuple[str, ...]
    full: bool  # says its legal form, not only 公司 or nothing
    former: tuple[str, ...]


@lru_cache(1 << 16)
def read(raw: str) -> Firm:
    """Return a company's name in its parts; former names that a note gives apart."""
    text = canonical(fold(raw)).replace("：", ":")
    former = tuple(_NOTE.findall(text))
    text = _NOTE.sub("", text)
    parts = parse(text)
    trade, place = parts.trade, parts.place
    lead = national().first(trade)
    if lead and not place and _TAIL.sub("", trade[len(lead) :] + parts.line + parts.form):
        place, trade = lead, trade[len(lead) :]
    whole = (trade + parts.line + parts.form).translate(_FIGURES)
    core = _TAIL.sub("", whole)
    numbers = tuple(a or b for a, b in _NUMBER.findall(whole + parts.branch))
    codes, _ = national().read(place)
    kind = kinds().get(parts.form, "")
    return Firm(text, place, tuple(codes), trade.translate(_FIGURES), core, parts.form, kind, parts.branch, numbers, bool(_FULL.search(parts.form)), former)  # fmt: skip


@cache
def bans(kind: str) -> float:
    """Return the weight of evidence of a kind of agreement of companies."""
    chances = load("names")["company_kinds"][kind]
    return round(math.log10(chances["m"] / chances["u"]), 2)


@lru_cache(1 << 16)
def compare_companies(a: str, b: str) -> NameMatch:
    """Return how two names of companies agree: `NameMatch` with one of this module's `KINDS`."""
    one, other = read(a), read(b)
    kind, agreement, zh, en = _compare(one, other)
    if kind not in POSSIBLE:
        pairs = [(x, y) for x in (a, *one.former) for y in (b, *other.former)][1:]
        if any(_compare(read(x), read(y))[0] in POSSIBLE for x, y in pairs):
            kind, agreement, zh, en = (
                "former",
                0.8,
                "附注的曾用名相合",
                "by a former name that is noted",
            )
    said_zh, said_en = f"“{one.text}”与“{other.text}”：{zh}", f"{one.text}, {other.text}: {en}"
    return NameMatch(kind, agreement, bans(kind), said_zh, said_en)


_Found = tuple[str, float, str, str]


def _compare(a: Firm, b: Firm) -> _Found:
    if a.text == b.text:
        return "equal", 1.0, "名称相同", "the same name"
    if a.numbers and b.numbers and a.numbers != b.numbers:
        return "different", 0.3, "序号不同", "other numbers"
    place = _places(a, b)
    if place == "other":
        return "different", 0.2, "地名不同", "other places"
    if a.branch != b.branch:
        same = _parts(a._replace(branch=""), b._replace(branch=""), place)[0] in POSSIBLE
        if same:
            return "branch", 0.5, "一为分支机构，登记各异", "one is a branch, another registration"
        return "different", 0.0, "不是一家", "other companies"
    return _parts(a, b, place)


def _places(a: Firm, b: Firm) -> str:
    """Return how places agree: same, unsaid or other."""
    if not a.place or not b.place:
        return "same" if a.place == b.place else "unsaid"
    if set(a.codes) & set(b.codes) or stem(a.place) == stem(b.place):
        return "same"
    bare = [x for x in (a, b) if stem(x.place) == x.place and not x.full]
    if any(x.place == y.trade for x in bare for y in (a, b)):
        return "unsaid"  # 江海股份: what looks like a place is the trade name
    return "other"


def _parts(a: Firm, b: Firm, place: str) -> _Found:
    if place == "unsaid" and a.place and b.place:
        a, b = (x._replace(trade=x.place, core=x.place + x.core) if not x.full else x for x in (a, b))  # fmt: skip
    if _contracted(a, b) or _contracted(b, a):
        return "short", 0.7, "一为简称", "one is a usual short form"
    how, rest_a, rest_b = _trades(a, b)
    if how == "other":
        return _slip(a, b)
    line = _lines(a, b, rest_a, rest_b)
    if line == "other":
        return "different", 0.3, "字号相同，行业不同", "the same trade name in another line"
    if how in ("homophone", "slip"):
        said = ("同音", "sounds alike") if how == "homophone" else ("形近", "looks alike")
        return how, 0.6, f"字号{said[0]}", f"the trade name {said[1]}"
    return _forms(a, b, line, place)


def _trades(a: Firm, b: Firm) -> tuple[str, str, str]:
    """Return how trade names agree, and what of the cores follows them."""
    short = min(a.trade, b.trade, key=len)
    if len(short) >= 2 and a.core.startswith(short) and b.core.startswith(short):
        return "same", a.core[len(short) :], b.core[len(short) :]
    size = len(short)
    one, other = a.core[:size], b.core[:size]
    steps = [(x, y) for x, y in zip(one, other, strict=False) if x != y]
    if size < 2 or len(one) != len(other) or not steps or _numeral(steps):
        return "other", "", ""
    if all(alike(x, y) for x, y in steps):
        return "homophone", a.core[size:], b.core[size:]
    if len(steps) == 1 and look_alike(*steps[0]):
        return "slip", a.core[size:], b.core[size:]
    return "other", "", ""


def _numeral(steps: list[tuple[str, str]]) -> bool:
    return any(set(step) <= set("一二三四五六七八九十") for step in steps)


def _slip(a: Firm, b: Firm) -> _Found:
    """Compare cores that the trade name does not tell apart from the line: one character may be a slip."""
    x, y = a.core, b.core
    steps = [(c, d) for c, d in zip(x, y, strict=False) if c != d]
    near = len(x) == len(y) >= 4 and len(steps) == 1 and not _numeral(steps)
    if near and (alike(*steps[0]) or look_alike(*steps[0])):
        return (
            "slip",
            0.6,
            "只差一个音近或形近的字",
            "one character differs, alike in sound or shape",
        )
    return "different", 0.0, "字号不同", "other trade names"


def _contracted(short: Firm, full: Firm) -> bool:
    """Say whether one name is what people call the other: 城投 for 城市建设投资."""
    if short.full or len(short.core) >= len(full.core):
        return False
    return any(
        short.core.startswith(few) and full.core.startswith(many)
        and _inside(short.core[len(few) :], full.core[len(many) :])
        for few, many in contractions()
    )  # fmt: skip


def _inside(few: str, many: str) -> bool:
    """Say whether characters stand in a text in their order."""
    rest = iter(many)
    return all(character in rest for character in few)


def _lines(a: Firm, b: Firm, rest_a: str, rest_b: str) -> str:
    """Return how lines of business agree: same, part, unsaid or other."""
    factory = {a.kind, b.kind} <= {"factory", "company", "", "group"}
    x, y = _line(rest_a, plain=factory), _line(rest_b, plain=factory)
    if x == y:
        return "same"
    short, full = ((x, a), (y, b)) if len(x) < len(y) else ((y, b), (x, a))
    if not short[0]:
        return "unsaid" if not short[1].full else "other"
    step = [(c, d) for c, d in zip(x, y, strict=False) if c != d]
    if len(x) == len(y) and len(step) == 1 and (alike(*step[0]) or look_alike(*step[0])):
        return "same"  # a misprint: 科枝
    if short[0] in full[0]:
        extra = full[0].replace(short[0], "", 1)
        apart = any(word in extra for word in words(load("names")["company_lines"]["apart"]))
        return "other" if apart else "part"
    unsaid = not short[1].full and _inside(short[0], full[0])
    return "part" if unsaid else "other"


@lru_cache(1 << 14)
def _line(rest: str, *, plain: bool) -> str:
    """Return a line of business in one spelling, without words that say nothing."""
    data = load("names")["company_lines"]
    for group in words(data["same"]):
        first, *others = group.split("=")
        rest = re.sub(alternation([first, *others]), first, rest)
    rest = re.sub(alternation(words(data["filler"])), "", rest)
    return rest.removesuffix("厂") if plain else rest


def _forms(a: Firm, b: Firm, line: str, place: str) -> _Found:
    """Return the kind of agreement of names that agree in trade name and line."""
    if not a.full or not b.full or line != "same" or place != "same":
        if a.full and b.full and not _joinable(a.kind, b.kind):
            return "different", 0.3, "组织形式不同", "other legal forms"
        return "short", 0.6 if line == "same" else 0.5, "一为简称或行业详略不同", "one is shorter"
    if a.kind == b.kind and _group(a) == _group(b) and ("股份" in a.form) == ("股份" in b.form):
        return "variant", 1.0, "同一名称的两种写法", "two spellings of one name"
    if _joinable(a.kind, b.kind):
        return "form", 0.7, "组织形式有变", "the legal form has changed"
    return "different", 0.3, "组织形式不同", "other legal forms"


def _group(firm: Firm) -> bool:
    return "集团" in firm.form


def _joinable(a: str, b: str) -> bool:
    """Say whether a company of one kind may have become the other: a factory a company, but no shop or cooperative."""
    return a == b or {a, b} <= {"company", "factory", "group", "bank", "other", ""}
