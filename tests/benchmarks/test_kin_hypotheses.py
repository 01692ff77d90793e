"""The benchmark of hypotheses says what its recall cannot tell."""

from __future__ import annotations

from benchmarks.kin_hypotheses import Hit, Score


def score(*, kin: int, tied: int) -> Score:
    made = Score()
    made.kin, made.tied = kin, tied
    made.hits = [
        Hit(0.9, kin=True, tied=True, nominee=False, what="弟", grounds="kin: phone"),
        Hit(0.3, kin=False, tied=False, nominee=True, what="nominee", grounds="contact: phone"),
    ]
    return made


def test_recall_of_the_tied_stands_beside_that_of_all() -> None:
    rows = list(score(kin=100, tied=4).table())
    cells = [cell.strip() for cell in rows[2].strip("|").split("|")]
    assert cells == ["0.2", "2", "1", "0.50", "0.010", "0.250", "2", "1.00"]
    assert len(rows[0].split("|")) == len(rows[1].split("|")) == len(rows[2].split("|"))


def test_worlds_without_contacts_are_said_to_have_none() -> None:
    assert "4.0%" in score(kin=100, tied=4).caveat()
    assert score(kin=10, tied=4).caveat() == ""
    assert "–" in list(score(kin=10, tied=0).table())[2]
