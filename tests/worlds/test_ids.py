"""Numbers are valid by the standards' arithmetic, written here a second time."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from worlds import ids
from worlds.build import build_world
from worlds.config import WorldConfig

REGIONS = st.sampled_from(("420602", "420624", "420682"))
DAYS = st.dates(date(1930, 1, 1), date(2015, 12, 31))


def id_valid(number: str) -> bool:
    """GB 11643: the weighted sum (ISO 7064, MOD 11-2) of all 18 characters is 1 modulo 11."""
    values = [10 if c == "X" else int(c) for c in number]
    return sum(v * (1 << (17 - i)) for i, v in enumerate(values)) % 11 == 1


def uscc_valid(code: str) -> bool:
    """GB 32100: the sum of value times 3^i over all 18 characters is 0 modulo 31."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return (
        sum(signs.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17])) + signs.index(code[17])
    ) % 31 == 0


@given(REGIONS, DAYS, st.integers(0, 999))
def test_resident_ids_are_valid_and_spoiled_ones_are_not(
    region: str, born: date, serial: int
) -> None:
    number = ids.resident_id(region, born, serial)
    assert len(number) == 18
    assert id_valid(number)
    assert not id_valid(ids.wrong_check(number))
    assert not id_valid(ids.altered(number, 12))


@given(REGIONS, DAYS, st.integers(0, 999))
def test_masks_hide_what_they_say_and_nothing_else(region: str, born: date, serial: int) -> None:
    number = ids.resident_id(region, born, serial)
    for masked in (ids.mask_birth(number), ids.mask_tail(number)):
        assert len(masked) == 18
        assert all(m in ("*", c) for m, c in zip(masked, number, strict=True))
    assert ids.mask_birth(number).count("*") == 8
    assert ids.mask_tail(number).count("*") == 6
    assert len(ids.old_form(number)) == 15


@given(st.sampled_from(("91", "92", "93", "N2")), REGIONS, st.integers(10**7, 10**8 - 1))
def test_credit_codes_are_valid_and_spoiled_ones_are_not(
    kind: str, region: str, serial: int
) -> None:
    code = ids.uscc(kind, region, serial)
    assert len(code) == 18
    assert uscc_valid(code)
    assert not uscc_valid(ids.wrong_uscc(code))


def test_all_numbers_of_a_world_are_valid_unique_and_fit_birth_and_sex() -> None:
    world = build_world(WorldConfig(officials=100, companies=600, complaints=20, documents=5))
    people = world.population.people
    assert len({p.id_number for p in people}) == len(people)
    for p in people:
        assert id_valid(p.id_number)
        assert p.id_number[6:14] == f"{p.born:%Y%m%d}"
        assert (int(p.id_number[16]) % 2 == 1) is (p.sex == "男")
    codes = [c.uscc for c in world.economy.companies]
    assert len(set(codes)) == len(codes)
    assert all(uscc_valid(code) for code in codes)
