"""Training on a toy corpus: it learns, equal inputs give equal bytes, a file gives the model back."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import UserError
from nlp.annotation import LABELS, parse
from nlp.tagging.augment import Text
from nlp.tagging.corpora import seen_plain
from nlp.tagging.learn import learn, lexicon_of
from nlp.tagging.model import Found, Model, from_bytes, load
from nlp.tagging.observe import Observer

MARKED = (
    "经查，[江某]PERSON收受[吴某]PERSON[20万元]MONEY。",
    "[赵某]PERSON系[海口县水利局]GOV[局长]POST。",
    "[2019年]DATE，[钱某]PERSON收受[3万元]MONEY。",
    "[孙某]PERSON任[东山县财政局]GOV[局长]POST。\n[李某]PERSON收受[5万元]MONEY。",
)
RECIPE = {"passes": 8, "rate": 0.2, "noise": 0.1, "averaged": 2, "cut": 1, "seed": 3}
WORDS = lexicon_of({"town": ["海口县", "东山县"], "none": []})


def texts() -> list[Text]:
    return [Text(raw, tuple(spans)) for raw, spans in map(parse, MARKED)]


def trained(**changes: float) -> Model:
    observer = Observer(WORDS.gazetteer(), rules=False)
    return learn(
        texts(), seen_plain(texts(), observer), WORDS, RECIPE | changes, LABELS, rules=False
    )


def found(model: Model, text: str) -> list[Found]:
    observer = Observer(model.gazetteer, rules=False)
    (seen,) = seen_plain([Text(text, ())], observer)
    return model.find(seen)


def test_it_learns_its_texts_and_something_beyond() -> None:
    model = trained()
    for item in texts():
        assert [f[:3] for f in found(model, item.text)] == [tuple(s) for s in item.spans]
    text = "经查，周某收受7万元。"
    assert [(text[f.start : f.end], f.label) for f in found(model, text)] == [
        ("周某", "PERSON"),
        ("7万元", "MONEY"),
    ]


def test_equal_inputs_give_equal_bytes_and_another_seed_others() -> None:
    assert trained().to_bytes() == trained().to_bytes()
    assert trained().to_bytes() != trained(seed=4).to_bytes()


def test_a_file_gives_the_model_back(tmp_path: Path) -> None:
    model = trained(rows=300)
    path = tmp_path / "model.npz"
    path.write_bytes(model.to_bytes())
    again = load(path)
    assert again.facts == model.facts
    assert len(again.arrays["keys"]) == 300
    for item in texts():
        assert found(again, item.text) == found(model, item.text)
    assert from_bytes(again.to_bytes()).to_bytes() == model.to_bytes()


def test_probabilities_lie_between_nothing_and_certainty() -> None:
    for item in texts():
        assert all(0.0 <= f.probability <= 1.0 for f in found(trained(), item.text))


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="absent"):
        load(tmp_path / "absent.npz")
    (tmp_path / "broken.npz").write_bytes(b"no model")
    with pytest.raises(UserError, match="broken"):
        load(tmp_path / "broken.npz")


def test_a_long_text_is_read_in_blocks_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    model = trained()
    text = "\n".join(item.text for item in texts() * 5)
    whole = found(model, text)
    monkeypatch.setattr("nlp.tagging.model._BLOCK", 30)
    assert found(model, text) == whole
