"""What the trained deciders of relations see, learn and choose."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nlp import relation_training as training
from nlp.clauses import Layout
from nlp.coreference import Coreference
from nlp.event_model import pack
from nlp.gold import GoldDocument, read_gold
from nlp.offices import offices
from nlp.relation_choice import Chooser, fillers, pairs, shipped, winners
from nlp.relation_features import REACH, Seen, Sight, of_pair
from nlp.spans import Mention
from nlp.stakes import stakes
from nlp.ties import ties

TEXT = "江某持有东山公司30%股份。吴某送江某5万元。"
NAMES = (("江某", "PERSON"), ("东山公司", "COMPANY"), ("30%", "SHARE"), ("吴某", "PERSON"), ("5万元", "MONEY"))  # fmt: skip


def sight(text: str, names: tuple[tuple[str, str], ...] = NAMES) -> Sight:
    found = {}
    for name, label in names:
        at = text.find(name)
        while at >= 0:
            found[at] = Mention(at, at + len(name), name, label, 1.0, None)
            at = text.find(name, at + len(name))
    mentions = [found[at] for at in sorted(found)]
    layout, held = Layout(text, mentions), offices(text, mentions)
    links = Coreference(layout, held)
    seen = Seen(held, list(ties(layout, links)), list(stakes(layout, links, held)), [])
    return Sight(layout, links, seen)


def test_pairs_are_of_the_labels_of_their_kind() -> None:
    seen = sight(TEXT)
    assert set(pairs(seen, "holds")) == {("江某", "东山公司"), ("吴某", "东山公司")}
    assert set(pairs(seen, "paid")) == {("江某", "5万元"), ("吴某", "5万元")}
    assert fillers(seen, "share", ("江某", "东山公司")) == ["30%"]
    assert fillers(seen, "payer", ("江某", "5万元")) == ["东山公司", "吴某"]


def test_no_word_of_an_award_no_winner() -> None:
    assert winners(sight("东山公司今日开会。")) == []
    assert winners(sight("东山公司中标。")) == [("东山公司", "东山公司")]


@given(st.integers(0, 2 * REACH))
def test_names_are_paired_within_reach_only(between: int) -> None:
    seen = sight("江某来了。" + "天晴。" * between + "东山公司有股东。")
    near = seen.near("江某", "东山公司")
    assert bool(near) == (between + 1 <= REACH)
    assert bool(pairs(seen, "holds")) == bool(near)


def test_features_hold_no_name() -> None:
    seen = sight(TEXT)
    other = sight(TEXT.replace("江某", "罗某"), (("罗某", "PERSON"), *NAMES[1:]))
    row = of_pair(seen, "江某", "东山公司", seen.near("江某", "东山公司"))
    assert row == of_pair(other, "罗某", "东山公司", other.near("罗某", "东山公司"))
    assert len(row) == len(set(row))


def documents(tmp_path: Path) -> list[GoldDocument]:
    lines = []
    for n in range(9):
        lines += [
            f"## x-{n} document registry",
            f"[东山公司]COMPANY登记：股东[江某]PERSON，[吴某{n}]PERSON为职工。",
            "= holds | 江某 | 东山公司 | | own",
            f"## y-{n} document registry",
            f"[海口公司]COMPANY的股东是[罗某]PERSON，[{n + 1}0%]SHARE，代持；[周某]PERSON得利[5%]SHARE。",
            f"= holds | 罗某 | 海口公司 | {n + 1}0% | nominal",
            f"## z-{n} document award",
            f"[海口县水利局]GOV公告，[海口公司]COMPANY以[{n + 1}万元]MONEY中标，[东山公司]COMPANY落选。[周某]PERSON收受[罗某]PERSON[5万元]MONEY。",
            f"= award | 海口县水利局 | 海口公司 | {n + 1}万元",
            "= paid | 罗某 | 周某 | 5万元",
        ]
    path = tmp_path / "small.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_gold(path)


def sighted(golds: list[GoldDocument]) -> list[training.Sighted]:
    rows = []
    for gold in golds:
        names = tuple((gold.text[s.start : s.end], s.label) for s in gold.spans)
        rows.append(training.Sighted(gold, sight(gold.text, names)))
    return rows


def test_training_learns_what_it_is_shown_and_repeats_itself(tmp_path: Path) -> None:
    seen = sighted(documents(tmp_path))
    model = training.train(training.examples(seen))
    assert pack(model) == pack(training.train(training.examples(seen)))
    found = [c for d in seen for c in Chooser(model).chosen(d.sight)]
    right = {("holds", "江某", "东山公司"), ("holds", "罗某", "海口公司"), ("paid", "罗某", "周某")}
    assert right <= {(c.type, c.arg1, c.arg2) for c in found}
    assert ("award", "海口公司") in {(c.type, c.arg2) for c in found}


def test_folds_depend_on_the_name_of_a_document_alone(tmp_path: Path) -> None:
    golds = documents(tmp_path)
    assert training.folds(golds) == training.folds(golds[::-1])[::-1]
    assert set(training.folds(golds)) <= set(range(training.FOLDS))


def test_the_shipped_model_has_every_decider_and_threshold() -> None:
    names = {"holds", "flag", "share", "paid", "payer", "award", "buyer", "sum"}
    assert set(shipped().deciders) == names
    assert set(shipped().thresholds) == set(training.THRESHOLDS)
