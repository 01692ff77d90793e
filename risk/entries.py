"""The entries of the rule pack (规则包条目): rule, exemption, pattern, weights, switchboard."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ingest.dates import day_bounds

Kin = Literal[
    "self", "spouse", "child", "child_spouse", "parent", "sibling", "in_law", "other", "associate"
]
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


UNVERIFIED = Words(
    zh="条文凭记忆录入，未经核对，使用单位核对后方可启用",
    en="from memory, not verified: off until an office has checked it",
)
PRIVATE = Words(
    zh="文本或参数不公开，由使用单位载入",
    en="text or parameters are not public: the office loads them",
)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Threshold(_Entry):
    """A number that a test compares with; its name is a macro in the SQL."""

    value: float
    source: str


class Who(_Entry):
    """Whom a rule binds (适用对象); an empty list is everybody.

    `classes` are those of ``switchboard.yaml``; `min_level` and `max_level` are rank levels,
    `leading` asks for a leading member (领导成员), `party` for a Party member, `left` for one who
    left in one of these ways (resigned, retired).
    """

    classes: tuple[str, ...] = ()
    min_level: int | None = None
    max_level: int | None = None
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


class Severity(_Entry):
    """How a version stands to an earlier one (轻重), where the source says it (从旧兼从轻)."""

    than: str
    order: Literal["lighter", "heavier"]
    source: str


class Rule(_Entry):
    """A rule: where it stands, whom it binds, since when, and what must be proved beside it.

    An earlier or later version of a rule has the same id with ``@`` and its year behind it
    (``R-PIU23@2012``): whoever cites the rule cites all its versions (条文版本).
    """

    id: str
    section: str = ""  # where law.md has it: A.1 … A.9
    instrument: Words
    article: str
    text: Words
    effective_from: str | None = None  # None where the source gives none
    effective_to: str | None = None
    #: M where the day in force was completed from general knowledge (施行日期未核实).
    date_tag: Literal["M"] | None = None
    #: How this version stands to an earlier one; without it neither is known to be lighter.
    severity: Severity | None = None
    who: Who = Who()
    kin: tuple[Kin, ...] = ("self",)
    #: Only a rule that binds the person (本人) can be engaged by a finding. Others tell the office how
    #: to proceed (办案机关), say who is covered and what words mean (适用范围), bind companies and
    #: bidders (市场主体), or say what a register's entries are worth (登记规则).
    binds: Literal["person", "office", "scope", "market", "register"] = "person"
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
    exemptions: tuple[str, ...] = ()  # the lawful situations that the rule itself names
    #: Amounts, limits and what only people can find (门槛、须由人认定的要件).
    limits: Words | None = None
    #: Patterns that engage it, beside those that cite it themselves.
    patterns: tuple[str, ...] = ()
    tag: Literal["V1", "V2", "M", "C"]  # C: an office has compared it with the official text
    private: bool = False  # parameters that only the office has; off until it loads them
    lacks: Words | None = None  # what the source tables do not have: no finding can engage it
    stopped: str | None = None  # why an office switched it off
    source: str

    @field_validator("effective_from", "effective_to")
    @classmethod
    def _dated(cls, text: str | None) -> str | None:
        if text is not None:
            day_bounds(text)
        return text

    @property
    def base(self) -> str:
        """The id without its version."""
        return self.id.partition("@")[0]

    @property
    def on(self) -> bool:
        """A rule known from memory only, or with parameters of the office, is off."""
        return self.why_off is None

    @property
    def why_off(self) -> Words | None:
        """Why no finding may name the rule; None where it is on."""
        if self.stopped is not None:
            return Words(zh=f"使用单位停用：{self.stopped}", en=f"switched off: {self.stopped}")
        if self.private:
            return PRIVATE
        return UNVERIFIED if self.tag == "M" else self.lacks


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
    #: Reasons that keep a lead out of tier 1 until a person has read the paper or checked the fact.
    holds: tuple[str, ...] = ()
    #: The test is told with every lead and never lifts one.
    says_only: bool = False
    #: What of the situation no column of the sources can tell, and why: for people to check.
    untested: Words | None = None
    #: Patterns that try it, beside those that cite it themselves; ``*`` is all of them.
    patterns: tuple[str, ...] = ()
    thresholds: dict[str, Threshold] = {}
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
    #: A finding exists only because a complaint does: for those cleared for complaints, nobody else.
    complaint_derived: bool = False
    thresholds: dict[str, Threshold] = {}
    meaning: Words
    check: Words  # what settles the innocent explanations that no table can test
    clears: Words
    source: str


class Unrun(_Entry):
    """A pattern of law.md that cannot run on these source tables (不运行的模式), and why."""

    id: str
    title: Words
    kind: Literal["no_column", "single_matter"]
    why: Words
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


class Degrees(_Entry):
    """Buyers of a supplier: up to `few` a contract weighs in full, from `many` on nothing."""

    few: int
    many: int


class Weights(_Entry):
    """Thresholds, caps and default probabilities; every value stands beside its source."""

    tier_one: float
    one_check: float
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
    career_years: int
    older_days: int
    closed_methods: tuple[str, ...]
    favours: tuple[str, ...]
    favour_years: float
    supplier_buyers: Degrees
    min_effective_share: float
    certain_time: float
    possible_time: float
    direct_holding: float
    later_hop: float
    unknown_share: float
    deals_of_kin: float
    usual_partners: int
    met_most: float
    probable: float
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


class Switch(_Entry):
    """A row of the switchboard (law.md A.11): what is switched on for a class and rank.

    `level` is a rank level of the row, `left` the way of leaving of who is out of office; the rules of
    `exits` are those that will bind after leaving.
    """

    row: Words
    categories: tuple[str, ...]
    level: int | None = None
    leading: bool = False
    left: str | None = None
    own: tuple[str, ...] = ()  # own business (本人经商办企业)
    kin: tuple[str, ...] = ()  # relatives (亲属)
    exits: tuple[str, ...] = ()  # after leaving (离任后)
    report: tuple[str, ...] = ()  # duty to declare (报告义务)
    note: Words | None = None

    def rules(self) -> tuple[str, ...]:
        """Return all rules of the row."""
        return (*self.own, *self.kin, *self.exits, *self.report)


class Associate(_Entry):
    """A tie that is no kinship (密切关系); `alone` says whether it needs no second one beside it."""

    words: Words
    alone: bool


class Switchboard(_Entry):
    """Who is who (law.md A.11): categories to classes, ranks to levels, kinship to circles."""

    switches: tuple[Switch, ...] = ()

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
    public_fund: str
    private_fund: str
    legacy: str
    old_form: str
    farm: str
    self_employed: str
    door: str
    no_means: str
    associates: dict[str, Associate]  # tie of tie_hypotheses that is no kinship → what it is
    approvals: dict[str, str]  # 审批类型 → exemption
    declared_nothing: tuple[str, ...]  # what stands in 企业名称 where there is nothing to declare
    source: str
