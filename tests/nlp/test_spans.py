from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from nlp.pipeline import read
from nlp.spans import Candidate, flat, mentions_of

P = {"a": 0.9, "b": 0.5}
CANDIDATES = st.builds(
    lambda start, size, label, rule: Candidate(start, start + size, label, rule),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(["PERSON", "GOV", "NONE"]),
    st.sampled_from(sorted(P)),
)


@given(st.lists(CANDIDATES, max_size=20))
def test_what_is_kept_never_overlaps_and_nothing_longer_was_dropped_for_nothing(
    candidates: list[Candidate],
) -> None:
    kept = flat(candidates, P)
    for a, b in pairwise(kept):
        assert a.end <= b.start
    blocks = [c for c in candidates if c.label == "NONE"]
    for lost in set(candidates) - set(kept) - set(blocks):
        rivals = [*kept, *blocks]
        assert any(
            r.start < lost.end and lost.start < r.end and r.end - r.start >= lost.end - lost.start
            for r in rivals
        )


@given(st.permutations([Candidate(0, 2, "GOV", "a"), Candidate(1, 4, "PERSON", "b")]))
def test_the_longest_wins_whatever_the_order(candidates: list[Candidate]) -> None:
    assert flat(candidates, P) == [Candidate(1, 4, "PERSON", "b")]


TEXTS = st.text(
    alphabet="江某赵钱局长县市区公司有限收受送万元年月日0123456789，。？“”《》 \u3000\n\tAB*某的是否认经查%号",
    max_size=80,
)


@settings(deadline=None)  # the first text compiles the model's loops
@given(TEXTS)
def test_any_text_is_read_and_offsets_are_code_points_of_the_raw_text(
    bare: Language, text: str
) -> None:
    for kind in ("complaint", "document"):
        ((_, doc),) = read(bare, [("x", kind, text)])
        reach = 0
        for mention in mentions_of(doc):
            assert text[mention.start : mention.end] == mention.text
            assert mention.start >= reach
            reach = mention.end
        assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
            (m.start, m.end, m.label) for m in mentions_of(doc)
        ]


@given(st.integers(1, 18))
def test_what_ingest_masked_is_no_mention(bare: Language, size: int) -> None:
    stars = "＊" * size
    text = f"我叫{stars}，身份证{stars}，电话{stars}，住{stars}。局长赵*平，电话0700-*******，公司{stars}有限公司。"
    (_, doc), *_ = read(bare, [("x", "complaint", text)])
    found = {(m.text, m.label) for m in mentions_of(doc)}
    assert not [name for name, _ in found if name == stars or "＊＊" in name]
    assert {("赵*平", "PERSON"), ("0700-*******", "PHONE")} <= found
