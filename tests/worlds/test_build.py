"""What a world contains: prevalence, tiers, look-alikes, and a null area that is like it otherwise."""

from __future__ import annotations

from collections import Counter
from copy import copy
from datetime import date

from worlds import held_out
from worlds.build import build_world
from worlds.companies import Company, Holding
from worlds.config import EVASIONS, PRESETS, WorldConfig, preset
from worlds.people import Person
from worlds.records import Scheme, World
from worlds.schemes import TIERS, quotas
from worlds.truth import through


def test_schemes_have_the_configured_prevalence_and_mix_of_tiers(base: World) -> None:
    assert len({s.official.official_id for s in base.schemes}) == len(base.schemes) == 20
    tiers = Counter(s.tier for s in base.schemes)
    assert tiers == {tier: round(share * 20) for tier, share in TIERS}
    assert set(Counter(s.typology for s in base.schemes)) == {"T1", "T2", "T3", "T4", "T5"}


def test_look_alikes_outnumber_schemes_twenty_to_one_even_without_namesakes(base: World) -> None:
    placed = [x for x in base.look_alikes if x.exemption != "E-15"]
    assert len(placed) >= 20 * len(base.schemes)
    assert {x.exemption for x in base.look_alikes} - {""} == {f"E-{n:02d}" for n in range(1, 18)}


def test_the_null_area_has_no_schemes_and_everything_else_alike(base: World, null: World) -> None:
    assert null.schemes == []
    assert [o.person.name for o in null.officials] == [o.person.name for o in base.officials]
    shared = len(base.economy.companies) - 5 * len(base.schemes)
    assert [c.uscc for c in null.economy.companies[:shared]] == [
        c.uscc for c in base.economy.companies[:shared]
    ]
    for field in ("approvals", "complaints", "documents"):
        assert len(getattr(null, field)) == len(getattr(base, field))
    assert Counter(x.kind for x in null.look_alikes if x.exemption != "E-15") == Counter(
        x.kind for x in base.look_alikes if x.exemption != "E-15"
    )
    assert preset("null").prevalence == 0
    assert preset("base") == WorldConfig()


def _reaches(person: Person, company: Company, depth: int = 0) -> bool:
    for h in company.holdings:
        if h.holder is person:
            return True
        if isinstance(h.holder, Company) and depth < 4 and _reaches(person, h.holder, depth + 1):
            return True
    return any(r.person is person for r in company.roles)


def test_every_scheme_has_a_holder_who_reaches_the_company(base: World) -> None:
    assert all(_reaches(s.holder, s.company) for s in base.schemes)


def _overlap(s: Scheme, today: date) -> bool:
    return s.valid_from < (s.post.valid_to or today) and (s.valid_to or today) > s.post.valid_from


def test_schemes_overlap_with_power_unless_they_come_after_office(base: World) -> None:
    for s in base.schemes:
        if s.typology == "T4":
            assert s.official.left is not None
            assert s.valid_from > s.official.left
        else:
            assert _overlap(s, base.config.today)


def test_where_a_relative_or_nominee_is_used_the_unit_deals_with_the_company(base: World) -> None:
    dealt = {(a.company.uscc, a.buyer) for a in base.awards}
    for s in base.schemes:
        if s.typology != "T1":
            assert (s.company.uscc, s.post.unit.name) in dealt


def test_the_holder_of_a_tier_is_who_the_tier_says(base: World) -> None:
    for s in base.schemes:
        declared = {k.person.number for k in s.official.kin if k.declared}
        hidden = {k.person.number for k in s.official.kin if not k.declared}
        kind = s.holder.number
        assert (kind in declared) is (s.tier == "O2")
        assert (kind in hidden) is (s.tier == "O3")
        assert (s.holder is s.official.person) is (s.tier == "O1")


