"""Names come from a distribution: commonness as published aggregates say, and no list of people."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

from worlds.chance import Dice
from worlds.names import Namer, surnames, template


def test_surnames_have_the_isonymy_of_published_aggregates() -> None:
    table = surnames()
    total = table.bounds[-1]
    shares = [(b - a) / total for a, b in zip([0.0, *table.bounds], table.bounds, strict=False)]
    assert 0.02 < sum(s * s for s in shares) < 0.04  # nation 0.026, county 0.040 (science.md 3.2)
    assert len(shares) > 200


def test_full_names_collide_about_as_often_as_in_the_population() -> None:
    """Expected collision probability of two persons of all ages: 6e-6 to 1.5e-5 (science.md 3.2)."""
    dice = Dice(5, "test")
    namer = Namer(dice)
    count = 60_000
    names = Counter(
        namer.surname() + namer.given(dice.pick("男女"), dice.whole(1950, 2003))
        for _ in range(count)
    )
    pairs = sum(n * (n - 1) for n in names.values())
    assert 4e-6 < pairs / (count * (count - 1)) < 2.5e-5


def test_given_names_fit_sex_and_cohort() -> None:
    namer = Namer(Dice(1, "test"))
    old = Counter(namer.given("男", 1955) for _ in range(4000))
    young = Counter(namer.given("男", 2003) for _ in range(4000))
    assert old["建国"] > 10 * max(1, young["建国"])
    assert young["浩然"] > 10 * max(1, old["浩然"])


def test_templates_hold_no_full_names_of_people() -> None:
    """A name of a list would be a surname with a given name in one data cell."""
    known = set(surnames().values)
    data = template("given_names")
    cells = [c for sex in ("男", "女") for heads in data[sex]["heads"] for c in heads]
    assert all(len(c) <= 2 for c in cells)
    assert not any(len(c) == 3 and c[0] in known for c in cells)
    names = {p.name for p in files("worlds").joinpath("templates").iterdir()}
    assert names == {
        "surnames.csv", "given_names.yaml", "places.yaml", "units.yaml", "industries.yaml",
        "complaints.yaml", "service.yaml", "documents.yaml", "beliefs.yaml",
    }  # fmt: skip
