from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.complaints.form_letters import other_names
from nlp.complaints.minhash import CROWD, meetings, overlap, shingles
from nlp.complaints.near_duplicates import group
from nlp.complaints.normal import normal_form
from nlp.complaints.slots import Matter, matter

BODY = "柳河镇钱书记在宏达砂场占有干股，每年分红二十万元，镇里的砂石料全部从这个砂场购买，请查处。"
OTHER = "小区门口的路灯坏了三个月，打了多次电话都没有人来修，晚上出行很不安全，请有关部门处理。"
LETTER = "{}县水利局副局长{}用小舅子的名字开公司，全县的河道清淤都给了这家公司做，去年还把堤坝加固也直接给了它，合同386万元。"


def plain(text: str, *names: tuple[str, str]) -> Matter:
    return Matter(normal_form(text), frozenset(names))


def groups(*texts: str) -> list[list[int]]:
    return group([plain(text) for text in texts])


def test_greeting_width_script_numerals_slips_and_dialect_do_not_hide_a_duplicate() -> None:
    variants = [
        BODY,
        "尊敬的领导您好：" + BODY,
        BODY.replace("，", ","),
        BODY.replace("镇", "鎮").replace("书记", "書記"),
        BODY.replace("二十万", "20万") + "谢谢！",
        BODY.replace("占有", "站有").replace("购买", "够买"),
        BODY.replace("全部", "统统").replace("这个", "咯个"),
        OTHER,
    ]
    assert groups(*variants) == [[0, 1, 2, 3, 4, 5, 6], [7]]


def test_sentences_in_another_order_and_additions_are_the_same_voice() -> None:
    first, second = BODY[:24], BODY[24:]
    assert groups(BODY, second + first, BODY + "另外上次寄的信不知收到没有。") == [[0, 1, 2]]


def test_copies_of_a_form_letter_about_others_are_other_voices() -> None:
    letters = [LETTER.format("云墩", "邵国梁"), LETTER.format("景和", "尹向南"), LETTER.format("云墩", "邵国梁")]  # fmt: skip
    assert groups(*letters) == [[0, 2], [1]]


def test_another_number_in_a_place_is_another_place() -> None:
    text = "A{}区的路灯坏了三个月，打了多次电话都没有人来修，晚上出行很不安全。"
    names = [("a3区", "LOCATION"), ("a4区", "LOCATION")]
    found = [plain(text.format(n), name) for n, name in zip((3, 4), names, strict=True)]
    assert group(found) == [[0], [1]]


def test_a_petition_of_two_matters_does_not_make_them_one() -> None:
    found = groups(BODY, OTHER, BODY + OTHER)
    assert len(found) == 2
    assert not any({0, 1} <= set(members) for members in found)


def test_texts_that_say_too_little_are_nobodys_copies() -> None:
    assert groups("请查处。", "请查处。", "", "！！") == [[0], [1], [2], [3]]


def test_a_rewrite_agrees_in_accused_company_and_details() -> None:
    names = [{"label": "PERSON", "text": "邵国梁", "start": 0}, {"label": "COMPANY", "text": "通源水工公司", "start": 9},
             {"label": "MONEY", "text": "三十万元", "start": 20}]  # fmt: skip
    events = [{"act": "dividend"}]
    one = matter("邵国梁每年从通源水工公司拿三十万元，大家都看在眼里。", names, events)
    two = matter("通源水工公司背后是谁？年年给邵国梁分钱，一次三十万元，请来查。", names, events)
    far = matter("通源水工公司的噪音太大，邵国梁同志请来看看，晚上睡不着觉。", names[:2], [{"act": "misconduct"}])  # fmt: skip
    assert group([one, two, far]) == [[0, 1], [2]]


def test_the_writers_own_name_is_never_compared() -> None:
    text = "举报人：鲁来福 反映水利局的事"
    row = {"label": "PERSON", "text": "鲁来福", "start": 4, "end": 7}
    assert matter(text, [row], []).names == frozenset()


def test_other_words_for_the_same_are_no_other_names() -> None:
    known, heard = plain("大家都知道这件事情没有人来管过"), plain("大家都晓得这件事情没有人来管过")
    assert other_names(known, heard) is None
    assert other_names(plain("镇长的女婿鄢夔在砂场里面占了股份"), plain("镇长的女婿晁璐在砂场里面占了股份"))  # fmt: skip


def test_another_school_in_the_same_words_is_another_matter() -> None:
    text = "我是{}学院的一名学生，临近毕业，学校强制学生到指定的工厂实习，不去就不发毕业证。"
    assert groups(text.format("涉外经济"), text.format("商贸旅游职业技术")) == [[0], [1]]
    assert groups(text.format("涉外经济"), text.format("我们")) == [[0, 1]]


@given(st.text(alphabet="甲乙丙丁戊己", max_size=30), st.text(alphabet="甲乙丙丁戊己", max_size=30))
def test_the_measures_are_those_of_the_sets(a: str, b: str) -> None:
    one, two = ({t[i : i + 4] for i in range(len(t) - 3)} for t in (a, b))
    found = overlap(shingles(a), shingles(b))
    if len(a) > 3 and len(b) > 3:
        assert np.isclose(found.jaccard, len(one & two) / len(one | two))
        assert np.isclose(found.containment, len(one & two) / min(len(one), len(two)))


@given(st.integers(0, 200), st.lists(st.sampled_from(["甲", "乙", "丙"]), min_size=200, max_size=200))  # fmt: skip
def test_a_crowd_is_never_squared_and_those_who_share_a_name_stay_joined(
    size: int, held: list[str]
) -> None:
    names = [{name} for name in held]
    found = list(meetings(list(range(size)), names))
    if size <= CROWD:
        assert found == list(combinations(range(size), 2))
    else:
        assert len(found) <= size * (CROWD + 6)
        linked = {frozenset(pair) for pair in found}
        for name in "甲乙丙":
            same = [i for i in range(size) if held[i] == name]
            assert all(frozenset(p) in linked for p in pairwise(same))


@settings(max_examples=30)
@given(st.lists(st.sampled_from([BODY, BODY + "谢谢", OTHER, OTHER[:-8], "咨询社保"]), max_size=8))  # fmt: skip
def test_groups_partition_the_texts_and_do_not_depend_on_how_often_one_came(
    texts: list[str],
) -> None:
    found = groups(*texts)
    assert sorted(i for members in found for i in members) == list(range(len(texts)))
    kinds = {frozenset(texts[i] for i in members) for members in found}
    assert {frozenset(t for t in kind if len(t) > 5) for kind in kinds if len(min(kind)) > 5} == {
        frozenset({*texts} & {*side}) for side in ([BODY, BODY + "谢谢"], [OTHER, OTHER[:-8]]) if {*texts} & {*side}
    }  # fmt: skip
