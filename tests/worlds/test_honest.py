"""Innocent officials are innocent by the facts of the world, whatever its registers show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from worlds.careers import Official, Post
from worlds.companies import Company
from worlds.people import Person
from worlds.records import World

#: Interests in office that are innocent for another reason than that they do not exist: sold within
#: the time set, registered by a thief or a forger, dead, staff shares of old, the family farm.
_EXCUSED = {
    "divested_in_time", "stolen_identity", "forged_state_firm", "dead_shell", "legacy_shares",
    "side_income",
}  # fmt: skip
_PUBLIC = ("listed", "collective", "cooperative")
Stake = tuple[Company, date, date]
Index = dict[int, list[Stake]]


def stakes(world: World) -> Index:
    """Return what every person and company holds or runs: company, first day, last day."""
    found: Index = {}
    today = world.config.today
    for c in world.economy.companies:
        for h in c.holdings:
            found.setdefault(id(h.holder), []).append((c, h.valid_from, h.valid_to or today))
        for r in c.roles:
            if r.role not in ("财务负责人", "联络员"):
                found.setdefault(id(r.person), []).append((c, r.valid_from, r.valid_to or today))
    return found


def reached(holder: Person | Company, index: Index, depth: int = 0) -> Iterator[Stake]:
    """Yield the stakes of a person, those through companies that the person holds included."""
    for company, start, stop in index.get(id(holder), []):
        yield company, start, stop
        held = any(h.holder is holder for h in company.holdings)
        if held and depth < 3:
            for below, first, last in reached(company, index, depth + 1):
                yield below, max(start, first), min(stop, last)


def innocents(world: World) -> list[Official]:
    return [o for o in world.officials if "scheme" not in o.tags]


def test_no_innocent_official_has_an_own_live_private_firm_in_office_without_a_paper(
    base: World,
) -> None:
    index = stakes(base)
    papers = {(a.official.official_id, a.company.uscc) for a in base.approvals}
    odd: Counter[str] = Counter()
    for o in innocents(base):
        for company, start, stop in reached(o.person, index):
            if company.kind in _PUBLIC or "state" in company.tags:
                continue
            if (o.official_id, company.uscc) in papers or o.tags & _EXCUSED:
                continue
            if start < (o.left or base.config.today) and stop > o.entered:
                odd[",".join(sorted(o.tags))] += 1
    assert odd == {}


def _together(post: Post, start: date, stop: date, today: date) -> bool:
    return start < (post.valid_to or today) and stop > post.valid_from


def test_no_relative_of_an_innocent_leader_is_in_the_leaders_line_and_area_unrecused(
    base: World,
) -> None:
    index, today = stakes(base), base.config.today
    for o in innocents(base):
        close = [k for k in o.kin if k.degree in ("spouse", "child", "child-in-law")]
        for k in close if "recused" not in o.tags else []:
            for company, start, stop in reached(k.person, index):
                last = min(stop, k.valid_to or today)
                for p in o.posts:
                    line = bool(p.unit.line) and company.industry.startswith(p.unit.line)
                    near = company.place.code.startswith(p.unit.region.rstrip("0"))
                    assert not (line and near and p.grade >= 3 and _together(p, start, last, today))


def test_no_company_of_an_innocents_family_gets_anything_from_the_officials_unit(
    base: World,
) -> None:
    index, today = stakes(base), base.config.today
    dealt: dict[tuple[str, str], list[date]] = {}
    for a in base.awards:
        dealt.setdefault((a.company.uscc, a.buyer), []).append(a.day)
    for x in base.acts:
        dealt.setdefault((x.company.uscc, x.agency), []).append(x.day)
    for o in innocents(base):
        for k in o.kin:
            for company, start, stop in reached(k.person, index):
                for p in o.posts:
                    days = dealt.get((company.uscc, p.unit.name), [])
                    assert not [
                        d
                        for d in days
                        if p.covers(d) and start <= d < min(stop, k.valid_to or today)
                    ]


def test_honest_people_leave_their_traces(base: World) -> None:
    kinds = Counter(x.kind for x in base.look_alikes)
    approved = Counter(a.kind for a in base.approvals)
    assert approved["兼职批准"] == kinds["approved_concurrent"]
    assert approved["责令退出"] == kinds["ordered_exit"]
    assert approved["回避决定"] == kinds["recused"]
    assert approved["国资委派"] + approved["单位委派"] > 0.7 * kinds["posted_director"]
    assert len({i.official.official_id for i in base.interests}) > 50
    shells = [x.company for x in base.look_alikes if x.kind == "dead_shell" and x.company]
    assert all(c.status == "吊销" and c.dissolved and c.dissolved.year < 2013 for c in shells)
    stolen = [x.company for x in base.look_alikes if x.kind == "stolen_identity" and x.company]
    assert all(c.status == "撤销" for c in stolen)


def test_namesakes_arise_by_themselves(base: World) -> None:
    found = [x for x in base.look_alikes if x.kind == "namesake"]
    assert 0.03 * len(base.officials) < len(found) < 0.6 * len(base.officials)
    for x in found:
        assert x.company is not None
        people = [h.holder for h in x.company.holdings if isinstance(h.holder, Person)]
        people += [r.person for r in x.company.roles]
        others = [p for p in people if p is not x.official.person]
        assert any(p.name == x.official.person.name for p in others)
