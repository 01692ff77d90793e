"""A match in words: every field and agreement has its own, numbers add up, what would turn it is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolve.explain import explain, percent, signed
from resolve.knowledge import load
from resolve.whatif import level_of, limits, sums

HAN = re.compile("[\u4e00-\u9fff]")
#: What each field can say (resolve/fields.py, families.py, identities.py), with a weight it may have.
AGREEMENTS = {
    "prior": {"base": -6.3},
    "name": {"agree": 5.9, "former": 5.9, "partial": -0.3, "disagree": -1.3},
    "id": {
        "full_equal": 8.7, "impossible": -9.0, "masked_equal": 3.0, "masked_conflict": -2.7, "missing": 0.0,
        "near_equal": 3.8, "near_differs": -0.5,
    },
    "born": {
        "agree_day": 3.9, "agree_month": 2.4, "agree_year": 1.3, "partial": -0.3, "disagree": -1.8, "missing": 0.0,
        "doubtful_agree": 3.5, "doubtful_differs": -0.3,
    },
    "sex": {"agree": 0.1, "disagree": -2.4, "missing": 0.0},
    "region": {"agree": 1.0, "disagree": -2.0, "missing": 0.0},
    "phone": {"agree": 3.0, "disagree": -0.1, "hub": 0.0, "missing": 0.0},
    "address": {"agree": 2.7, "disagree": -0.05, "hub": 0.0, "missing": 0.0},
    "place": {"agree": 0.1, "disagree": -0.2, "missing": 0.0},
    "family": {"agree": 3.0, "missing": 0.0},
    "judgement": {"same": 3.0, "different": -9.0, "unsure": 0.0, "missing": 0.0},
}  # fmt: skip
CASES = [(field, agreement) for field, said in AGREEMENTS.items() for agreement in said]
Fields = dict[str, tuple[str, float]]
NAME_ONLY: Fields = {
    "prior": ("base", -6.3), "name": ("agree", 5.9), "id": ("missing", 0.0), "born": ("missing", 0.0),
    "sex": ("missing", 0.0), "phone": ("missing", 0.0),
}  # fmt: skip


def row(fields: Fields, probability: float | None = None, **more: Any) -> dict[str, Any]:
    """Return a row of `identities` whose probability is what its fields alone make."""
    total = min(sum(bans for _, bans in fields.values()), 12.0)
    subject = more.get("subject", "self")
    free = min(1 / (1 + 10**-total), *limits(fields, subject).values())
    published = round(free if probability is None else probability, 6)
    return {
        "official_id": "G1", "subject": subject, "person_key": more.get("person_key", "p1"),
        "probability": published, "level": level_of(published),
        "expected_namesakes": more.get("namesakes", 0.3),
        "fields": [{"field": f, "agreement": a, "bans": b} for f, (a, b) in fields.items()],
    }  # fmt: skip


@pytest.mark.parametrize(("field", "agreement"), CASES)
def test_every_agreement_of_every_field_has_its_own_words_in_both_languages(
    field: str, agreement: str
) -> None:
    fields = {"prior": ("base", -6.0)} | {field: (agreement, AGREEMENTS[field][agreement])}
    part = explain(row(fields)).parts[-1]
    texts = load("explain")["agreements"][field][agreement]
    assert (part.words.zh, part.words.en) == (texts["zh"], texts["en"])
    assert HAN.search(part.words.zh)
    assert not HAN.search(part.words.en)
    assert part.name.zh != field


def test_no_two_agreements_of_a_field_are_told_alike() -> None:
    for said in load("explain")["agreements"].values():
        for lang in ("zh", "en"):
            assert len({texts[lang] for texts in said.values()}) == len(said)


def test_a_field_of_the_future_is_told_by_its_own_name_and_counts() -> None:
    told = explain(row({**NAME_ONLY, "prior": ("base", -6.9), "iris": ("agree", 4.0)}))
    assert told.strongest is not None
    assert told.parts[-1].words.zh == "“iris”一项：agree"
    assert told.parts[-1].words.en == "the field “iris”: agree"
    assert told.sums.total == pytest.approx(3.0)
    assert "iris" in {turn.field for turn in told.turns}
    assert "若不计“iris”一项" in told.sentence.zh


def test_a_new_agreement_of_a_known_field_is_told_under_the_fields_name() -> None:
    told = explain(row({**NAME_ONLY, "name": ("homophone", 3.0)}))
    assert told.parts[1].words.zh == "“姓名”一项：homophone"


def test_the_sentence_tells_verdict_namesakes_strongest_weakest_gaps_and_turns() -> None:
    fields = {**NAME_ONLY, "born": ("agree_year", 1.3), "phone": ("disagree", -0.1)}
    told = explain(row(fields, namesakes=12.34))
    assert told.sentence.zh.startswith(
        "很可能是同一人，可能性 86%。姓名相同；登记人员中预计另有约 12 名同名人。"
        "支持最强的是：姓名相同（+5.90 班，支持，约 790,000 倍）。"
        "反对最强的是：电话与企业登记的不同（−0.10 班，反对，约 1.3 倍）。"
        "未能比对：证件号、性别；缺项不增加可能性。"
    )
    assert "0 班为一半对一半" in told.sentence.zh
    assert "没有其他够格的候选；不是此人的可能 14%。" in told.sentence.zh
    assert told.sentence.en.startswith(
        "Probably the same person, probability 86%. The names are equal; about 12 other registered "
        "persons of that name are expected."
    )
    assert "Could not be compared: ID number, sex;" in told.sentence.en


def test_a_birth_date_that_differs_brings_a_match_down_and_a_full_one_brings_it_up() -> None:
    told = explain(row({**NAME_ONLY, "born": ("agree_year", 1.3)}))
    turns = {turn.words.zh: turn for turn in told.turns}
    down, up = turns["若出生日期不同"], turns["若查得出生年月日相同"]
    assert (down.level, down.up) == ("none", False)
    assert (up.level, up.up) == ("identified", True)
    # by hand: -6.3 + 5.9 + log10(.03 / .95) = -1.90 and -6.3 + 5.9 + log10(.96 · 365.25 / u),
    # u being the chance .97 / 10 ** 1.3 that the agreement in the year carries
    assert down.probability == pytest.approx(1 / (1 + 10**1.9006), abs=0.002)
    assert up.probability > 0.98


def test_a_name_alone_says_its_limit_and_what_would_be_needed() -> None:
    told = explain(row({**NAME_ONLY, "prior": ("base", -5.0)}))
    assert told.level.zh == "或为同一人（存疑，不作线索）"
    assert told.sums.cap == "name_only"
    assert told.cap is not None
    assert "仅凭姓名" in told.sentence.zh
    assert told.sums.limit < 0


@pytest.mark.parametrize(
    ("fields", "subject", "cap"),
    [
        ({**NAME_ONLY, "prior": ("base", -4.0), "born": ("agree_year", 1.3)}, "self", "names_only"),
        ({**NAME_ONLY, "prior": ("base", -4.0), "family": ("agree", 3.0)}, "self", "names_only"),
        ({**NAME_ONLY, "id": ("full_equal", 8.7)}, "self", "theft"),
        ({**NAME_ONLY, "id": ("full_equal", 8.7)}, "亲属关系.csv#2", "theft"),
        ({**NAME_ONLY, "born": ("agree_day", 1.0)}, "self", None),
        ({**NAME_ONLY, "name": ("partial", 4.0), "born": ("agree_day", 4.5)}, "self", "spelling"),
        (
            {
                **NAME_ONLY,
                "prior": ("base", -5.3),
                "name": ("partial", -0.3),
                "id": ("full_equal", 8.7),
            },
            "self",
            "theft",
        ),
        ({**NAME_ONLY, "prior": ("base", -5.9), "judgement": ("same", 2.0)}, "self", None),
    ],
)
def test_the_limit_in_force_is_named(fields: Fields, subject: str, cap: str | None) -> None:
    assert explain(row(fields, subject=subject)).sums.cap == cap


def test_just_below_identified_for_the_sake_of_namesakes_is_told() -> None:
    told = explain(row({**NAME_ONLY, "born": ("agree_day", 2.6)}, probability=0.979999))
    assert told.sums.cap == "namesakes"
    assert "同名人数" in told.sentence.zh


def test_the_shares_of_the_candidates_and_of_none_add_up() -> None:
    one = row({**NAME_ONLY, "born": ("agree_day", 2.0)}, probability=0.6)
    other = row(NAME_ONLY, probability=0.25, person_key="p2")
    told = explain(one, [other])
    assert told.others == (0.25,)
    assert told.none == pytest.approx(0.15)
    assert "其他候选各占 25%；都不是的可能 15%。" in told.sentence.zh


def test_rows_of_one_natural_person_are_not_called_rivals() -> None:
    one = row({**NAME_ONLY, "id": ("full_equal", 8.7)})
    told = explain(one, [{**one, "person_key": "p2"}])
    assert "同一自然人" in told.sentence.zh
    assert told.none == 0.0


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.9999, "> 99%"), (0.5, "50%"), (0.004, "< 1%"), (0.995, "100%"), (0.0, "< 1%")],
)
def test_a_probability_is_rounded_but_never_certain(probability: float, text: str) -> None:
    if text == "100%":
        assert percent(probability) in ("99%", "100%")
    else:
        assert percent(probability) == text


def test_a_weight_carries_its_sign() -> None:
    assert (signed(1.234), signed(-0.5), signed(0.0)) == ("+1.23", "−0.50", "+0.00")


@given(
    st.lists(st.sampled_from([case for case in CASES if case[0] != "prior"]), max_size=8),
    st.floats(-8, 0),
    st.floats(0, 500),
)
def test_any_row_can_be_told_and_its_numbers_add_up(
    chosen: list[tuple[str, str]], prior: float, namesakes: float
) -> None:
    fields: Fields = {"prior": ("base", prior)}
    fields |= {field: (agreement, AGREEMENTS[field][agreement]) for field, agreement in chosen}
    made = row(fields, namesakes=namesakes)
    told = explain(made)
    added = told.sums
    odds = min(added.total, 12.0) + added.rivals + added.limit
    assert 1 / (1 + 10**-odds) == pytest.approx(made["probability"], abs=2e-6)
    assert all(turn.level != made["level"] for turn in told.turns)
    assert all(0 <= turn.probability <= 1 for turn in told.turns)
    for text in told.sentence:
        assert "{" not in text
        assert not re.search("违纪|腐败|嫌疑", text)
    assert not HAN.search(told.sentence.en)


def test_the_told_sums_of_a_real_table_agree_with_what_it_publishes(
    run: Callable[[dict[str, list[dict[str, Any]]]], dict[str, pa.Table]],
) -> None:
    holder = {"uscc": "91420600000000001X", "holder_type": "自然人"}
    tables = run({
        "officials": [{"official_id": f"G{n}", "name": name, "sex": "男", "born": "1970-01-02"}
                      for n, name in enumerate(("沈青禾", "陆远舟", "王伟"))],
        "holdings": [
            {**holder, "holder_name": name, "holder_id_status": "masked", "holder_id_tokens": [],
             "holder_id_born": born}
            for name, born in (("沈青禾", "1970-01-02"), ("陆远舟", "1970"), ("王伟", None))
        ] + [{**holder, "holder_name": f"某甲{n}"} for n in range(50)],
    })  # fmt: skip
    rows = tables["identities"].to_pylist()
    assert rows
    for one in rows:
        added = sums(one)
        odds = min(added.total, 12.0) + added.rivals + added.limit
        assert 1 / (1 + 10**-odds) == pytest.approx(one["probability"], abs=3e-6)
        assert (
            one["probability"]
            <= min(
                limits(
                    {f["field"]: (f["agreement"], f["bans"]) for f in one["fields"]}, one["subject"]
                ).values()
            )
            + 1e-6
        )
