"""The component on mentions that are given: a document as a whole decides."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from nlp.area import Area
from nlp.linking.component import Linker, links_of
from nlp.spans import Mention, mentions_of

AREA = Area(
    companies=(
        ("U1", "江海市宏达建筑工程有限公司"),
        ("U2", "江海市鑫源商贸有限公司"),
        ("U3", "石泉坪县鑫源商贸有限公司"),
        ("U4", "江海市同名物流有限公司"),
        ("U5", "江海市同名物流有限公司"),
        *((f"V{i}", f"江海市东山区甲{c}建材有限公司") for i, c in enumerate("子丑寅卯辰巳午未申酉戌亥")),
    ),
    seats=(
        ("420602", "E47"), ("420602", "F51"), ("420624", "F51"), ("420602", "G54"), ("420602", "G54"),
        *[("420602", "C30")] * 12,
    ),
    former_names=(("U1", "江海市宏远建筑有限公司"),),
    unit_regions=(("江海市东山区财政局", "420602"), ("江海市石泉坪县财政局", "420624")),
    units=("江海市东山区财政局", "江海市石泉坪县财政局", "江海市财政局"),
)  # fmt: skip
NLP = spacy.blank("zh")


@pytest.fixture(scope="module")
def linker() -> Linker:
    made = Linker()
    made.know(AREA)
    return made


def linked(linker: Linker, marked: list[tuple[str, str]]) -> Doc:
    """Return a document made of mentions (text, label) with a full stop between them."""
    text = "。".join(item for item, _ in marked)
    doc = NLP.make_doc(text)
    mentions, at = [], 0
    for item, label in marked:
        mentions.append(Mention(at, at + len(item), item, label, 0.9, None))
        at += len(item) + 1
    doc.user_data.update(text=text, mentions=mentions)
    return linker(doc)


def keys(linker: Linker, *marked: tuple[str, str]) -> list[str | None]:
    return [m.key for m in mentions_of(linked(linker, list(marked)))]


def test_a_full_name_decides_what_its_short_name_means_before_and_behind_it(linker: Linker) -> None:
    full, short = ("石泉坪县鑫源商贸有限公司", "COMPANY"), ("鑫源商贸", "COMPANY")
    assert keys(linker, short, full, short) == ["U3"] * 3


def test_the_place_right_before_a_firm_is_its_own(linker: Linker) -> None:
    text = "石泉坪县鑫源商贸公司"
    doc = NLP.make_doc(text)
    mentions = [
        Mention(0, 4, "石泉坪县", "LOCATION", 0.9, None),
        Mention(4, 10, "鑫源商贸公司", "COMPANY", 0.9, None),
    ]
    doc.user_data.update(text=text, mentions=mentions)
    assert [m.key for m in mentions_of(linker(doc)) if m.label == "COMPANY"] == ["U3"]


def test_a_registered_code_is_its_own_key(linker: Linker) -> None:
    assert keys(linker, ("U1", "ID"), ("U9", "ID")) == ["U1", None]


def test_a_firm_that_is_not_registered_takes_its_short_name_with_it(linker: Linker) -> None:
    full, short = ("湖南省长沙市宏达机械有限公司", "COMPANY"), ("宏达公司", "COMPANY")
    assert keys(linker, full, short) == [None, None]


def test_persons_never_have_a_key_whatever_the_area_knows(linker: Linker) -> None:
    assert keys(linker, ("江某", "PERSON"), ("江建华", "PERSON"), ("财务", "POST")) == [None] * 3


def test_redacted_names_never_have_a_key(linker: Linker) -> None:
    marked = [
        ("某公司", "COMPANY"),
        ("A公司", "COMPANY"),
        ("某区财政局", "GOV"),
        ("某县", "LOCATION"),
    ]
    assert keys(linker, *marked) == [None] * 4


def test_the_place_of_a_text_decides_between_units_of_one_name(linker: Linker) -> None:
    place = ("江海市石泉坪县", "LOCATION")
    assert keys(linker, place, ("县财政局", "GOV"))[1] == "江海市石泉坪县财政局"
    assert (
        keys(linker, ("江海市东山区", "LOCATION"), ("区财政局", "GOV"))[1] == "江海市东山区财政局"
    )


def test_former_names_resolve_and_equal_names_do_not(linker: Linker) -> None:
    assert keys(linker, ("江海市宏远建筑有限公司", "COMPANY")) == ["U1"]
    doc = linked(linker, [("江海市同名物流有限公司", "COMPANY")])
    assert mentions_of(doc)[0].key is None
    assert [rival.key for rival in links_of(doc)[0, 12 - 1].rivals] == ["U4", "U5"]


def test_places_have_codes_and_the_entities_of_spacy_too(linker: Linker) -> None:
    doc = linked(linker, [("江海市东山区", "LOCATION"), ("襄阳市", "LOCATION")])
    assert [m.key for m in mentions_of(doc)] == ["420602", "420600"]
    assert [ent.kb_id_ for ent in doc.ents] == ["420602", "420600"]


def test_a_document_is_read_alike_every_time(linker: Linker) -> None:
    marked = [("鑫源商贸", "COMPANY"), ("区财政局", "GOV"), ("宏达公司", "COMPANY")]
    assert links_of(linked(linker, marked)) == links_of(linked(linker, marked))
