"""The entries of the rule pack (规则包条目): rule, exemption, pattern, weights, switchboard."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ingest.dates import day_bounds

Kin = Literal["self", "spouse", "child", "child_spouse", "parent", "sibling", "in_law", "other"]
Link = Literal["identity", "relation", "benefit", "overlap", "no_exemption"]
#: The necessary links of a lead, in the order in which the chain is told.
LINKS: tuple[Link, ...] = ("identity", "relation", "benefit", "overlap", "no_exemption")
#: What machine text never says; the title of a law in 《 》 is quoted as it is.
FORBIDDEN = re.compile("违纪|腐败|嫌疑人")  # said never


class Words(BaseModel):
    """One text in Chinese and English."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str

    @field_validator("zh", "en")
    @classmethod
    def _neutral(cls, text: str) -> str:
        if FORBIDDEN.search(re.sub("《[^》]*》", "", text)):
            msg = f"prejudging word in {text!r}"
            raise ValueError(msg)
        return text

    def get(self, lang: str) -> str:
        """Return the text in a language; everything but ``en`` is Chinese."""
        return self.en if lang == "en" else self.zh


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(_Entry):
    """Whom a rule binds (适用对象); an empty list is everybody.

    `classes` are those of ``switchboard.yaml``; `min_level` is the lowest rank level, `leading`
    asks for a leading member (领导成员), `party` for a Party member, `left` for one who left in one
    of these ways (resigned, retired).
    """

    classes: tuple[str, ...] = ()
    min_level: int | None = None
    leading: bool = False
    party: bool = False
    left: tuple[str, ...] = ()


class Window(_Entry):
    """The years after leaving in which a rule holds (离任限制期限); the long ones for some."""

    others: float
    long: float
    #: Who has the long window: leading members (领导成员), or also whoever had the declaration's level.
    long_for: Literal["leading", "leading_or_county"] = "leading"
    in_office: bool = False  # whether the rule also speaks of the time in office


class Rule(_Entry):
    """A rule: where it stands, whom it binds, since when, and what must be proved beside it."""

    id: str
    instrument: Words
    article: str
    text: Words
    effective_from: str
    effective_to: str | None = None
    who: Who = Who()
    kin: tuple[Kin, ...] = ("self",)
    #: Only a rule that binds the person (本人) can be engaged by a finding; one that tells the office
    #: how to proceed (办案机关) cannot.
    binds: Literal["person", "office"] = "person"
    benefit: Literal["any", "holding", "role"] = "any"
    #: The rule speaks of dealings with the own unit: an award (采购), or any award or act.
    deal: Literal["none", "award", "any"] = "none"
    #: A stake counts only in an enterprise of the same line or with dealings (同类、关联、业务往来).
    related_stake: bool = False
    #: Years after leaving in which the rule holds; None where it speaks of the time in office.
    window: Window | None = None
    #: Where the rule needs a second rule that was broken (违反有关规定): those that can be it.
    predicates: tuple[str, ...] = ()
    needs_predicate: bool = False
    #: Class, rank and time limit are those of the predicate: without one the rule does not bind.
    by_predicate: bool = False
    tag: Literal["V1", "V2", "M"]
    private: bool = False  # parameters that only the office has; off until it loads them
    source: str

    @field_validator("effective_from", "effective_to")
    @classmethod
    def _dated(cls, text: str | None) -> str | None:
        if text is not None:
            day_bounds(text)
        return text

    @property
    def on(self) -> bool:
        """A rule known from memory only, or with parameters of the office, is off."""
        return self.tag != "M" and not self.private


class Exemption(_Entry):
    """A lawful situation (例外) that is tried before anything is shown.

    `order` is the place in the exclusion order of law.md B.8, `miss` the share of such situations
    that the test does not recognise although its tables are there, `reasons` the words for each
    outcome that the SQL beside this file returns.
    """

    code: str
    title: Words
    tests: Words
    order: int
    miss: float = Field(ge=0, le=1)
    reasons: dict[str, Words]
    check: Words  # how a person finds out
    cost: float = Field(gt=0)
    source: str


