"""The model in the pipeline: what it replaces, what stays, and how it is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from nlp.pipeline import rules_only
from nlp.spans import Candidate, candidates_of, mentions_of
from nlp.tagging.component import FAMILY, NAME, SHIPPED, Tagger, shipped
from nlp.tagging.model import Found

TEXT = "经查，江某利用担任海口县水利局局长的便利，于2019年收受东山砂石公司经理吴某20万元。"

#: Names without a form, of which nobody can be as sure as of those in `TEXT`.
HARD = "听雨轩的老板三胖在小岔口说，广源还欠华彩的钱。"


def read_mentions(nlp: Language, text: str) -> list[tuple[str, str]]:
    """Mentions alone: what stands behind is tested elsewhere."""
    with nlp.select_pipes(disable=[n for n in nlp.pipe_names if n not in MENTIONS]):
        return [(m.text, m.label) for m in mentions_of(nlp(text))]


MENTIONS = [*rules_only().pipe_names, NAME, "qinqing_settle"]


def test_the_shipped_model_reads_a_notice(bare: Language) -> None:
    assert read_mentions(bare, TEXT) == [
        ("江某", "PERSON"),
        ("海口县水利局", "GOV"),
        ("局长", "POST"),
        ("2019年", "DATE"),
        ("东山砂石公司", "COMPANY"),
        ("经理", "POST"),
        ("吴某", "PERSON"),
        ("20万元", "MONEY"),
    ]


def test_the_folder_of_the_model_is_a_pipeline_that_spacy_loads(bare: Language) -> None:
    loaded = spacy.load(SHIPPED.parent)
    assert loaded.pipe_names == bare.pipe_names
    assert read_mentions(loaded, TEXT) == read_mentions(bare, TEXT)


def test_a_pipeline_written_and_read_again_finds_the_same(bare: Language, tmp_path: Path) -> None:
    bare.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert read_mentions(loaded, TEXT) == read_mentions(bare, TEXT)
    assert bare.get_pipe(NAME).to_bytes() == loaded.get_pipe(NAME).to_bytes()


def test_writing_twice_gives_the_same_bytes(bare: Language, tmp_path: Path) -> None:
    for name in ("one", "two"):
        bare.to_disk(tmp_path / name)
    one, two = (
        {str(p.relative_to(tmp_path / name)): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()}
        for name in ("one", "two")
    )  # fmt: skip
    assert one == two


@pytest.fixture
def half() -> Tagger:
    """A tagger that decides on units alone; registered companies are forced."""
    rule = {"labels": "COMPANY", "least": 2.0, "length": 2}
    data = {
        "labels": "GOV COMPANY",
        "forced": "company_known title",
        "regular": {"labels": "MONEY", "least": 0.8},
        "repeat": rule,
    }
    return Tagger(data, shipped())


def test_other_labels_and_forced_families_stay_the_rest_goes(half: Tagger) -> None:
    nlp = rules_only()
    doc = nlp("海口县水利局")
    own = [
        Candidate(0, 3, "LOCATION", "place"),
        Candidate(0, 6, "COMPANY", "company_known"),
        Candidate(0, 6, "COMPANY", "company_form"),
        Candidate(0, 6, "NONE", "title"),
    ]
    doc.user_data["candidates"] = list(own)
    half(doc)
    kept = candidates_of(doc)
    assert [c for c in kept if c.rule != FAMILY] == [own[0], own[1], own[3]]
    assert {c.label for c in kept if c.rule == FAMILY} <= {"GOV", "COMPANY"}


def test_what_has_a_regular_form_needs_a_rule_or_much_certainty(half: Tagger) -> None:
    found = [Found(0, 2, "MONEY", 0.7), Found(4, 6, "MONEY", 0.9), Found(8, 10, "GOV", 0.1)]
    assert half._sure(found, []) == found[1:]
    assert half._sure(found, [Candidate(1, 3, "MONEY", "money")]) == found
    assert half._sure(found, [Candidate(1, 3, "DATE", "date")]) == found[1:]


def test_every_mention_of_the_model_has_its_own_probability(bare: Language) -> None:
    with bare.select_pipes(disable=[n for n in bare.pipe_names if n not in MENTIONS]):
        found = mentions_of(bare(TEXT + HARD))
    assert all(0.0 < m.probability < 1.0 for m in found)
    assert len({m.probability for m in found}) > 1


def test_an_empty_text_has_no_mentions(bare: Language) -> None:
    assert read_mentions(bare, "") == []
    assert read_mentions(bare, "\n\n") == []
