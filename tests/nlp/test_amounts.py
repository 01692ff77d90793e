from __future__ import annotations

import pytest

from nlp.amounts import Amounts
from nlp.resources import lexicon
from nlp.spans import flat

AMOUNTS = Amounts(lexicon("amounts"))
P = {rule: facts["p"] for rule, facts in lexicon("probabilities").items()}


def found(text: str) -> list[tuple[str, str]]:
    return [(text[c.start : c.end], c.label) for c in flat(AMOUNTS.find(text), P)]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("约400亿元", ["400亿元"]),
        ("授信39.16亿元，贷款3.41亿元", ["39.16亿元", "3.41亿元"]),
        ("共计人民币100余万元以上", ["人民币100余万元"]),
        ("1,286.5万元", ["1,286.5万元"]),
        ("欠款85万", ["85万"]),
        ("每吨3.5元/吨", ["3.5元"]),
        ("几万元、数十万元", ["几万元", "数十万元"]),
        ("五千块钱", ["五千块钱"]),
        ("12元3角", ["12元3角"]),
        ("送了两千元", ["两千元"]),
        ("￥3000", ["￥3000"]),
        ("港币20万元和5万美元", ["港币20万元", "5万美元"]),
    ],
)
def test_sums_of_money(text: str, sums: list[str]) -> None:
    assert found(text) == [(s, "MONEY") for s in sums]


@pytest.mark.parametrize(
    "text", ["1377万次", "5.6万平方米", "单位：万元", "多元化", "增长20%", "3家企业", "128万票"]
)
def test_counts_rates_and_units_are_neither_money_nor_share(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("持有20%的股份", ["20%"]),
        ("占股三成", ["三成"]),
        ("一半股权", ["一半"]),
        ("20万股", ["20万股"]),
        ("百分之三十的干股", ["百分之三十"]),
        ("持股比例为49.5％", ["49.5％"]),
    ],
)
def test_quotas_of_ownership(text: str, shares: list[str]) -> None:
    assert found(text) == [(s, "SHARE") for s in shares]
