"""When two subjects are one natural person, and when they are not."""

from __future__ import annotations

import pyarrow as pa

from resolve.people import subject_entities


def subjects(*tokens: list[str]) -> pa.Table:
    """Officials of one name and one birth date with these ID tokens."""
    n = len(tokens)
    return pa.table({
        "s": pa.array(range(n), pa.int64()),
        "official_id": [f"G{i}" for i in range(n)],
        "subject": ["self"] * n,
        "canonical": ["申屠云帆"] * n,
        "born": ["1970-05-04"] * n,
        "kinship": pa.array([None] * n, pa.string()),
        "masked": [False] * n,
        "tokens": pa.array(list(tokens), pa.list_(pa.string())),
    })  # fmt: skip


def test_one_name_and_one_birth_date_are_one_person_unless_two_full_numbers_say_otherwise() -> None:
    assert len(set(subject_entities(subjects([], ["F:1"])).tolist())) == 1
    assert len(set(subject_entities(subjects(["F:1"], ["F:2"])).tolist())) == 2
    assert len(set(subject_entities(subjects(["F:1"], ["F:1"])).tolist())) == 1
