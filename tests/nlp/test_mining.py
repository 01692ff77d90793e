"""Texts in a stream: the cache changes what is paid for, never what is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from nlp import mining
from nlp.area import Area
from nlp.cache import open_cache
from nlp.mining import Mined, Text, mined
from nlp.pipeline import build, read
from tests.nlp.conftest import AREA

TEXTS = [
    Text(
        "a",
        "document",
        "经查，江某以妻弟赵某名义持有东江市宏达建筑工程有限公司30%股份，系宏达建筑实际控制人。",
    ),
    Text("b", "complaint", "听说柳河镇的钱书记在新来的万里行物流有限公司有干股。"),
    Text("c", "document", "东江市财政局原局长江建华被免职。"),
    Text("d", "document", ""),
]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers of the texts that went through the pipeline."""
    numbers: list[str] = []

    def counting(nlp: Language, texts: Iterable[Text]) -> Iterator[tuple[str, Doc]]:
        items = list(texts)
        numbers.extend(item.source_id for item in items)
        return read(nlp, items)

    monkeypatch.setattr(mining, "read", counting)
    return numbers


def all_of(nlp: Language, path: Path | None) -> list[Mined]:
    if path is None:
        return list(mined(nlp, TEXTS))
    with open_cache(path) as cache:
        return list(mined(nlp, TEXTS, cache))


def test_a_second_run_reads_nothing_and_finds_the_same(
    local: Language, tmp_path: Path, seen: list[str]
) -> None:
    without = all_of(local, None)
    first = all_of(local, tmp_path / "texts.sqlite")
    del seen[:]
    second = all_of(local, tmp_path / "texts.sqlite")
    assert seen == []
    assert first == without
    assert second == without
    assert without[0].events[0].uscc == "91420600MA00000001"
    assert [item.text for item in without] == TEXTS


def test_a_new_company_costs_only_the_texts_that_name_it(
    local: Language, tmp_path: Path, seen: list[str]
) -> None:
    all_of(local, tmp_path / "texts.sqlite")
    more: Area = replace(
        AREA, companies=(*AREA.companies, ("91420600MA00000009", "万里行物流有限公司"))
    )
    later = build(more)
    del seen[:]
    found = all_of(later, tmp_path / "texts.sqlite")
    assert seen == ["b"]
    assert found == all_of(later, None)
    assert {m.key for m in found[1].mentions} >= {"91420600MA00000009"}


def test_other_code_reads_everything_anew(
    local: Language, tmp_path: Path, seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of(local, tmp_path / "texts.sqlite")
    del seen[:]
    monkeypatch.setattr(mining, "code_digest", lambda room: "other")
    all_of(local, tmp_path / "texts.sqlite")
    assert seen == ["a", "b", "c", "d"]


def test_many_texts_come_in_order_over_several_batches(local: Language) -> None:
    texts = [Text(f"{i:04d}", "document", f"江某{i}到会。") for i in range(300)]
    assert [item.text for item in mined(local, texts)] == texts


def test_a_long_text_ends_its_batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mining, "_CHARACTERS", 50)
    monkeypatch.setattr(mining, "_BATCH", 3)
    texts = [
        Text(str(n), "document", "甲" * size) for n, size in enumerate((60, 1, 1, 1, 20, 40, 0))
    ]
    commits: list[int] = []
    with open_cache(tmp_path / "texts.sqlite") as cache:
        count = 0
        commit = cache.commit

        def counted() -> None:
            commits.append(count)
            commit()

        monkeypatch.setattr(cache, "commit", counted)
        for found in mined(build(), texts, cache):
            assert found.text == texts[count]
            count += 1
    assert count == len(texts)
    assert commits == [1, 4, 6, 7]
