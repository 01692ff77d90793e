"""What speaks for the person, computed from a finding (D4.9): weakest link, next check, what would clear.

Everything is worked out from the finding's own row and the pack, so the desk can tell it in both
languages for any finding, and a changed number changes the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from risk.pack import LINKS, Check, Link, Pack, Words

Row = dict[str, Any]
#: A fact that, if it turned out otherwise, would take findings down: link, subject, company or "", and what
#: it is about: a stake, a role or both (持股, 任职), the pattern whose lawful explanation it is, or "".
Fact = tuple[Link, str, str, str]
#: Sets of more facts than this are no longer searched for the smallest one.
_MOST_FACTS = 6


class Explanation(NamedTuple):
    """The three sentences of the risk list, each in both languages."""

    weakest_link: Words
    next_check: Words
    would_clear: Words


def explain(finding: Row, pack: Pack) -> Explanation:
    """Explain one finding."""
    return explain_official([finding], pack)


def explain_official(findings: Sequence[Row], pack: Pack) -> Explanation:
    """Explain all findings of an official; the strongest one gives weakest link and next check."""
    top = min(findings, key=lambda f: (f["tier"], -f["probability"], f["finding_id"]))
    return Explanation(_weakest(top, pack), next_check(top, pack), _would_clear(findings, pack))


def weakest_link(finding: Row) -> Link:
    """Return the link with the lowest probability, the earlier one where two are equal."""
    return min(LINKS, key=lambda link: (finding[f"p_{link}"], LINKS.index(link)))


def next_check(finding: Row, pack: Pack) -> Words:
    """Return the check that removes most doubt for its cost."""
    check = max(
        _checks(pack), key=lambda c: ((1.0 - finding[f"p_{c.link}"]) / c.cost, -LINKS.index(c.link))
    )
    what = check.text
    if check.link == "no_exemption":
        what = _open_question(finding, pack)
    return Words(
        zh=f"{what.zh}（须证明：{check.clause.zh}）",
        en=f"{what.en} (to be proved: {check.clause.en})",
    )


def open_exemptions(finding: Row, pack: Pack) -> list[str]:
    """Return the exemptions that could not be tried for lack of data, the most common one first."""
    rates = {a.code: a.rate for a in pack.patterns[finding["pattern"]].alternatives}
    untold = [t["code"] for t in finding["exemptions_tried"] if t["outcome"] == "cannot be told"]
    return sorted((code for code in untold if code in rates), key=lambda code: (-rates[code], code))


def _open_question(finding: Row, pack: Pack) -> Words:
    codes = open_exemptions(finding, pack)
    return pack.exemptions[codes[0]].check if codes else pack.patterns[finding["pattern"]].check


def _weakest(finding: Row, pack: Pack) -> Words:
    link = weakest_link(finding)
    p = finding[f"p_{link}"]
    check = next(c for c in _checks(pack) if c.link == link)
    zh, en = LINK_WORDS[link].zh, LINK_WORDS[link].en
    return Words(zh=f"{zh}（{check.clause.zh}）：{p:.2f}", en=f"{en} ({check.clause.en}): {p:.2f}")


LINK_WORDS: dict[Link, Words] = {
    "identity": Words(zh="身份为同一人", en="it is the same person"),
    "relation": Words(zh="亲属关系属实", en="the family tie is as stated"),
    "benefit": Words(zh="持股或任职属实", en="the holding or role is as stated"),
    "overlap": Words(zh="与职权重合", en="interest and office coincide"),
    "no_exemption": Words(zh="不属例外情形", en="no exemption applies"),
}


def _would_clear(findings: Sequence[Row], pack: Pack) -> Words:
    """Word the smallest set of facts whose change takes the official out of his tier."""
    tier = min(f["tier"] for f in findings)
    leading = [f for f in findings if f["tier"] == tier]
    facts = smallest_clearing(leading)
    clears = {c.link: c.clears for c in _checks(pack)}
    zh, en = [], []
    for fact in facts:
        link, _, uscc, _ = fact
        finding = next(f for f in leading if fact in facts_of(f))
        who = f"{finding['kinship']}{finding['subject_name']}"
        what = pack.patterns[finding["pattern"]].clears if link == "no_exemption" else clears[link]
        company = f"、{finding['company']}" if uscc else ""
        zh.append(f"{who}{company}：{what.zh}")
        en.append(f"{who}{company}: {what.en}")
    joined = Words(zh="；并且".join(zh), en="; and ".join(en))
    return Words(zh=f"如查明以下情况即退出：{joined.zh}", en=f"Out of the list if: {joined.en}")


def smallest_clearing(findings: Sequence[Row]) -> tuple[Fact, ...]:
    """Return the smallest set of facts that touches every finding; of equals the least sure facts.

    Each finding is a chain, so one refuted link takes it down; an identity or a family tie takes
    down all findings that rest on it. The search is exact up to six facts; beyond, facts are taken
    one by one, each the one that takes down most of what is left.
    """
    reach: dict[Fact, set[str]] = {}
    doubt: dict[Fact, float] = {}
    for finding in findings:
        for fact in facts_of(finding):
            reach.setdefault(fact, set()).add(finding["finding_id"])
            doubt[fact] = min(doubt.get(fact, 1.0), finding[f"p_{fact[0]}"])
    order = sorted(reach, key=lambda fact: (doubt[fact], LINKS.index(fact[0]), fact))
    everything = {finding["finding_id"] for finding in findings}
    for size in range(1, min(_MOST_FACTS, len(everything)) + 1):
        covers = sorted(_covers(order, reach, everything, size))
        if covers:
            return tuple(order[n] for n in covers[0])
    return _greedy(order, reach, everything)


def facts_of(finding: Row) -> list[Fact]:
    """Return the facts of which one refuted is enough to take a finding down."""
    kinds = [kind for kind in ("holding", "role") if finding.get(kind)]
    about: dict[Link, tuple[str, str]] = {
        "identity": ("", ""),
        "relation": ("", ""),
        "benefit": (finding["uscc"], "+".join(kinds)),
        "overlap": (finding["uscc"], "+".join(kinds)),
        "no_exemption": (finding["uscc"], finding["pattern"]),
    }
    return [
        (link, finding["subject"], *about[link]) for link in LINKS if finding[f"p_{link}"] < 1.0
    ]


def _covers(
    order: list[Fact], reach: dict[Fact, set[str]], left: set[str], size: int
) -> set[tuple[int, ...]]:
    """Return every set of at most `size` facts that touches all findings, as places in `order`."""
    if not left:
        return {()}
    if not size:
        return set()
    one = min(left)  # some fact of the set has to take this finding down
    found = set()
    for n, fact in enumerate(order):
        if one in reach[fact]:
            rest = _covers(order, reach, left - reach[fact], size - 1)
            found |= {tuple(sorted({n, *others})) for others in rest}
    return found


def _greedy(order: list[Fact], reach: dict[Fact, set[str]], wanted: set[str]) -> tuple[Fact, ...]:
    left, chosen = set(wanted), []
    while left:
        best = max(order, key=lambda fact: (len(reach[fact] & left), -order.index(fact)))
        chosen.append(best)
        left -= reach[best]
    return tuple(chosen)


def _checks(pack: Pack) -> tuple[Check, ...]:
    return pack.weights.checks
