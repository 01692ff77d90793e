from __future__ import annotations

import pytest

from nlp.identifiers import find_identifiers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证号420602********1234。", [("420602********1234", "ID")]),
        ("身份证号：***********", [("***********", "ID")]),
        ("信用代码91420600MA00000001", [("91420600MA00000001", "ID")]),
        ("某股份（600000）", [("600000", "ID")]),
        ("SZ 000001", [("SZ 000001", "ID")]),
        ("电话0700-*******", [("0700-*******", "PHONE")]),
        ("“12345”热线和“12388”平台", [("12345", "PHONE"), ("12388", "PHONE")]),
        ("手机号139****0000", [("139****0000", "PHONE")]),
        ("拨打12345反映", [("12345", "PHONE")]),
        ("案号（2017）黑2793刑初13号", []),
        ("贷款123456元", []),
    ],
)
def test_numbers_that_identify_and_telephone_numbers(
    text: str, found: list[tuple[str, str]]
) -> None:
    got = {(text[c.start : c.end], c.label) for c in find_identifiers(text)}
    assert got == set(found)
