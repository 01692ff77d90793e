"""What happened in a world beside people and companies: approvals, awards, acts, schemes, texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from worlds.careers import Official, Post
from worlds.companies import Company
from worlds.config import WorldConfig
from worlds.economy import Economy
from worlds.people import Person, Population
from worlds.places import Area
from worlds.units import Unit


@dataclass(frozen=True, slots=True)
class Interest:
    """A stake or office that an official declares (个人有关事项报告)."""

    official: Official
    subject: str  # 本人, 配偶, 子女, 子女配偶
    person: Person
    company: Company
    item: str
    share: float | None
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A decision of an organisation on an official's company (任职审批)."""

    official: Official
    company: Company
    kind: str
    day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """A contract (中标合同)."""

    buyer: str
    company: Company
    title: str
    method: str
    bidders: int
    amount: float  # 万元
    day: date


@dataclass(frozen=True, slots=True)
class Act:
    """An administrative act (行政行为)."""

    agency: str
    company: Company
    kind: str
    amount: float | None
    day: date


@dataclass(frozen=True, slots=True)
class Scheme:
    """An improper interest: the truth that detectors look for."""

    official: Official
    typology: str  # T1-T5
    tier: str  # O1-O5
    company: Company
    holder: Person
    holder_kind: str
    vehicle: str
    valid_from: date
    valid_to: date | None
    post: Post  # whose power it is about
    note: str
    kind: str = "own"  # own, kin, nominee, briber, after, swap; others are kept out of development
    evasions: tuple[str, ...] = ()  # precautions of science.md 7.3
    instead: str = ""  # the tier that it would have been without them


@dataclass(frozen=True, slots=True)
class LookAlike:
    """An innocent situation that resembles a scheme, with the exemption (law.md A.10) that holds.

    No exemption is needed where nobody is tied to the company in the way of a rule.
    """

    official: Official
    kind: str
    exemption: str
    company: Company | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint (信访举报); `about` says what is behind it."""

    channel: str
    received: date
    title: str
    text: str
    complainant: str
    contact: str
    about: str  # scheme, rumour, mistake, service, duplicate, reply
    official: Official | None = None
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class Disposition:
    """The result of a past case (处置结果); `truth` is scheme, innocent or poisoned."""

    official: Official
    company: Company
    outcome: str
    measure: str
    day: date
    truth: str


@dataclass(frozen=True, slots=True)
class Document:
    """A free document (文书): heading and paragraphs, and the ending of its file."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    ending: str


@dataclass(slots=True)
class World:
    """Everything that there is in a simulated area."""

    config: WorldConfig
    area: Area
    population: Population
    economy: Economy
    units: list[Unit]
    officials: list[Official]
    state: list[Company]
    collectives: list[Company]
    listed: list[Company]
    interests: list[Interest] = field(default_factory=list)
    approvals: list[Approval] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    schemes: list[Scheme] = field(default_factory=list)
    look_alikes: list[LookAlike] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
