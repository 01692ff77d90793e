"""The table of runs: what it finds is what the strings would find."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.gram_table import Frame, GramTable, Run, ending, opening, runs, stepwise

LETTERS = "某收钱Ｐ，b\U00020bb7"
TEXTS = st.text(st.sampled_from(LETTERS + "外\ud800"), max_size=12)
PREFIXES = ("b", "b收", "c", "null")
SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True).map(tuple)
FRAMES = st.one_of(
    st.builds(runs, st.sampled_from(PREFIXES), SIZES),
    st.builds(lambda one, two, n: Frame([ending(one, n), opening(one, n, two)]), st.sampled_from(PREFIXES), st.sampled_from(("", "收")), st.integers(1, 3)),
    st.builds(stepwise, st.sampled_from(PREFIXES), st.integers(1, 3), leftward=st.booleans()),
)  # fmt: skip
RUNS = st.lists(st.builds(Run, FRAMES, TEXTS), max_size=4)
NAMES = st.sets(
    st.builds(
        str.__add__,
        st.sampled_from((*PREFIXES, "x")),
        st.text(st.sampled_from(LETTERS), max_size=4),
    ),
    min_size=1,
)


@settings(deadline=None)  # the first call may compile
@given(NAMES, RUNS)
def test_the_rows_are_those_of_the_strings(names: set[str], looked: list[Run]) -> None:
    rows = {name: row for row, name in enumerate(sorted(names))}
    table = GramTable(rows)
    for _ in range(2):  # what is kept from a call must not change the next one
        wanted = [
            [owner, rows[name]]
            for owner, run in enumerate(looked)
            for name in run.features()
            if name in rows
        ]
        assert sorted(table.rows([[run] for run in looked]).tolist()) == sorted(wanted)


@given(TEXTS, SIZES)
def test_a_run_comes_once_a_text(text: str, sizes: tuple[int, ...]) -> None:
    found = Run(runs("c", sizes), text).features()
    assert len(found) == len(set(found))
    assert set(found) == {
        "c" + text[i : i + size] for size in sizes for i in range(len(text) - size + 1)
    }