class Alternative(_Entry):
    """An innocent explanation of a pattern and how common it is among all officials.

    `code` is the exemption that tests it; None where no table can: then it always counts in full.
    """

    code: str | None = None
    rate: float = Field(ge=0, le=1)
    text: Words
    ruled_out: str | None = None  # the only reason of the exemption's test that speaks against it
    source: str


class Pattern(_Entry):
    """A pattern (模式) and what a finding of it means; the shape is the SQL beside this file."""

    id: str
    title: Words
    typology: Literal["T1", "T2", "T3", "T4", "T5"]
    rules: tuple[str, ...]
    needs: dict[str, tuple[str, ...]]
    exemptions: tuple[str, ...]
    prior: float = Field(gt=0, lt=1)
    prior_source: str
    alternatives: tuple[Alternative, ...]
    #: Circumstances that may weigh in; those that the shape itself requires are left out.
    circumstances: tuple[str, ...] = ()
    #: Strength of the pattern as law.md B.0 has it; circumstantial ones (K1, K2) stay in tier 2.
    strength: Literal["K1", "K2", "K3", "K4"] = "K3"
    #: The finding stays in tier 2 until a person has made the check of this exemption or link.
    until: str | None = None
    needs_overlap: bool = True
    meaning: Words
    check: Words  # what settles the innocent explanations that no table can test
    clears: Words
    source: str


class Circumstance(_Entry):
    """Supporting evidence in bans against a named innocent alternative (旁证)."""

    item: str
    group: str
    bans: float
    most: int = 1  # how many times it may count
    alternative: Words
    text: Words
    source: str


class Check(_Entry):
    """What a person can do to settle a link, what it costs, and which clause it proves (要件)."""

    link: Link
    clause: Words
    text: Words
    clears: Words
    confirmed: float = Field(gt=0, le=1)  # the link's probability when the check confirms it
    cost: float = Field(gt=0)


class Weights(_Entry):
    """Thresholds, caps and default probabilities; every value stands beside its source."""

    tier_one: float
    identified: float
    move_bans: float
    show_line: float
    item_cap: float
    group_cap: float
    group_caps: dict[str, float]
    total_cap: float
    registry_lag_days: int
    grace_days: int
    dead_years: float
    founding_window_months: int
    related_years: int
    min_effective_share: float
    certain_time: float
    possible_time: float
    direct_holding: float
    later_hop: float
    unknown_share: float
    roles: dict[str, float]
    other_role: float
    unit_basis: dict[str, float]
    not_leading: float
    act_kinds: dict[str, float]
    line_depth: dict[int, float]
    exposure: dict[str, float]
    circumstances: tuple[Circumstance, ...]
    checks: tuple[Check, ...]
    prior_scales: tuple[float, ...]
    source: dict[str, str]


class Switchboard(_Entry):
    """Who is who (law.md A.11): categories to classes, ranks to levels, kinship to circles."""

    classes: dict[str, tuple[str, ...]]  # 人员类别 → classes
    ranks: dict[str, int]  # 职级 → level
    junior_titles: tuple[str, ...]  # 职务 below 乡科级, whatever the rank column lacks
    declaration_level: int
    long_window_level: int
    left: dict[str, str]  # 人员状态 or 离任原因 → resigned, retired, left
    kin: dict[str, Kin]
    kin_words: dict[Kin, Words]
    lifelong: tuple[Kin, ...]
    former_kin: tuple[str, ...]  # words of `kin` for a tie that has ended
    senior_roles: tuple[str, ...]
    ended: tuple[str, ...]  # 登记状态 of a company that is no more
    listed: str
    collective: str
    state: str
    approvals: dict[str, str]  # 审批类型 → exemption
    declared_nothing: tuple[str, ...]  # what stands in 企业名称 where there is nothing to declare
    source: str
