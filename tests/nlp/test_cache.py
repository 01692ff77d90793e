"""The cache of read texts: what its key depends on, and that it is never the only copy."""

from __future__ import annotations

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nlp.cache import Record, open_cache, text_key

RECORD: Record = {"mentions": [[0, 2, "江某", "PERSON", 0.9]], "events": [[0, None, True]]}


def test_what_is_put_is_got_again_in_the_next_run(tmp_path: Path) -> None:
    key = text_key("code", "document", "江某到会。", [])
    with open_cache(tmp_path / "a" / "texts.sqlite") as cache:
        assert cache.get(key) is None
        cache.put(key, RECORD)
    with open_cache(tmp_path / "a" / "texts.sqlite") as cache:
        assert cache.get(key) == RECORD
    assert stat.S_IMODE((tmp_path / "a" / "texts.sqlite").stat().st_mode) == 0o600


def test_what_a_run_did_not_ask_for_is_forgotten(tmp_path: Path) -> None:
    old, new = (text_key("code", "document", text, []) for text in ("旧", "新"))
    with open_cache(tmp_path / "texts.sqlite") as cache:
        cache.put(old, RECORD)
        cache.put(new, RECORD)
    with open_cache(tmp_path / "texts.sqlite") as cache:
        assert cache.get(new) == RECORD
        assert cache.forget_unused() == 1
        assert cache.get(old) is None
        assert cache.get(new) == RECORD


def test_a_broken_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "texts.sqlite"
    path.write_bytes(b"no database " * 400)
    with open_cache(path) as cache:
        assert cache.get(b"x") is None
        cache.put(b"x", RECORD)
    with open_cache(path) as cache:
        assert cache.get(b"x") == RECORD


PARTS = st.tuples(st.sampled_from("cd"), st.sampled_from("km"), st.text(max_size=4), st.lists(st.tuples(st.text(max_size=2), st.text(max_size=2)), max_size=2))  # fmt: skip


@given(PARTS, PARTS)
def test_keys_are_equal_only_for_equal_texts_names_and_code(a: tuple, b: tuple) -> None:  # type: ignore[type-arg]
    same = a[:3] == b[:3] and set(a[3]) == set(b[3])
    assert (text_key(*a) == text_key(*b)) == same
