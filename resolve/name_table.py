"""The synthetic table of given-name characters (人名用字表), fitted to published aggregates.

    python -m resolve.name_table [--surnames ../shared/data/lists/surnames.csv] [--write]

No table of real names goes into it: which characters were usual for whom is `given_characters.yaml`,
an order without numbers; how steep usage is, how many names have one character and how often the
first ones are chosen is fitted until what was published of the whole population holds. It prints
how far the table is from every published figure. Those it was fitted to it meets, having more
parameters than there are figures; how common a person's name is stays a test of it.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from resolve.knowledge import load, surname_shares

Floats = NDArray[np.float64]

SEXES = ("男", "女")
FILE = Path(__file__).parent / "data" / "given_names.csv"
#: Persons by cohort of `given_characters.yaml`, as shares: rounded from the age groups of the census of 2010.
PEOPLE = np.array([0.11, 0.12, 0.17, 0.18, 0.17, 0.14, 0.11])
POPULATION = 1.2e9
#: Characters beyond the listed ones and what they have together: the long tail of rare names.
REST = 2500
#: How alike neighbouring decades are, and the other sex: what an order of one decade says of the next.
_KERNEL = (1.0, 0.35, 0.1)
_OTHER_SEX = 0.04
#: Part of the names that follow no fashion: nobody is ruled out by his name.
_EVEN = 0.05


class Published(NamedTuple):
    """Published aggregates (science.md 3.1, 3.2); shares of all persons."""

    collision: float = 6.0e-6  # two persons have one full name, [C] from the 1.2 bn table
    top_1000: float = 0.315  # have one of the 1,000 most usual given names, [C]
    top_100_1960: float = 0.099
    top_100_1970: float = 0.134
    top_100_1980: float = 0.189
    zhang_wei: float = 230_644 / POPULATION  # 290,607 bearers [S62] / κ 1.26
    surname_collision: float = 0.0268  # [C], and 0.026 [S31]
    surnames_100: float = 0.859  # [S63]
    median: float = 7e-7  # share of the population that has a person's full name, [C]; not fitted
    rarest_tenth: float = 4e-8
    commonest_tenth: float = 1.3e-5
    commonest_hundredth: float = 1e-4


class Model(NamedTuple):
    """The fitted parameters: for each cohort how steep, how many single names; and the tail."""

    steep: Floats
    single: Floats
    offset: float  # of Zipf's law
    rest: float


def affinities() -> tuple[list[str], NDArray[np.int64]]:
    """Return the characters, and their ranks (characters, sexes, cohorts); -1: not listed."""
    data = load("given_characters")
    lines = [[list(dict.fromkeys(data[sex][year])) for year in data["cohorts"]] for sex in SEXES]
    characters = sorted({c for sex in lines for line in sex for c in line})
    rank = np.full((len(characters), 2, len(PEOPLE)), -1)
    index = {c: n for n, c in enumerate(characters)}
    for x, sex in enumerate(lines):
        for c, line in enumerate(sex):
            for n, character in enumerate(line):
                rank[index[character], x, c] = n
    return characters, rank


def shares(model: Model, rank: NDArray[np.int64]) -> Floats:
    """Return the share of each character among those of given names (characters, sexes, cohorts)."""
    zipf = np.where(rank >= 0, (np.maximum(rank, 0) + 1 + model.offset) ** -model.steep, 0.0)
    zipf /= zipf.sum(axis=0)
    mixed = zipf * _KERNEL[0]
    for step, weight in enumerate(_KERNEL[1:], start=1):
        mixed[..., step:] += weight * zipf[..., :-step]
        mixed[..., :-step] += weight * zipf[..., step:]
    mixed = mixed + _OTHER_SEX * mixed[:, ::-1]
    mixed = mixed / mixed.sum(axis=0)
    mixed = (1 - _EVEN) * mixed + _EVEN * mixed.mean(axis=(1, 2), keepdims=True)
    result: Floats = mixed * (1 - model.rest)
    return result


def names(model: Model, share: Floats) -> tuple[Floats, Floats]:
    """Return the shares of single (n, cohorts) and double names (n², cohorts), both sexes together."""
    single = (share * model.single).mean(axis=1)
    double = np.einsum("axc,bxc->abc", share, share) / 2 * (1 - model.single)
    return single, double.reshape(-1, double.shape[-1])


def aggregates(model: Model, characters: list[str], rank: NDArray[np.int64]) -> dict[str, float]:
    """Return what the published figures would be if names were given so."""
    single, double = names(model, shares(model, rank))
    every = np.vstack([single, double])
    nation = every @ PEOPLE
    cohort = {1960: 2, 1970: 3, 1980: 4}
    tops = {f"top_100_{y}": _top(every[:, c], 100) for y, c in cohort.items()}
    surnames = Published().surname_collision
    return {
        "collision": surnames * float((nation**2).sum()),
        "top_1000": _top(nation, 1000),
        **tops,
        "zhang_wei": float(single[characters.index("伟")] @ PEOPLE) * surname_shares()["张"],
    }


def _top(values: Floats, count: int) -> float:
    return float(np.partition(values, -count)[-count:].sum())


def fit() -> Model:
    """Return the model whose aggregates are nearest to the published ones, near its start."""
    characters, rank = affinities()
    wanted = Published()._asdict()
    start = np.array([*np.full(7, 0.8), *_SINGLES, 2.0, 0.25])
    free = np.array([*np.full(7, 0.3), *np.full(7, 0.15), 2.0, 0.15])

    def miss(values: Floats) -> Floats:
        found = aggregates(_model(values), characters, rank)
        gaps = [np.log(found[key] / wanted[key]) / 0.01 for key in found]
        return np.array([*gaps, *((values - start) / free * 0.3)])

    low = [*np.full(7, 0.2), *np.full(7, 0.01), 0.0, 0.05]
    high = [*np.full(7, 2.0), *np.full(7, 0.6), 12.0, 0.6]
    return _model(least_squares(miss, start, bounds=(low, high), x_scale=free, max_nfev=60).x)


#: Share of names of one character by cohort, where the fit starts: few, then many, then fewer again.
_SINGLES = (0.08, 0.08, 0.12, 0.30, 0.38, 0.30, 0.12)


def _model(values: Floats) -> Model:
    return Model(values[:7], values[7:14], float(values[14]), float(values[15]))


def report(model: Model, surnames: Path | None) -> list[str]:
    """Return one line for each published figure: published, table, how far apart."""
    characters, rank = affinities()
    found = aggregates(model, characters, rank)
    wanted = Published()._asdict()
    found |= spread(model, rank)
    if surnames is not None:
        found |= surname_figures(surnames)
    return [
        f"{key:>18}  published {wanted[key]:.4g}  table {value:.4g}  {value / wanted[key] - 1:+.1%}"
        for key, value in found.items()
    ]


def spread(model: Model, rank: NDArray[np.int64]) -> dict[str, float]:
    """Return how many share a person's full name: the rarest tenth, the median, the commonest."""
    share = shares(model, rank)
    single, double = names(model, share)
    each = np.vstack([single, double]) @ PEOPLE
    mixed = (share.mean(axis=1) * (1 - model.single)) @ PEOPLE  # with one character not listed
    given = np.concatenate([each, mixed * model.rest / REST])
    mass = np.concatenate([each, 2 * mixed * model.rest])
    surnames = np.array([v for k, v in surname_shares().items() if k != "*"])
    full = np.log10(given[:, None] * surnames).ravel()
    weight = (mass[:, None] * surnames).ravel()
    order = np.argsort(full)
    below = np.cumsum(weight[order]) / weight.sum()
    places = {
        "rarest_tenth": 0.1,
        "median": 0.5,
        "commonest_tenth": 0.9,
        "commonest_hundredth": 0.99,
    }
    return {key: float(10 ** full[order][np.searchsorted(below, at)]) for key, at in places.items()}


