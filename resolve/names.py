"""One spelling for one name: persons (人名) and companies (企业名称) made comparable.

A canonical name is a key to join on, never shown: NFKC, no blanks, simplified characters, one kind
of middle dot and of brackets. Persons' characters are folded as the name engine folds them (`resolve.variants`): 裵 is 裴,
於 is not 于. Nothing is guessed: homophones and misprints stay different here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC

from resolve.knowledge import surname_shares
from resolve.variants import fold

_BLANK = re.compile(r"\s+")
_BRACKETS = str.maketrans({"〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")"})
#: Stand-ins for characters that a source hides: 张某, 李*, 王××, 刘●● (a Latin x only after a 汉字, a dot where none can be).
_MASK = re.compile(r"[某*×╳○〇□■?]|[\u4e00-\u9fff](?:[xX]|··|·$)")
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_DOTTED = re.compile(r"[\u3400-\u9fff]{1,10}(?:·[\u3400-\u9fff]{1,10})+")
#: Words that a natural person's name does not end with, though three or four characters long.
_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|店|部|社|中心|银行|协会|学校|医院|政府|局|委|会|村|矿|基金|合伙)$"
)


@cache
def _simplified(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _joined(raw: str | None) -> str:
    text = _BLANK.sub("", unicodedata.normalize("NFKC", raw or ""))
    # A lone accent is a blank with a mark: it joins what stands before it.
    return text if text.isalnum() else unicodedata.normalize("NFKC", text)


def person_name(raw: str | None) -> str:
    """Return the canonical form of a person's name, empty where there is none."""
    return fold(_joined(raw).replace(".", "·"))


def company_name(raw: str | None) -> str:
    """Return the canonical form of a company's or a unit's name, empty where there is none."""
    return "".join(map(_simplified, _joined(raw))).translate(_BRACKETS).upper()


def is_masked(canonical: str) -> bool:
    """Say whether a name hides characters (张某, 李*): a constraint, never a value to match."""
    return len(canonical) < 2 or _MASK.search(canonical) is not None


def is_person(canonical: str) -> bool:
    """Say whether a holder of unknown type can be read as a natural person (自然人) by name."""
    if _DOTTED.fullmatch(canonical):
        return True
    if not _HAN_NAME.fullmatch(canonical) or _ORGANISATION.search(canonical):
        return False
    surname, given = split(canonical)
    return len(given) <= 2 and surname in surname_shares()


def split(canonical: str) -> tuple[str, str]:
    """Return surname and given name; compound surnames (复姓) first, a dotted name by its dot."""
    if "·" in canonical:
        first, _, rest = canonical.partition("·")
        return first, rest
    if len(canonical) > 2 and canonical[:2] in surname_shares():
        return canonical[:2], canonical[2:]
    return canonical[:1], canonical[1:]


def one_slip(a: str, b: str) -> bool:
    """Say whether two names differ in one code point, or share the surname and a character more."""
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return abs(len(a) - len(b)) == 1 and split(a)[0] == split(b)[0]
