"""The notation of the corpus: what it reads, what it refuses, what it doubts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import UserError
from nlp.annotation import Span
from nlp.gold import doubts, read_gold, sentences_in

CORPUS = Path(__file__).resolve().parents[2] / "nlp" / "corpus"
#: A second reader's annotation of some held-out documents, to measure how far two readers agree.
SECOND = CORPUS / "held_out" / "second"
GOOD = """## n-001 document notice
经查，[江某]PERSON以[妻弟]KINSHIP[赵某]PERSON名义持有[东山砂石公司]COMPANY[30%]SHARE股份。
第二段。
> nominee | actor=江某 | counterpart=东山砂石公司 | relation= | status=asserted | speaker=author | basis=finding
= holds | 江某 | 东山砂石公司 | 30% | hidden
= office | 江某 | |
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gold.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_is_read_with_mentions_events_and_relations(tmp_path: Path) -> None:
    (document,) = read_gold(written(tmp_path, GOOD))
    assert (document.source_id, document.kind, document.genre) == ("n-001", "document", "notice")
    assert document.text.endswith("股份。\n第二段。")
    assert document.spans[0] == Span(3, 5, "PERSON")
    assert document.events[0].act == "nominee"
    assert "relation" not in document.events[0].slots
    assert document.relations == (
        ("holds", "江某", "东山砂石公司", "30%", "hidden"),
        ("office", "江某", None, None),
    )
    assert sentences_in(document) == 2


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("document notice", "paper notice", "complaint|document"),
        ("]PERSON以", "]PRESON以", "标签"),
        ("status=asserted", "status=proven", "status=proven"),
        ("> nominee", "> nominees", "nominees"),
        ("counterpart=东山", "counterpart=西山", "西山砂石公司"),
        ("= holds", "= keeps", "keeps"),
    ],
)
def test_what_is_not_as_the_guidelines_say_is_refused_with_its_line(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    with pytest.raises(UserError, match=r"gold\.txt:1") as error:
        read_gold(written(tmp_path, GOOD.replace(good, bad)))
    assert said in str(error.value)


def test_an_occurrence_without_a_mark_is_doubted(tmp_path: Path) -> None:
    (document,) = read_gold(written(tmp_path, GOOD.replace("第二段", "江某到会")))
    assert any("江某 未标" in doubt for doubt in doubts(document))
    (clean,) = read_gold(written(tmp_path, GOOD))
    assert list(doubts(clean)) == []


def test_the_corpus_is_sound_and_large_enough() -> None:
    files = sorted(path for path in CORPUS.rglob("*.txt") if path.parent != SECOND)
    documents = [document for path in files for document in read_gold(path)]
    ids = [document.source_id for document in documents]
    assert len(ids) == len(set(ids))
    assert sum(map(sentences_in, documents)) >= 3000


def test_the_held_out_part_is_split_off_by_document_number() -> None:
    for path in sorted(CORPUS.rglob("*.txt")):
        held_out = "held_out" in path.relative_to(CORPUS).parts
        numbers = [int(document.source_id.split("-")[1]) for document in read_gold(path)]
        assert all((number % 4 == 0) == held_out for number in numbers), path


def test_a_second_annotation_is_of_held_out_texts_as_they_stand() -> None:
    first = {d.source_id: d for p in SECOND.parent.glob("*.txt") for d in read_gold(p)}
    second = [document for path in SECOND.glob("*.txt") for document in read_gold(path)]
    assert second
    assert len(second) == len({document.source_id for document in second})
    for document in second:
        other = first[document.source_id]
        assert (document.kind, document.genre) == (other.kind, other.genre)
        assert document.text == other.text, document.source_id
