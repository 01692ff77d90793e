"""Numbers that identify (证件号、统一社会信用代码、股票代码) and telephone numbers (电话)."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from nlp.sieve import Sieve
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_identifiers"

_EDGE, _END = r"(?<![0-9A-Za-z*＊×])", r"(?![0-9A-Za-z*＊×])"
_MASK = r"[0-9*＊×]"
_SIEVE = Sieve()
ID = _SIEVE.cue(
    # Resident ID (GB 11643), full or masked, 18 or 15 characters.
    rf"{_EDGE}[1-9][0-9]{{5}}{_MASK}{{11}}[0-9Xx*＊×]{_END}"
    rf"|{_EDGE}[1-9][0-9]{{5}}{_MASK}{{9}}{_END}"
    # Unified social credit code (GB 32100).
    rf"|{_EDGE}[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}{_END}"
    # Stock codes with their market.
    rf"|{_EDGE}(?:SH|SZ|BJ|HK)[ .:：]?[0-9]{{5,6}}{_END}|{_EDGE}[0-9]{{6}}\.(?:SH|SZ|BJ){_END}"
)
_NAMED = _SIEVE.cue(
    r"(?:身份证(?:号码?|件号码?)?|证件号码?|公民身份号码|信用代码|注册号|股票代码|证券代码|工商登记号)"
    r"[为是：:（(\s]*([0-9A-Za-z*＊×]{6,20})"
)
#: A six-digit code in brackets behind a firm's name.
_LISTED = _SIEVE.cue(r"(?<=[份团行技股业药电钢煤控产])[（(]([0368][0-9]{5})[)）]")
PHONE = _SIEVE.cue(
    rf"{_EDGE}1[3-9][0-9]{_MASK}{{8}}{_END}"
    rf"|{_EDGE}0[0-9]{{2,3}}[-－—]{_MASK}{{7,8}}(?:[-－][0-9]{{1,4}})?{_END}"
    rf"|{_EDGE}[48]00[-－]?[0-9]{{3,4}}[-－]?[0-9]{{3,4}}{_END}"
    rf"|{_EDGE}(?:123[0-9]{{2}}|110|119|120|122|96[0-9]{{3,4}})(?=[”\"’]?\s?(?:热线|平台|电话|服务|举报|投诉|市民|反映))"
    rf"|(?:(?<=拨打)|(?<=致电)|(?<=打了)|(?<=热线)|(?<=打))[“\"]?(?:123[0-9]{{2}}|110|119|120|122){_END}"
)
_PHONE_NAMED = _SIEVE.cue(
    rf"(?:电话|手机号?码?|联系方式|热线|传真|座机)[为是：:（(\s]*({_MASK}{{3,4}}[-－]?{_MASK}{{3,8}}){_END}"
)


def find_identifiers(text: str) -> list[Candidate]:
    """Return identifying numbers and telephone numbers, also masked ones."""
    found = [Candidate(m.start(), m.end(), "ID", "id") for m in ID.every(text)]
    for pattern in (_NAMED, _LISTED):
        found += [Candidate(m.start(1), m.end(1), "ID", "id") for m in pattern.every(text)]
    for match in PHONE.every(text):
        start = match.start() + (match.group()[0] in '“"')
        found.append(Candidate(start, match.end(), "PHONE", "phone"))
    found += [Candidate(m.start(1), m.end(1), "PHONE", "phone") for m in _PHONE_NAMED.every(text)]
    return found


class Identifiers:
    """Propose ID and PHONE candidates."""

    def __call__(self, doc: Doc) -> Doc:
        """Add the numbers of `doc` to its candidates."""
        candidates_of(doc).extend(find_identifiers(text_of(doc)))
        return doc


def make_identifiers(nlp: Language, name: str) -> Identifiers:
    """Build the component."""
    return Identifiers()


Language.factory(NAME, func=make_identifiers)
