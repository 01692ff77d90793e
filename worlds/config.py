"""How large a simulated area is, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ingest.errors import UserError

#: What schemers may do to be seen less (science.md 7.3); E14 and E15 are acts of others.
EVASIONS = (
    "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13", "E15", "E16",
)  # fmt: skip
#: Those that schemers of a usual area know of.
USUAL = ("E4", "E5", "E6", "E7", "E11", "E13")


@dataclass(frozen=True, slots=True)
class WorldConfig:
    """The size, the seed and the ways of an area; the same values give the same bytes."""

    seed: int = 1
    officials: int = 2000
    companies: int = 20000
    complaints: int = 1500
    documents: int = 60
    prevalence: float = 0.02  # officials with a scheme, as a fraction of the roster
    today: date = date(2025, 6, 30)  # nothing happens after this day
    evading: float = 0.12  # schemers who take a precaution of science.md 7.3
    evasions: tuple[str, ...] = USUAL  # which ones they know
    floods: int = 1  # honest people who are flooded with copies of one complaint (E14)
    held_out: bool = False  # with the scheme kinds that no area for development has
    twins: float = 1.0  # how many times as often as in life a child gets a usual name
    gaps: float = 1.0  # how many times as often as usual numbers and birth dates are missing
    shift: float = 0.0  # how far customs differ from those of the base area, 0 to 1
    contracts: float = 0.3  # contracts of the public hand, for each company
    acts: float = 0.5  # administrative acts, for each company
    names_only: bool = False  # write no ID number and no birth date of anybody into the case

    def __post_init__(self) -> None:
        """Refuse an area that is too small to hold what an area has."""
        if self.officials < 50 or self.companies < 6 * self.officials:
            what = f"{self.officials} 名公职人员、{self.companies} 家企业：太少 too few for an area"
            fix = "至少 50 人，企业数至少为人数的 6 倍 at least 50 officials, and 6 companies for each"
            raise UserError(what, fix)
        if not 0 <= self.prevalence <= 0.1:
            what = f"比例 prevalence {self.prevalence}"
            raise UserError(what, "请取 0 到 0.1 之间 choose a value between 0 and 0.1")
        if unknown := set(self.evasions) - set(EVASIONS):
            what = f"没有这种规避手法 no such evasion: {', '.join(sorted(unknown))}"
            raise UserError(what, f"请从中选取 choose from: {', '.join(EVASIONS)}")


#: What makes an area one of its kind; ``base`` is the area for development.
PRESETS: dict[str, dict[str, object]] = {
    "base": {},
    "null": {"prevalence": 0.0},
    "shifted": {"shift": 1.0, "held_out": True, "evading": 0.25, "gaps": 1.25},
    "twins": {"twins": 5.0},
    "poor": {"gaps": 2.0},
    "evasive": {"prevalence": 0.05, "evading": 0.85, "evasions": EVASIONS, "floods": 3, "held_out": True},
    "prefecture": {
        "officials": 30_000, "companies": 400_000, "complaints": 9_700, "documents": 300,
        "contracts": 0.52,
    },
}  # fmt: skip


def preset(name: str, seed: int = 1) -> WorldConfig:
    """Return the configuration of a kind of area.

    Parameters
    ----------
    name : str
        ``base``; ``null`` without schemes; ``shifted`` with other customs and scheme kinds that
        development areas do not have; ``twins`` full of namesakes; ``poor`` with many gaps in the
        registers; ``evasive``, where schemers expect to be looked for; ``prefecture``, a whole
        prefecture in size.
    seed : int
        The seed of the area.

    Raises
    ------
    KeyError
        There is no such preset.
    """
    changes: dict[str, object] = PRESETS[name]
    return replace(WorldConfig(seed=seed), **changes)  # type: ignore[arg-type]  # values fit by name


def configure(name: str, seed: int, **changes: float | None) -> WorldConfig:
    """Return a preset with changes; None leaves a value as it is. For the command line.

    Raises UserError where there is no such preset.
    """
    if name not in PRESETS:
        what = f"没有这种模拟地区 no such preset: {name}"
        raise UserError(what, f"请从中选取 choose from: {', '.join(PRESETS)}")
    wanted = {key: value for key, value in changes.items() if value is not None}
    return replace(preset(name, seed), **wanted)  # type: ignore[arg-type]  # names of fields
