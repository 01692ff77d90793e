"""Another accused, firm or village, and the contrary, keep texts apart; a slip, a sum and a date do not."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp.complaints.near_duplicates import group
from nlp.complaints.slots import Matter, matter
from nlp.events import events_of
from nlp.pipeline import read
from nlp.spans import mentions_of

LETTER = (
    "东山县水利局局长{person}在{firm}占有干股，{year}年从{village}的河道工程里{took}{sum}万元，村民多次去镇里问都没有人管，"
    "请上级派人来查清这件事情给大家一个说法。"
)
FIRST = {
    "person": "周大海", "firm": "宏达砂石有限公司", "year": "2019", "village": "柳河村", "took": "侵占", "sum": "38",
}  # fmt: skip


def matters(bare: Language, *texts: str) -> list[Matter]:
    """Return texts as the pipeline reads them, as they are compared."""
    read_texts = read(bare, ((str(n), "complaint", text) for n, text in enumerate(texts)))
    return [
        matter(t, [m._asdict() for m in mentions_of(d)], [e._asdict() for e in events_of(d)])
        for t, (_, d) in zip(texts, read_texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("what", "other"),
    [("person", "周大河"), ("person", "周小海"), ("firm", "通源砂石有限公司"), ("village", "柳溪村"), ("took", "没有侵占")],
)  # fmt: skip
def test_another_name_or_the_contrary_in_the_same_words_is_another_voice(
    bare: Language, what: str, other: str
) -> None:
    one, two = LETTER.format(**FIRST), LETTER.format(**{**FIRST, what: other})
    assert group(matters(bare, one, two)) == [[0], [1]]
    # and nothing between them, and no number of copies, makes them one
    copies = [one, one + "谢谢。", one + "盼复", two, two + "盼复", one[40:]]
    found = group(matters(bare, *copies))
    assert not any({0, 3} <= set(members) for members in found)
    assert {0, 1, 2} <= set(found[0])


@pytest.mark.parametrize(("what", "other"), [("sum", "83"), ("year", "2014"), ("person", "周达海")])
def test_another_sum_or_date_or_a_slip_in_a_copy_is_the_same_voice(
    bare: Language, what: str, other: str
) -> None:
    one, two = LETTER.format(**FIRST), LETTER.format(**{**FIRST, what: other})
    assert group(matters(bare, one, two)) == [[0, 1]]


def test_a_copy_that_accuses_one_more_is_the_same_voice(bare: Language) -> None:
    one = LETTER.format(**FIRST)
    assert group(matters(bare, one, one + "局长李红军也收了他5万元。")) == [[0, 1]]


def test_a_letter_that_takes_the_first_one_back_is_no_copy(bare: Language) -> None:
    one = LETTER.format(**FIRST)
    assert group(matters(bare, one, one + "现特此撤回以上举报。", one + "谢谢。")) == [[0, 2], [1]]
