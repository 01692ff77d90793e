"""Judgements against any re-clustering: whatever the registers join, the judged stay apart, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.anchors import find_rows
from resolve.constraints import constrain, parted_rows
from resolve.judgements import Anchor, Judgement
from resolve.verdicts import meant

NAME = "申屠云帆"
SCHEMA = pa.schema([
    ("name", pa.string()), ("uscc", pa.string()), ("source", pa.string()),
    ("tokens", pa.list_(pa.string())), ("born", pa.string()), ("sex", pa.string()),
])  # fmt: skip
SUBJECTS = pa.table({
    "s": pa.array([0], pa.int64()), "official_id": ["G1"], "subject": ["self"], "canonical": [NAME],
    "former_names": pa.array([[]], pa.list_(pa.string())), "kinship": pa.array([None], pa.string()),
    "born": pa.array([None], pa.string()),
})  # fmt: skip

Row = tuple[str, str, str]  # name, company, birth or nothing

names = st.sampled_from([NAME, "司徒慕白"])
companies = st.sampled_from(list("ABCDE"))
births = st.sampled_from(["", "1970-05-04", "1981"])
register = st.lists(st.tuples(names, companies, births), min_size=1, max_size=10)


def table(rows: Sequence[Row]) -> pa.Table:
    """Return register rows in the order in which `resolve.rows` sorts them."""
    return pa.Table.from_pylist(
        [
            {
                "name": name, "uscc": uscc, "source": f"r#{n}", "born": born or None, "sex": None,
                "tokens": [f"F:{name}{born}"] if len(born) == 10 else [],
            }
            for n, (name, uscc, born) in enumerate(sorted(rows))
        ],
        schema=SCHEMA,
    )  # fmt: skip


def clustered(rows: pa.Table, seed: int) -> Any:
    """Return some clustering that joins rows of one name at random: what a rebuild might find."""
    dice = np.random.default_rng(seed)
    label = dice.integers(0, 3, rows.num_rows)
    key = [f"{name}{n}" for name, n in zip(rows["name"].to_pylist(), label, strict=True)]
    code: dict[str, int] = {}
    return np.array([code.setdefault(k, len(code)) for k in key], np.int64)


def judged(
    n: int, verdict: str, person: Sequence[Anchor], other: Sequence[Anchor] = ()
) -> Judgement:
    return Judgement(
        str(n), "2026-11-22", "li", verdict, "" if other else "G1", "", NAME, "",  # type: ignore[arg-type]
        tuple(other), tuple(person), "理由", "依据",
    )  # fmt: skip


def anchor(row: Row) -> Anchor:
    return Anchor(*row)


@settings(max_examples=80, deadline=None)
@given(register, register, st.data())
def test_a_bar_survives_every_rebuild(
    old: list[Row], added: list[Row], data: st.DataObject
) -> None:
    judged_rows = data.draw(st.lists(st.sampled_from(old), min_size=1, max_size=4))
    # dates come and go between exports; who was judged is still in the company under his name
    rebuilt = [(name, uscc, data.draw(births)) for name, uscc, _ in old] + added
    rows = table(rebuilt)
    person = clustered(rows, data.draw(st.integers(0, 50)))
    bar = judged(0, "different", [anchor(row) for row in judged_rows])
    constrained = constrain([bar], rows, person)
    said = meant(constrained, SUBJECTS, rows.append_column("k", pa.array(person)))
    barred = {k for _, k in said.barred(0)}
    for name, uscc, born in judged_rows:
        here = [n for n, r in enumerate(rows.to_pylist()) if (r["name"], r["uscc"]) == (name, uscc)]
        fits = [n for n in here if may_be(born, rows["born"][n].as_py() or "")]
        assert {int(person[n]) for n in fits or here} <= barred


def may_be(a: str, b: str) -> bool:
    width = min(len(a), len(b))
    return a[:width] == b[:width]


@settings(max_examples=80, deadline=None)
@given(register, st.integers(0, 50), st.data())
def test_who_is_judged_apart_is_never_one_person_and_no_two_names_are(
    old: list[Row], seed: int, data: st.DataObject
) -> None:
    rows = table(old)
    person = clustered(rows, seed)
    some = st.lists(st.sampled_from(old), min_size=1, max_size=3)
    verdict = st.sampled_from(["same", "different"])
    said = [
        judged(n, v, [anchor(r) for r in a], [anchor(r) for r in b])
        for n, (a, b, v) in enumerate(
            data.draw(st.lists(st.tuples(some, some, verdict), max_size=4))
        )
    ]
    result = constrain(said, rows, person)
    found = find_rows(said, rows.append_column("k", pa.array(person)))
    for n, judgement in enumerate(said):
        one, other = (found.wide.get((n, side), set()) for side in ("other", "person"))
        if judgement.verdict == "different" and one - other and other - one:
            together = {int(result.person[r]) for r in one - other}
            assert not together & {int(result.person[r]) for r in other - one}
    names_of: dict[int, set[str]] = {}
    for k, name in zip(result.person.tolist(), rows["name"].to_pylist(), strict=True):
        names_of.setdefault(k, set()).add(name)
    assert all(len(found_names) == 1 for found_names in names_of.values())
    assert sorted(set(result.person.tolist())) == list(range(len(names_of)))
    assert len(result.effects) == len(said)


@settings(max_examples=60, deadline=None)
@given(register, st.integers(0, 50), st.data())
def test_the_order_of_judgements_and_of_rows_does_not_matter(
    old: list[Row], seed: int, data: st.DataObject
) -> None:
    rows = table(old)
    person = clustered(rows, seed)
    some = st.lists(st.sampled_from(old), min_size=1, max_size=2)
    pairs = data.draw(
        st.lists(st.tuples(some, some, st.sampled_from(["same", "different"])), max_size=4)
    )
    said = [
        judged(n, v, [anchor(r) for r in a], [anchor(r) for r in b])
        for n, (a, b, v) in enumerate(pairs)
    ]
    mixed = data.draw(st.permutations(said))
    assert (
        constrain(said, rows, person).person.tolist()
        == constrain(mixed, rows, person).person.tolist()
    )


def test_parting_keeps_the_rest_with_whom_a_number_or_a_company_ties_it_to() -> None:
    rows = table([(NAME, "A", "1970-05-04"), (NAME, "B", ""), (NAME, "C", "1970-05-04"),
                  (NAME, "B", ""), (NAME, "D", "")])  # fmt: skip
    apart = judged(0, "different", [Anchor(NAME, "A")], [Anchor(NAME, "B")])
    result = constrain([apart], rows, np.zeros(5, np.int64))
    by_company = {
        uscc: int(k) for uscc, k in zip(rows["uscc"].to_pylist(), result.person, strict=True)
    }
    assert by_company["A"] == by_company["C"]
    assert len({by_company[c] for c in "ABD"}) == 3
    assert result.effects == {0: "applied"}
    assert parted_rows([apart], rows).tolist() == [[1, 0], [2, 0]]


def test_joining_joins_one_name_unless_facts_or_a_judgement_forbid() -> None:
    rows = table(
        [
            (NAME, "A", "1970-05-04"),
            (NAME, "B", ""),
            (NAME, "C", "1981-01-01"),
            ("司徒慕白", "D", ""),
        ]
    )
    place = {uscc: n for n, uscc in enumerate(rows["uscc"].to_pylist())}
    person = np.arange(4)

    def join(a: str, b: str, n: int = 0) -> Judgement:
        name = {"D": "司徒慕白"}
        return judged(n, "same", [Anchor(name.get(a, NAME), a)], [Anchor(name.get(b, NAME), b)])

    joined = constrain([join("A", "B")], rows, person)
    assert joined.person[place["A"]] == joined.person[place["B"]]
    assert joined.conflicts == []
    for a, b, kind in (("A", "C", "facts_against_join"), ("A", "D", "facts_against_join")):
        refused = constrain([join(a, b)], rows, person)
        assert refused.person.tolist() == person.tolist()
        assert [c.kind for c in refused.conflicts] == [kind]
        assert refused.effects == {0: "overruled"}


def test_a_chain_of_joins_across_a_parting_joins_nobody() -> None:
    rows = table([(NAME, "A", ""), (NAME, "B", ""), (NAME, "C", "")])
    a, b, c = ([Anchor(NAME, uscc)] for uscc in "ABC")
    said = [judged(0, "same", a, b), judged(1, "same", b, c), judged(2, "different", a, c)]
    result = constrain(said, rows, np.arange(3))
    assert result.person.tolist() == [0, 1, 2]
    assert [(conflict.kind, conflict.judgements) for conflict in result.conflicts] == [
        ("join_and_split", (0, 1, 2))
    ]
    assert result.effects == {0: "overruled", 1: "overruled", 2: "applied"}
    assert constrain(said[:2], rows, np.arange(3)).person.tolist() == [0, 0, 0]


def test_without_judgements_the_very_same_persons_come_back() -> None:
    rows = table([(NAME, "A", ""), (NAME, "B", "")])
    person = np.array([0, 0], np.int64)
    assert constrain([], rows, person).person is person


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_judgement_about_rows_that_are_gone_changes_nothing(verdict: str) -> None:
    rows = table([(NAME, "A", "")])
    result = constrain(
        [judged(0, verdict, [Anchor(NAME, "X")], [Anchor(NAME, "Y")])], rows, np.zeros(1, np.int64)
    )
    assert result.person.tolist() == [0]
    assert result.effects == {0: "noted" if verdict == "unsure" else "no_person"}
