"""The annotated sample of real texts: it holds no word of them, and its offsets fit them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from benchmarks import real_texts
from ingest.errors import UserError
from nlp.annotation import LABELS
from nlp.gold import ACTS, CODES, SPEAKERS
from nlp.standoff import TEXTS, UNNAMED, document, entries, passage

SAMPLE = entries(real_texts.SAMPLE)
FILES = {
    "judgments.jsonl", "discipline_news.jsonl", "citizen_messages.jsonl", "policy_article.txt",
}  # fmt: skip
KEYS = {"file", "record", "start", "end", "sha256", "kind", "spans", "events"}
shared = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the real data is not beside the project"),
]


def test_the_sample_covers_every_source_and_each_passage_once() -> None:
    assert {entry["file"] for entry in SAMPLE} == FILES
    places = {(e["file"], e["record"], e["start"]) for e in SAMPLE}
    assert len(places) == len(SAMPLE) == len({e["sha256"] for e in SAMPLE})


def test_no_word_of_the_texts_is_kept() -> None:
    for entry in SAMPLE:
        assert set(entry) == KEYS
        assert str(entry).isascii()


def test_spans_lie_inside_are_flat_and_of_known_labels() -> None:
    for entry in SAMPLE:
        size = entry["end"] - entry["start"]
        edges = [(0, 0), *((s, e) for s, e, _ in entry["spans"]), (size, size)]
        assert all(before[1] <= after[0] for before, after in pairwise(edges)), entry["sha256"]
        assert all(s < e for s, e, _ in entry["spans"])
        assert {label for *_, label in entry["spans"]} <= set(LABELS)


def test_events_are_of_known_codes_and_point_inside() -> None:
    for entry in SAMPLE:
        size = entry["end"] - entry["start"]
        for event in entry["events"]:
            assert event["act"] in ACTS
            assert all(event[slot] in CODES[slot] for slot in ("status", "basis"))
            places = [event["actor"], event["counterpart"], event["speaker"]]
            for place in (p for p in places if isinstance(p, list)):
                assert 0 <= place[0] < place[1] <= size
            assert {p for p in places if isinstance(p, str)} <= {*SPEAKERS, UNNAMED}


class TestAgainstTheTexts:
    pytestmark = shared

    def test_digests_fit(self) -> None:
        for number, entry in enumerate(SAMPLE, 1):
            assert len(passage(entry)) == entry["end"] - entry["start"]
            assert len(document(number, entry, passage(entry)).events) == len(entry["events"])

    def test_spans_begin_and_end_on_a_word(self) -> None:
        for entry in SAMPLE:
            text = passage(entry)
            for start, end, _ in entry["spans"]:
                assert text[start:end] == text[start:end].strip()

    def test_another_text_is_refused(self) -> None:
        with pytest.raises(UserError, match="another text"):
            passage(SAMPLE[0] | {"start": SAMPLE[0]["start"] + 1})