def surname_figures(path: Path) -> dict[str, float]:
    """Return what a list of surnames (columns NameB, TF) says of the two published figures."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        count = np.sort([float(row["TF"]) for row in csv.DictReader(text)])[::-1]
    share = count / count.sum()
    return {
        "surname_collision": float((share**2).sum()),
        "surnames_100": float(share[:100].sum()),
    }


def write(model: Model, path: Path = FILE) -> None:
    """Write the shares per 100,000 characters by sex and cohort, and the single names in a line."""
    characters, rank = affinities()
    share = shares(model, rank).reshape(len(characters), -1) * 1e5
    cohorts = load("given_characters")["cohorts"]
    columns = [f"{sex}{year}" for sex in SEXES for year in cohorts]
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(_HEAD)
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["character", *columns])
        table.writerow(["-1", *(f"{v:.0f}" for v in np.tile(model.single, 2) * 1e5)])
        table.writerow(["*", *(f"{v:.2f}" for v in np.full(14, model.rest / REST * 1e5))])
        for character, values in zip(characters, share, strict=True):
            table.writerow([character, *(f"{v:.1f}" for v in values)])


_HEAD = (
    "# Synthetic; made by resolve/name_table.py from given_characters.yaml and published aggregates, no real name table.\n"
    "# Occurrences per 100,000 characters of given names, by sex and first year of the cohort. `*`: each of 2,500\n"
    "# characters that are not listed. `-1`: names of one character, per 100,000 names.\n"
)


def main() -> None:
    """Fit, print how far each figure is off, and write the table if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surnames", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    model = fit()
    print(*report(model, options.surnames), sep="\n")  # noqa: T201 - it is a command
    print(model)  # noqa: T201
    if options.write:
        write(model)


if __name__ == "__main__":
    main()
