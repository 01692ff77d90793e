from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.schema import TABLES
from nlp.complaint_groups import complaint_groups
from nlp.near_duplicates import alike, group, normal_form, shingles

BODY = "柳河镇钱书记在宏达砂场占有干股，每年分红二十万元，镇里的砂石料全部从这个砂场购买，请查处。"
OTHER = "小区门口的路灯坏了三个月，打了多次电话都没有人来修，晚上出行很不安全，请有关部门处理。"


def test_greeting_width_script_and_a_typo_do_not_hide_a_duplicate() -> None:
    variants = [
        BODY,
        "尊敬的领导您好：" + BODY,
        BODY.replace("，", ","),
        BODY.replace("镇", "鎮").replace("书记", "書記"),
        BODY.replace("全部", "全都") + "谢谢！",
        OTHER,
    ]
    assert group(variants) == [[0, 1, 2, 3, 4], [5]]


def test_a_text_that_holds_another_whole_is_its_duplicate() -> None:
    assert group([BODY, BODY + OTHER, OTHER[:20]])[0][:2] == [0, 1]


def test_the_same_form_letter_about_another_matter_is_another_voice() -> None:
    assert group([BODY, OTHER]) == [[0], [1]]


def test_empty_texts_are_one_another_and_nobody_else() -> None:
    assert group(["", "！！", BODY]) == [[0, 1], [2]]


@given(st.lists(st.sampled_from([BODY, BODY + "谢谢", OTHER, OTHER[:-8], "咨询社保"]), max_size=8))
def test_groups_partition_the_texts_and_hold_every_pair_that_is_alike(texts: list[str]) -> None:
    groups = group(texts)
    assert sorted(i for members in groups for i in members) == list(range(len(texts)))
    home = {i: n for n, members in enumerate(groups) for i in members}
    sets = [shingles(normal_form(text)) for text in texts]
    for i in range(len(texts)):
        for j in range(i):
            assert home[i] == home[j] or not alike(sets[i], sets[j])


def test_a_group_has_the_first_date_and_its_category_and_no_clock_yet() -> None:
    rows = [
        {"complaint_id": "B", "received": "2024-02-01", "title": "举报", "text": BODY},
        {"complaint_id": "A", "received": "2024-03-01", "title": "举报", "text": BODY},
        {"complaint_id": "C", "received": "2024-01-01", "title": "路灯", "text": OTHER},
    ]
    table = complaint_groups(pa.Table.from_pylist(rows, schema=TABLES["complaints"]))
    assert table.to_pylist() == [
        {
            "group_id": "G-A",
            "complaint_ids": ["A", "B"],
            "first_received": "2024-02-01",
            "category": "business_interest",
            "priority": None,
            "deadline": None,
        },
        {
            "group_id": "G-C",
            "complaint_ids": ["C"],
            "first_received": "2024-01-01",
            "category": "service",
            "priority": None,
            "deadline": None,
        },
    ]
