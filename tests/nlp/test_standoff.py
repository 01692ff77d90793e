"""Real passages as offsets alone: what goes in comes out, and the benchmark's records stay out."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import real_texts
from ingest.errors import UserError
from nlp.annotation import LABELS
from nlp.gold import ACTS, CODES, FLAGS, RELATIONS, SLOTS, SPEAKERS, read_gold
from nlp.standoff import REAL, TEXTS, absent, document, entries, line_of, passage, real, records
from nlp.tagging.corpora import CORPUS, domain

MARKED = """\
## x-1 document judgment
公诉机关指控：[江某甲]PERSON任[东山县水利局]GOV[局长]POST，[江某]PERSON送其[5万元]MONEY。
[江某甲]PERSON的[妻子]KINSHIP[吴某]PERSON持有[A公司]COMPANY[10%]SHARE股份。
> gift | actor=江某甲 | post=局长 | unit=东山县水利局 | counterpart=江某 | relation=regulated | amount=5万元 | status=alleged | speaker=公诉机关 | basis=none
> hold | actor=吴某 | counterpart=A公司 | amount=10% | status=asserted | speaker=author | basis=finding
= holds | 吴某 | A公司 |  | own
= kin | 江某甲 | 吴某 | 妻子
"""
PLAIN = (
    "公诉机关指控：江某甲任东山县水利局局长，江某送其5万元。{}江某甲的妻子吴某持有A公司10%股份。"
)
ALL = [entry for path in sorted(REAL.glob("*.jsonl")) for entry in entries(path)]
#: So many characters in a row are no chance.
_SAME = 20
shared = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the real data is not beside the project"),
]


def source(folder: Path, *texts: str) -> Path:
    path = folder / "judgments.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


@pytest.mark.parametrize("broken", ["\n", "\r\n", "\n\n"])
def test_an_annotated_passage_comes_back_as_it_was(tmp_path: Path, broken: str) -> None:
    (tmp_path / "x.txt").write_text(MARKED, encoding="utf-8")
    (gold,) = read_gold(tmp_path / "x.txt")
    text = PLAIN.format(broken)
    line = line_of(gold, source(tmp_path, "别的文字。", f"前文。{text}后文。"))
    assert line.isascii()
    entry = json.loads(line)
    assert (entry["record"], entry["start"]) == (2, 3)
    again = document(1, entry, passage(entry, tmp_path))
    assert again.text == text
    for one, other in zip(again.spans, gold.spans, strict=True):
        assert again.text[one.start : one.end] == gold.text[other.start : other.end]
        assert one.label == other.label
    assert (again.events, again.relations) == (gold.events, gold.relations)
    assert (again.kind, again.genre) == ("document", "judgment")


def test_a_passage_that_no_record_holds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(MARKED, encoding="utf-8")
    (gold,) = read_gold(tmp_path / "x.txt")
    with pytest.raises(UserError, match="no record holds"):
        line_of(gold, source(tmp_path, PLAIN.format("另")))


@pytest.mark.parametrize("change", [{"start": 1}, {"record": 2}])
def test_another_text_than_was_annotated_is_refused(tmp_path: Path, change: dict[str, int]) -> None:
    (tmp_path / "x.txt").write_text(MARKED, encoding="utf-8")
    (gold,) = read_gold(tmp_path / "x.txt")
    entry = json.loads(line_of(gold, source(tmp_path, PLAIN.format("\n"))))
    with pytest.raises(UserError, match="another text"):
        passage(entry | change, tmp_path)


def test_nothing_is_read_where_the_texts_are_absent(tmp_path: Path) -> None:
    assert real(texts=tmp_path) == []
    assert absent(ALL, tmp_path) == ["discipline_news.jsonl", "judgments.jsonl"]


def test_no_word_of_a_text_is_kept_and_no_place_twice() -> None:
    for path in REAL.iterdir():
        assert path.read_text(encoding="utf-8").isascii()
    assert len({e["sha256"] for e in ALL}) == len(ALL)


def test_spans_and_codes_are_as_the_guidelines_say() -> None:
    for entry in ALL:
        size = entry["end"] - entry["start"]
        edges = [(0, 0), *((s, e) for s, e, _ in entry["spans"]), (size, size)]
        assert all(before[1] <= after[0] for before, after in pairwise(edges)), entry["sha256"]
        assert {label for *_, label in entry["spans"]} <= set(LABELS)
        for event in entry["events"]:
            assert event["act"] in ACTS
            assert set(event) <= {"act", *SLOTS}
            assert all(event[slot] in codes for slot, codes in CODES.items() if slot in event)
            loose = {v for s, v in event.items() if isinstance(v, str) and s not in {"act", *CODES}}
            assert loose <= set(SPEAKERS)
        for kind, *arguments in entry["relations"]:
            assert len(arguments) == RELATIONS[kind]
            assert {a for a in arguments if isinstance(a, str)} <= set(FLAGS)


def test_no_record_of_the_benchmark_is_learnt_from() -> None:
    held = {(e["file"], e["record"]) for e in entries(real_texts.SAMPLE)}
    assert held.isdisjoint({(e["file"], e["record"]) for e in ALL})


class TestAgainstTheTexts:
    pytestmark = shared

    def test_no_passage_repeats_a_record_of_the_benchmark(self) -> None:
        """The same judgment stands in several records, in part or whole."""
        for file in sorted({e["file"] for e in ALL}):
            texts = records(TEXTS / file)
            held = {e["record"] for e in entries(real_texts.SAMPLE) if e["file"] == file}
            known = set().union(*(_runs(texts[number - 1]) for number in held))
            for entry in ALL:
                if entry["file"] == file:
                    assert known.isdisjoint(_runs(passage(entry))), entry["sha256"]

    def test_every_passage_is_read_and_trained_on(self) -> None:
        read = real()
        assert len(read) == len(ALL)
        assert {d.text for d in read} <= {item.text for item in domain(CORPUS)}
        for one in read:
            for start, end, _ in one.spans:
                assert one.text[start:end] == one.text[start:end].strip()


def _runs(text: str) -> set[str]:
    bare = "".join(text.split())
    return {bare[i : i + _SAME] for i in range(len(bare) - _SAME + 1)}