def test_honest_firms_of_relatives_never_deal_with_the_officials_units(base: World) -> None:
    kin = {x.company.uscc: x for x in base.look_alikes if x.company and x.kind.startswith("kin_")}
    for a in base.awards:
        if a.company.uscc in kin:
            assert a.buyer not in {p.unit.name for p in kin[a.company.uscc].official.posts}


def test_people_are_born_before_their_children_and_after_their_parents(base: World) -> None:
    for o in base.officials:
        for k in o.kin:
            if k.kinship in ("父亲", "母亲"):
                assert k.person.age(o.person.born) >= 20
            if k.degree == "child":
                assert o.person.age(k.person.born) >= 20


def test_careers_are_unbroken_and_stakes_are_in_order(base: World) -> None:
    for o in base.officials:
        for before, after in zip(o.posts, o.posts[1:], strict=False):
            assert before.valid_to == after.valid_from
    for c in base.economy.companies:
        for h in c.holdings:
            assert h.valid_to is None or h.valid_from <= h.valid_to


def test_open_stakes_of_a_company_sum_to_a_hundred(base: World) -> None:
    odd = [
        c for c in base.economy.companies
        if c.holders() and abs(sum(h.share for h in c.holders()) - 100) > 0.5 and c.kind != "listed"
    ]  # fmt: skip
    assert odd == []


def test_chains_partnerships_and_small_cycles_exist(base: World) -> None:
    holds = {
        c.uscc: {h.holder.uscc for h in c.holders() if isinstance(h.holder, Company)}
        for c in base.economy.companies
    }
    assert any(c.kind == "partnership" for c in base.economy.companies)
    assert any(holds[b] - {a} for a in holds for b in holds[a])
    assert any(
        a in holds[b] or any(a in holds[c] for c in holds[b]) for a in holds for b in holds[a]
    )


def test_quotas_add_up_and_keep_the_proportions() -> None:
    for count in (0, 1, 2, 7, 20, 40, 100):
        labels = quotas(TIERS, count)
        assert len(labels) == count
        for tier, share in TIERS:
            assert abs(labels.count(tier) - share * count) < 1


def test_every_precaution_of_the_red_team_list_can_be_taken() -> None:
    """Each switch alone gives an area in which somebody throws it (science.md 7.3)."""
    for evasion in EVASIONS:
        config = WorldConfig(
            officials=400, companies=2800, complaints=40, documents=5, prevalence=0.06, evading=1.0,
            evasions=(evasion,),
        )  # fmt: skip
        taken = [s for s in build_world(config).schemes if evasion in s.evasions]
        assert len(taken) >= 2, evasion


def test_scheme_kinds_kept_out_of_development_stay_out_of_it(base: World) -> None:
    assert not {s.kind for s in base.schemes} & set(held_out.KINDS)
    for name in PRESETS:
        out = name not in ("shifted", "evasive")
        assert preset(name).held_out is not out
    config = WorldConfig(
        officials=400, companies=2800, complaints=40, documents=5, prevalence=0.06, held_out=True
    )
    assert {s.kind for s in build_world(config).schemes} >= set(held_out.KINDS)


def test_where_two_swap_each_units_work_goes_to_the_others_relative() -> None:
    config = WorldConfig(
        officials=400, companies=2800, complaints=40, documents=5, prevalence=0.06, evading=1.0,
        evasions=("E12",),
    )  # fmt: skip
    swaps = [s for s in build_world(config).schemes if s.kind == "swap"]
    for one, other in zip(swaps[::2], swaps[1::2], strict=True):
        assert one.post in other.official.posts
        assert other.post in one.official.posts


def test_a_ring_of_companies_above_a_scheme_ends(base: World) -> None:
    first, second = (copy(s.company) for s in base.schemes[:2])
    holder = base.schemes[0].holder
    first.holdings = [Holding(second, 40, first.founded)]
    second.holdings = [Holding(first, 40, second.founded), Holding(holder, 20, second.founded)]
    assert [c.uscc for c in through(first, holder)] == [second.uscc]
