"""Exchanged names: labels and what is not marked stay, equal names stay equal."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotation import parse
from nlp.tagging.augment import Lists, Swapper, Text, swapped

LISTS = Lists(
    ("江", "赵", "钱", "柳"), (5.0, 4.0, 3.0, 1.0), ("东山", "北河"), ("宏达", "金桥"), ("万里", "天成"), ("天成",)
)  # fmt: skip


def text(marked: str) -> Text:
    raw, spans = parse(marked)
    return Text(raw, tuple(spans))


NOTICE = text(
    "经查，[江某]PERSON任[海口县水利局]GOV[局长]POST期间，收受[海口县宏达建筑有限公司]COMPANY经理[吴大山]PERSON"
    "[20万元]MONEY。[江某]PERSON的[妻子]KINSHIP到[海口县]LOCATION找过[吴大山]PERSON，电话[0700-1234567]PHONE。"
)


def unmarked(item: Text) -> list[str]:
    ends = [0, *(span.end for span in item.spans)]
    starts = [*(span.start for span in item.spans), len(item.text)]
    return [item.text[a:b] for a, b in zip(ends, starts, strict=True)]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_only_marked_text_changes_and_labels_stay(seed: int) -> None:
    (copy,) = swapped([NOTICE], LISTS, 1, seed)
    assert unmarked(copy) == unmarked(NOTICE)
    assert [s.label for s in copy.spans] == [s.label for s in NOTICE.spans]
    assert all(s.end > s.start for s in copy.spans)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_equal_names_of_a_text_stay_equal(seed: int) -> None:
    (copy,) = swapped([NOTICE], LISTS, 1, seed)
    before = [(s.label, NOTICE.text[s.start : s.end]) for s in NOTICE.spans]
    after = [(s.label, copy.text[s.start : s.end]) for s in copy.spans]
    assert all(
        after[i] == after[j] for i in range(len(before)) for j in range(i) if before[i] == before[j]
    )


def test_a_masked_name_stays_masked_and_shares_its_surname() -> None:
    item = text("[江某]PERSON与[江建华]PERSON、[江]PERSON[局长]POST")
    swapper = Swapper([item], LISTS, 3)
    for _ in range(20):
        copy = swapper.swap(item)
        masked, full, bare, _post = (copy.text[s.start : s.end] for s in copy.spans)
        assert masked[-1] == "某"
        assert full.startswith(masked[:-1])
        assert bare == masked[:-1]


def test_redacted_names_and_stand_ins_stay() -> None:
    item = text("[甲]PERSON在[A公司]COMPANY、[某公司]COMPANY、[B市]LOCATION、[某县财政局]GOV")
    assert swapped([item], LISTS, 3, 1) == [item] * 3


def test_equal_seeds_give_equal_texts() -> None:
    assert swapped([NOTICE], LISTS, 5, 9) == swapped([NOTICE], LISTS, 5, 9)
    assert swapped([NOTICE], LISTS, 5, 9) != swapped([NOTICE], LISTS, 5, 8)
