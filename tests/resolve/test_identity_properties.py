"""What must hold of every match: masks are no evidence, what is missing never helps, candidates share one chance.

One run of the stage for each property, with an official for every case: all sets of fields, not a sample.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

from resolve.names import is_masked, person_name

Run = Callable[..., dict[str, Any]]
Row = dict[str, Any]

BORN = "1970-05-04"
FIELDS = ("born", "sex", "region", "id", "phone", "address", "place", "family")
SETS = [frozenset(s) for n in range(len(FIELDS) + 1) for s in combinations(FIELDS, n)]
#: Characters for names that nobody else has, each as rare as the other.
LETTERS = [c for c in map(chr, range(0x5000, 0x5FFF)) if person_name(c) == c and c != "某"]


class Case:
    """A case folder to which officials and register persons are added, each with a company of his own."""

    def __init__(self) -> None:
        crowd = [f"{a}{b}" for a in "王李张刘陈杨赵黄周吴" for b in "伟芳娜敏"]
        self.rows: dict[str, list[Row]] = {
            "officials": [], "posts": [], "relatives": [], "companies": [],
            "roles": [
                {"name": name, "uscc": f"Z{n // 2}", "role": "监事", "source": f"crowd.csv#{n + 2}",
                 "person_id_status": "masked", "person_id_tokens": [f"M00001:z{n}"],
                 "person_id_region": f"42060{n % 9}", "person_id_sex": "男女"[n % 2],
                 "person_id_born": f"{1950 + n % 40}-06-{1 + n % 28:02d}"}
                for n, name in enumerate(crowd)
            ],
        }  # fmt: skip
        self.count = 0

    def add(self, ours: frozenset[str], theirs: frozenset[str]) -> str:
        """Add an official and his register row, each with the fields that it knows."""
        n = self.count
        self.count += 1
        who, firm = f"G{n:04d}", f"A{n:04d}"
        name, spouse = f"申屠{LETTERS[2 * n]}", f"司徒{LETTERS[2 * n + 1]}"
        # One year, but a day of his own: names that sound alike then bring nobody together.
        day = f"1970-{1 + n % 12:02d}-{1 + n // 12 % 28:02d}"
        said: Row = {"born": day, "sex": "男", "person_id_region": "420602",
                "person_id_tokens": [f"M00001:{n}"], "phone": f"139{n:08d}",
                "address": f"东山县幸福路{n}号"}  # fmt: skip
        key = {"region": "person_id_region", "id": "person_id_tokens"}
        official: Row = {"official_id": who, "name": name, "person_id_status": "masked"}
        official |= {key.get(f, f): said[key.get(f, f)] for f in ours & set(FIELDS[:6])}
        role: Row = {"name": name, "uscc": firm, "role": "监事", "person_id_status": "masked"}
        mine = {"born": "person_id_born", "sex": "person_id_sex"} | key
        role |= {mine[f]: said[key.get(f, f)] for f in theirs & mine.keys()}
        company: Row = {"uscc": firm, "name": f"{n}公司"}
        company |= {f: said[f] for f in theirs & {"phone", "address"}}
        company |= {"region": "420602"} if "place" in theirs else {}
        self.rows["officials"].append(official)
        self.rows["roles"].append(role)
        self.rows["companies"].append(company)
        if "place" in ours:
            self.rows["posts"].append({"official_id": who, "unit": "甲局", "region": "420602"})
        if "family" in ours:
            self.rows["relatives"].append({"official_id": who, "name": spouse, "kinship": "配偶"})
        if "family" in theirs:
            self.rows["roles"].append({"name": spouse, "uscc": firm, "role": "监事"})
        return who

    def run(self, run: Run) -> dict[str, Row]:
        found = run(self.rows)["identities"].to_pylist()
        return {m["official_id"]: m for m in found if m["subject"] == "self"}


def others(match: Row) -> dict[str, tuple[str, float]]:
    """Return agreement and bans of all fields but the names: some are a little rarer than others."""
    return {
        f["field"]: (f["agreement"], 0.0 if f["field"] == "family" else f["bans"])
        for f in match["fields"]
        if f["field"] != "name"
    }


def field(match: Row, name: str) -> tuple[str, float]:
    (told,) = [(f["agreement"], f["bans"]) for f in match["fields"] if f["field"] == name]
    return told


def test_a_missing_field_never_raises_a_probability(run: Run) -> None:
    case = Case()
    who = {known: case.add(known, known) for known in SETS}
    found = case.run(run)
    assert {m["level"] for m in found.values()} == {"identified", "probable", "hold"}
    for known, gone in product(SETS, FIELDS):
        if gone in known:
            pair = [found[who[s]] for s in (known, known - {gone}) if who[s] in found]
            if len(pair) == 2:
                before, after = (sum(bans for _, bans in others(m).values()) for m in pair)
                assert after <= before + 1e-6, (sorted(known), gone)


def test_a_field_that_one_side_lacks_weighs_nothing(run: Run) -> None:
    case = Case()
    bases = [s for s in SETS if len(s) <= 1]
    who = {(s, ""): case.add(s, s) for s in bases}
    for s, more in product(bases, FIELDS):
        if more not in s:
            who[s, more] = case.add(s | {more}, s)
            who[s, f"their {more}"] = case.add(s, s | {more})
    found = case.run(run)
    compared = 0
    for (known, more), official in who.items():
        base = who[known, ""]
        if more and official in found and base in found:
            assert others(found[official]) == others(found[base]), (sorted(known), more)
            assert field(found[official], more.removeprefix("their ")) == ("missing", 0.0)
            compared += 1
    assert compared > 50


def test_two_masks_are_never_evidence(run: Run) -> None:
    case = Case()
    masks = ("申屠某", "申屠某某", "申屠*", "申屠*帆", "某")
    known = [frozenset(FIELDS), frozenset({"born", "phone"}), frozenset({"id"})]
    names: dict[str, tuple[str, str]] = {}
    for s, ours, theirs in product(known, masks, (*masks, "申屠云帆")):
        for mine, its in ((ours, theirs), (theirs, ours)):
            who = case.add(s, s)
            at = len(case.rows["roles"]) - (2 if "family" in s else 1)
            case.rows["officials"][-1]["name"], case.rows["roles"][at]["name"] = mine, its
            names[who] = mine, its
    for who, match in case.run(run).items():
        # A full name may meet a masked row by its number's digits; the name speaks against it then.
        assert not is_masked(names[who][0])
        assert field(match, "name")[1] < 0
        assert match["level"] != "identified"


def test_a_masked_relative_raises_nobody(run: Run) -> None:
    case, known = Case(), frozenset({"born", "family"})
    for masked in ("司徒某", "司徒某某", "司徒*白", "某某"):
        case.add(known, known)
        case.rows["relatives"][-1]["name"] = case.rows["roles"][-1]["name"] = masked
    found = case.run(run)
    assert len(found) == 4
    assert {field(match, "family") for match in found.values()} == {("missing", 0.0)}


def test_candidates_and_rivals_share_one_chance(run: Run) -> None:
    births = (None, "1970", BORN, "1970-09-09")
    case, roster = Case(), list[Row]()
    for n, (officials, persons) in enumerate(product(product(births, repeat=2), repeat=2)):
        name = f"申屠{LETTERS[n]}"
        for born in officials:
            roster.append({"official_id": f"G{len(roster):04d}", "name": name, "born": born})
        for m, born in enumerate(persons):
            number = {"person_id_tokens": [f"M00001:{n}/{m}"], "person_id_born": born}
            role: Row = {
                "name": name,
                "uscc": f"B{n}{m}",
                "role": "监事",
                "person_id_status": "masked",
            }
            case.rows["roles"].append(role | number)
    case.rows["officials"] = roster
    one_person = {  # one name and one day of birth on two rosters: one person (D3.5)
        official["official_id"]
        for a, b in zip(roster[::2], roster[1::2], strict=True)
        for official in (a, b)
        if a["born"] == b["born"] and len(a["born"] or "") == 10
    }
    of_official: dict[str, float] = defaultdict(float)
    of_person: dict[str, float] = defaultdict(float)
    found = run(case.rows)["identities"].to_pylist()
    assert len(found) > 100
    for match in found:
        of_official[match["official_id"]] += match["probability"]
        if match["official_id"] not in one_person:
            of_person[match["person_key"]] += match["probability"]
    assert max(of_official.values()) <= 1 + 1e-6
    assert max(of_person.values()) <= 1 + 1e-6
