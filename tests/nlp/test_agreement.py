"""How two readers are compared: a reading agrees with itself; kappa and macro-F1 are those of scikit-learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import cohen_kappa_score, f1_score

from benchmarks.agreement import (
    NAMES,
    Floats,
    accuracy,
    differences,
    f1,
    kappa,
    macro,
    reading,
    tally,
)
from nlp.gold import GoldDocument, read_gold

ONE = """## x-1 document notice
经查，[江某]PERSON以[妻弟]KINSHIP[赵某]PERSON名义持有[东山砂石公司]COMPANY[30%]SHARE股份，收受[吴某]PERSON[5万元]MONEY。
江某否认收受[吴某]PERSON的钱。
> nominee | actor=江某 | counterpart=东山砂石公司 | relation=relative | amount=30% | status=asserted | speaker=author | basis=finding
> gift | actor=江某 | counterpart=吴某 | amount=5万元 | status=asserted | speaker=author | basis=finding
> gift | actor=江某 | counterpart=吴某 | status=denied | speaker=江某 | basis=statement
= holds | 江某 | 东山砂石公司 | 30% | hidden
= kin | 江某 | 赵某 | 妻弟
= paid | 吴某 | 江某 | 5万元
"""
CONFUSION = arrays(np.float64, (6, 6), elements=st.integers(0, 9).map(float))


def document(tmp_path: Path, text: str = ONE) -> GoldDocument:
    path = tmp_path / "gold.txt"
    path.write_text(text, encoding="utf-8")
    (read,) = read_gold(path)
    return read


def test_a_reading_agrees_with_itself(tmp_path: Path) -> None:
    one = document(tmp_path)
    same = tally([one], [reading(one)])
    (names,) = same.names
    told = names[:, 1] > 0
    assert set(f1(names)[told]) == {1.0}
    assert {name for name, is_told in zip(NAMES, told, strict=True) if is_told} >= {
        "PERSON",
        "event",
        "actor",
        "amount",
        "relation holds",
        "relation kin",
        "relation paid",
    }
    assert kappa(same.statuses.sum(axis=0)) == 1
    assert same.weak == (0, 1)


def test_what_differs_is_told_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = document(tmp_path)
    other = ONE.replace("counterpart=东山砂石公司", "counterpart=砂石公司").replace(
        "> gift | actor=江某 | counterpart=吴某 | status=denied | speaker=江某 | basis=statement\n",
        "",
    )
    second = document(tmp_path, other.replace("[妻弟]KINSHIP", "妻弟"))
    found = tally([one], [reading(second)])
    differences("two readers", found)
    said = capsys.readouterr().out
    assert "2 events in pairs" in said
    assert "only annotated: 1 (triple told once by the other 1," in said
    assert "only found: 0" in said
    (counterpart,) = (line.split()[1:] for line in said.splitlines() if "counterpart  " in line)
    assert counterpart == ["0", "1", "0", "0", "0"]  # a border
    assert f1(found.names[0])[NAMES.index("KINSHIP")] == 0


@given(CONFUSION)
def test_status_figures_are_those_of_scikit_learn(confusion: Floats) -> None:
    pairs = [(i, j) for i in range(6) for j in range(6) for _ in range(int(confusion[i, j]))]
    gold, found = [i for i, _ in pairs], [j for _, j in pairs]
    if len({*gold, *found}) < 2:
        return  # nothing to agree on beyond chance
    assert kappa(confusion) == pytest.approx(cohen_kappa_score(gold, found), abs=1e-6)
    seen = sorted(set(gold))
    expected = f1_score(gold, found, labels=seen, average="macro", zero_division=0)
    assert macro(confusion) == pytest.approx(expected)
    assert accuracy(confusion) == pytest.approx(np.mean(np.equal(gold, found)))
