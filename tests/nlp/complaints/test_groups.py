from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from spacy.language import Language

from ingest.schema import TABLES
from nlp.complaints.checkable import facts
from nlp.complaints.features import features, masked
from nlp.complaints.groups import complaint_tables
from nlp.complaints.triage import TASKS, decide, pack, probabilities, shipped, unpack
from nlp.events import events_of
from nlp.pipeline import read
from nlp.resources import lexicon
from nlp.schema import TABLES as NLP
from nlp.spans import mentions_of

ACCUSED = "沅平县水利局副局长邵国梁用他小舅子童亮的名字办了沅平县通源水工有限公司，2019年3月给了它386万元的河道清淤工程，没有招标，我有合同和转账记录。"
SLOW = "2022年5月我向云墩县自然资源局递交了宅基地确权的申请，到现在整整十四个月，问一次说在走程序，再问一次说领导出差，一直没有下文。"
SHIRK = "楼上漏水，物业叫我找居委会，居委会叫我找住建局，住建局说归物业管，推来推去没有一个部门管。"
FALSE = "验收表上写着已整改到位，其实一样没改，照片是隔壁村的，签字是代签的，检查组一走又恢复原样。"
ASK = "请问公租房今年什么时候开始摇号？需要准备什么材料？谢谢！"
Tables = Callable[[list[dict[str, Any]]], tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Reading = tuple[list[dict[str, Any]], list[dict[str, Any]]]


@pytest.fixture
def reading(bare: Language) -> Callable[[str], Reading]:
    """Return what the pipeline finds in a complaint."""

    def make(text: str) -> Reading:
        (_, doc), *_ = read(bare, [("x", "complaint", text)])
        return [m._asdict() for m in mentions_of(doc)], [e._asdict() for e in events_of(doc)]

    return make


@pytest.fixture
def tables(bare: Language) -> Tables:
    """Return the rows of both tables for rows of complaints."""

    def make(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        texts = [(r["complaint_id"], "complaint", r["text"]) for r in rows if r["text"]]
        found = {n: (mentions_of(doc), events_of(doc)) for n, doc in read(bare, texts)}
        full = [
            {"channel": "来信", "received": "2026-03-02", "is_named": False, "title": None, **r}
            for r in rows
        ]
        table = pa.Table.from_pylist(full, schema=TABLES["complaints"])
        groups, triage = complaint_tables(table, found)
        assert groups.schema.equals(NLP["complaint_groups"])
        assert triage.schema.equals(NLP["complaint_triage"])
        return groups.to_pylist(), triage.to_pylist()

    return make


def test_a_group_has_its_first_date_its_category_and_its_clock(tables: Tables) -> None:
    groups, triage = tables([
        {"complaint_id": "B", "text": ACCUSED, "received": "2026-03-02"},
        {"complaint_id": "A", "text": "转发：" + ACCUSED, "received": "2026-04-01"},
        {"complaint_id": "C", "text": ASK, "received": "2026-03-05", "channel": "12345"},
    ])  # fmt: skip
    assert groups[0] == {
        "group_id": "G-A", "complaint_ids": ["A", "B"], "first_received": "2026-03-02",
        "category": "business_interest", "priority": "regular", "deadline": "2026-03-09",
    }  # fmt: skip
    assert (groups[1]["category"], groups[1]["priority"], groups[1]["deadline"]) == ("service", "petition", "2026-03-20")  # fmt: skip
    assert [row["group_id"] for row in triage] == ["G-A", "G-C"]
    assert triage[0]["class"] == "accusation"


def test_copies_add_nothing_but_their_numbers(tables: Tables) -> None:
    one = {"complaint_id": "A", "text": ACCUSED, "received": "2026-03-02"}
    copies = [{**one, "complaint_id": f"A{n}", "received": "2026-03-20"} for n in range(5)]
    (alone,), (read_once,) = tables([one])
    (many,), (read_often,) = tables([one, *copies])
    assert many.pop("complaint_ids") == ["A", "A0", "A1", "A2", "A3", "A4"]
    assert alone.pop("complaint_ids") == ["A"]
    assert (many, read_often) == (alone, read_once)


def test_a_new_fact_in_a_copy_is_kept_with_the_copy_that_has_it(tables: Tables) -> None:
    added = ACCUSED + "他还在2021年5月收了童亮20万元。"
    _, (triage,) = tables([
        {"complaint_id": "A", "text": ACCUSED, "received": "2026-03-02"},
        {"complaint_id": "B", "text": added, "received": "2026-03-04"},
    ])  # fmt: skip
    new = [fact for fact in triage["facts"] if fact["complaint_id"] == "B"]
    assert {fact["kind"] for fact in new} == {"sum_with_date"}
    assert added[new[0]["start"] : new[0]["end"]] == new[0]["text"]


@pytest.mark.parametrize(
    ("text", "category"),
    [(ACCUSED, "business_interest"), (SLOW, "duty_slow"), (SHIRK, "duty_shirk"), (FALSE, "duty_false"), (ASK, "service")],
)  # fmt: skip
def test_plain_cases_are_sorted_and_probabilities_add_up(
    reading: Callable[[str], Reading], text: str, category: str
) -> None:
    given = probabilities(text, *reading(text))
    assert decide("category", given["category"]).code == category
    for task in TASKS:
        assert sum(given[task].values()) == pytest.approx(1, abs=2e-5)


def test_what_the_model_is_not_sure_of_stays_unsorted() -> None:
    bar = lexicon("triage")["bar"]["topic"]
    assert decide("topic", {"land": bar - 0.01, "health": 0.1}).code is None
    assert decide("topic", {"land": bar, "health": 0.1}).code == "land"


CHANGES: dict[str, Callable[[str], str]] = {
    "polite": lambda t: "尊敬的领导您好：" + t + "谢谢！",
    "traditional": lambda t: t.replace("国", "國").replace("说", "說").replace("没", "沒"),
    "dialect": lambda t: t.replace("没有", "没得").replace("一直", "始终").replace("现在", "如今"),
    "typo": lambda t: t.replace("程序", "程续").replace("申请", "申清").replace("合同", "合童"),
    "other name": lambda t: t.replace("邵国梁", "尹向南").replace("沅平县", "景和县").replace("云墩县", "桐荫县"),
    "marks": lambda t: t.replace("，", "！！"),
}  # fmt: skip


@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("text", [ACCUSED, SLOW, SHIRK, FALSE, ASK])
def test_dress_changes_no_category(
    reading: Callable[[str], Reading], text: str, change: str
) -> None:
    found = [
        decide("category", probabilities(t, *reading(t))["category"]).code
        for t in (text, CHANGES[change](text))
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "padding", ["我很生气！！！太黑了！！！", "请领导一定要重视，老百姓就靠你们了。", "本人不愿意透露姓名，怕报复。", "再说一遍，" * 6]
)  # fmt: skip
@pytest.mark.parametrize("text", [ACCUSED, SLOW, SHIRK])
def test_anger_padding_and_anonymity_change_no_fact_priority_or_deadline(
    reading: Callable[[str], Reading], tables: Tables, text: str, padding: str
) -> None:
    plain, dressed = ([f.key for f in facts(t, *reading(t))] for t in (text, text + padding))
    assert plain == dressed
    (one,), (first,) = tables([{"complaint_id": "A", "text": text}])
    (two,), (second,) = tables([{"complaint_id": "A", "text": text + padding}])
    for column in ("priority", "deadline"):
        assert one[column] == two[column]
    for column in ("priority_reason", "terms", "checkable"):
        assert first[column] == second[column]


def test_facts_are_listed_with_their_place_and_how_to_check_them(
    reading: Callable[[str], Reading],
) -> None:
    found = facts(ACCUSED, *reading(ACCUSED))
    assert {"registered_company", "sum_with_date", "contract_or_tender", "document"} <= {f.kind for f in found}  # fmt: skip
    for fact in found:
        assert ACCUSED[fact.start : fact.end] == fact.text
        assert " · " in fact.check
    assert facts("太黑了！！！请管管吧，没有天理！！！", [], []) == []


@pytest.mark.parametrize(
    "home",
    [
        "家住东山镇柳河村三组12号",
        "我住柳河村",
        "联系人：柳河村三组鲁来福",
        "局长住在碧水花园3栋",
        "住＊＊＊村",
    ],
)
def test_a_home_or_a_name_of_the_writer_is_no_place_to_look_at(
    reading: Callable[[str], Reading], home: str
) -> None:
    text = f"{home}。{ACCUSED}"
    assert [f.key for f in facts(text, *reading(text))] == [f.key for f in facts(ACCUSED, *reading(ACCUSED))]  # fmt: skip


def test_probabilities_are_rounded(tables: Tables) -> None:
    _, (row,) = tables([{"complaint_id": "A", "text": ACCUSED}])
    shown = [p["probability"] for p in row["probabilities"]] + [row[f"{t}_probability"] for t in TASKS]  # fmt: skip
    assert shown == [round(p, 6) for p in shown]


def test_the_order_of_features_changes_no_score() -> None:
    space = shipped().space
    runs, marks = sorted(space.runs)[:300], sorted(space.marks)[:9]
    one = shipped().read((frozenset(runs), frozenset(marks)))
    two = shipped().read((frozenset(reversed(runs)), frozenset(reversed(marks))))
    assert one == two


def test_names_numbers_and_places_are_masked_before_anything_is_counted(
    reading: Callable[[str], Reading],
) -> None:
    mentions, events = reading(ACCUSED)
    hidden = masked(ACCUSED, mentions)
    for name in ("邵国梁", "通源", "386", "2019"):
        assert name not in hidden
    assert "水利局" in hidden
    other = ACCUSED.replace("邵国梁", "尹向南")
    swapped = [{**m, "text": m["text"].replace("邵国梁", "尹向南")} for m in mentions]
    assert features(ACCUSED, mentions, events) == features(other, swapped, events)


def test_the_shipped_weights_survive_packing_and_hold_no_objects() -> None:
    model = shipped()
    assert pack(unpack(pack(model))) == pack(model)
    row = (frozenset({"举", "报"}), frozenset({"asks"}))
    for task, found in model.read(row).items():
        assert np.isclose(sum(found.values()), 1)
        assert set(found) == set(unpack(pack(model)).read(row)[task])


#: What D5.7 forbids, as it would be called in a column or a feature.
FORBIDDEN = (
    "author", "writer", "style", "credib", "malice", "malicious", "false_report", "truthful", "handwriting", "complainant", "device",
    "anonym", "emotion", "spelling", "copies", "repeat",
)  # fmt: skip


def test_no_column_tells_who_wrote_or_how_credible_it_is() -> None:
    names = {name for schema in NLP.values() for name in _names(schema)}
    assert names
    assert [n for n in sorted(names) for word in FORBIDDEN if word in n] == []


def test_no_feature_of_the_model_is_about_the_writer_the_length_or_the_marks() -> None:
    space = shipped().space
    kinds = {mark.split()[0] for mark in space.marks}
    assert kinds <= {"label", "act", "said", "cue", "asks"}
    assert not any(c in "！!？?，。\n " for run in space.runs if not run.startswith("~") for c in run)  # fmt: skip


def _names(schema: pa.Schema) -> list[str]:
    found: list[str] = []
    for field in schema:
        found.append(field.name)
        inner = field.type.value_type if pa.types.is_list(field.type) else field.type
        if pa.types.is_struct(inner):
            found += [inner.field(i).name for i in range(inner.num_fields)]
    return found
