"""The parts of an enterprise's name (企业名称): place, trade name (字号), line of business, legal form, branch."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nlp.linking.regions import Regions, national, stem
from nlp.linking.spelling import canonical
from nlp.resources import alternation, lexicon, words

_BRACKETS = str.maketrans("()", "（）")
#: A place that no table knows: short, with its ending, and not the head of another word (超市, 场镇).
UNKNOWN_PLACE = re.compile(
    r"[一-鿿]{2,3}?(?:(?<![超门都夜菜上])市|省|自治县|县|(?<![小社园])区|(?<![温广郑杭徐扬])州(?=[一-鿿]{2,3}(?:县|市|区))|镇|乡|街道)(?!场|政|民|建|域|块)"
)
_INNER = re.compile(r"（([^（）]{1,8})）")
_MASKED = re.compile(
    r"[某×*＊○□]|^[A-Z](?![A-Z])|^[甲乙丙丁戊](?:方)?(?:[^一-鿿]|公司|厂|企业|集团|店)|X{1,3}(?=公司|有限)"
)
_BARE_LEVELS = 4
_ENDS, _GO_ON = tuple("省市县区镇乡"), tuple("场政民建域块")
#: 有限公司 or 有限责任公司 with one wrong character, behind a name.
_SLIPPED = re.compile(
    r"(?<=.{3})(?:有限[^责]?(?:责任)?(?:公[^司]?|[^公]司)|(?:有[^限]|[^有]限)(?:责任)?公司|有限(?:[^责]任|责[^任])公司)$"
)


class CompanyName(NamedTuple):
    """A name in its parts; empty strings where a part is missing."""

    place: str
    trade: str
    line: str
    form: str
    branch: str = ""

    @property
    def core(self) -> str:
        """Trade name and line of business together."""
        return self.trade + self.line


class _Endings:
    """Words by length, to cut the longest one from the end of a name."""

    def __init__(self, items: list[str]) -> None:
        self.words = frozenset(items)
        self.sizes = sorted({len(word) for word in items}, reverse=True)

    def longest(self, text: str, keep: int) -> str:
        """Return the longest word that ends `text` and leaves `keep` characters before it."""
        for size in self.sizes:
            if len(text) - size >= keep and text[-size:] in self.words:
                return text[-size:]
        return ""


@cache
def kinds() -> dict[str, str]:
    """Return the kind (company, group, individual …) of every legal form."""
    data = lexicon("company_parts")["forms"]
    return {form: kind for kind, forms in data.items() for form in words(forms)}


@cache
def sections() -> dict[str, str]:
    """Return the GB/T 4754 section letter of every word for a line of business."""
    found: dict[str, str] = {}
    for letter, items in lexicon("company_parts")["lines"].items():
        for word in words(items):
            found.setdefault(word, letter)
    return found


@cache
def _parts() -> tuple[_Endings, _Endings, re.Pattern[str], re.Pattern[str]]:
    data = lexicon("company_parts")
    branch = alternation(words(data["branch"]))
    heads = r"有限责任公司|有限公司|银行|合作社|联合社|集团"
    inner = alternation(words(lexicon("companies")["inner"]))
    return (
        _Endings(sorted(kinds())),
        _Endings(sorted(sections())),
        re.compile(rf"^(.{{2,}}?(?:{heads}))((?:.{{0,12}}?)(?:{branch}))$"),
        re.compile(rf"^(.{{2,}}(?:公司|集团|银行|厂|社))(?:{inner})$"),
    )


def is_masked(mention: str) -> bool:
    """Say whether a company is redacted (某公司, A公司, 甲公司): never resolved to a registered one."""
    return _MASKED.search(canonical(mention)) is not None


def normal(name: str) -> str:
    """Return a name with full-width brackets and no blanks, as registers compare it."""
    return re.sub(r"\s", "", name).translate(_BRACKETS)


def without_organ(name: str) -> str:
    """Return a name without an inner organ behind it (宏达公司采购部 → 宏达公司); branches stay."""
    match = _parts()[3].match(name)
    return match.group(1) if match and not _is_branch(match.group(1), name) else name


def _is_branch(head: str, name: str) -> bool:
    return name[len(head) :] in words(lexicon("company_parts")["branch"])


def parse(name: str, regions: Regions | None = None) -> CompanyName:
    """Split an enterprise's name into place, trade name, line of business, legal form and branch.

    襄阳市宏达建筑工程有限公司 → 襄阳市 · 宏达 · 建筑工程 · 有限公司. Lines are cut from the right as long
    as a trade name of two characters remains. A place without its ending (襄阳宏达) counts where
    `regions` knows it and a trade name remains behind it.
    """
    known = regions or national()
    forms, lines, branches, _ = _parts()
    rest, branch = canonical(name), ""
    if match := branches.match(rest):
        rest, branch = match.groups()
    place, rest = _brackets(rest, known)
    form = forms.longest(rest, 1)
    rest = rest[: len(rest) - len(form)]
    if form in ("", "公司") and (slipped := _SLIPPED.search(rest + form)):
        rest, form = (rest + form)[: slipped.start()], "有限公司"
    front, rest = _places(rest, known)
    line = ""
    while word := lines.longest(rest, 2):
        rest, line = rest[: -len(word)], word + line
    return CompanyName(front + place, rest, line, form, branch)


def _brackets(name: str, regions: Regions) -> tuple[str, str]:
    """Return a place that stands in brackets, and the name without brackets."""
    place = ""
    while match := _INNER.search(name):
        inner = match.group(1)
        if inner in regions.codes or (not place and inner[-1] in "市县区省州镇乡"):
            place, inner = place + inner, ""
        elif inner not in ("集团", "控股"):
            inner = ""
        name = name[: match.start()] + inner + name[match.end() :]
    return place, name


def _places(text: str, regions: Regions) -> tuple[str, str]:
    """Return the places in front of a name and the rest; a bare place only before a trade name."""
    at = 0
    for _ in range(_BARE_LEVELS):
        name = regions.first(text, at)
        if name[-1:] in _ENDS and text[at + len(name) : at + len(name) + 1] in _GO_ON:
            name = ""  # 德兴|市政工程, 宝安区|域规划
        bare = bool(name) and stem(name) == name
        if bare and (at or not _opens(text[len(name) :])):
            name = ""
        if (not name or bare) and (match := UNKNOWN_PLACE.match(text, at)):
            name = max(name, match.group(), key=len)
        if not name or len(text) - at - len(name) < 2:
            break
        at += len(name)
    return text[:at], text[at:]


def _opens(rest: str) -> bool:
    """Say whether a name can go on like this behind a place without ending (襄阳|宏达, 襄阳|城投)."""
    return has_trade(rest) or any(rest.startswith(few) for few, _ in contractions())


def has_trade(core: str) -> bool:
    """Say whether more than words for lines of business and the like are left (永昌|建筑 has none)."""
    words_ = _worded()
    while word := words_.longest(core, 0):
        core = core[: -len(word)]
    return len(core) >= 2


@cache
def _worded() -> _Endings:
    return _Endings(sorted({*sections(), *words(lexicon("company_parts")["worded"])}))


@cache
def contractions() -> tuple[tuple[str, str], ...]:
    """Return (short, long) of what state groups and banks are called, longest first (城投, 城市建设投资)."""
    items = words(lexicon("company_parts")["contractions"])
    pairs = (item.split("=") for item in items)
    return tuple(sorted(((a, b) for a, b in pairs), key=lambda p: (-len(p[0]), -len(p[1]), p)))
