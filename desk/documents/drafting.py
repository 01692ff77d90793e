"""Drafting and release of a document (拟稿与审签): two persons, every state kept, the scan in between.

A draft is read on the page; the file leaves the desk only once a second person has released it (DP-07).
The scan runs when release is asked for, and only then: a drafter cannot use it to try out guesses
about what a complaint says, and every hit is in the audit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from desk.access.audit import record
from desk.documents import package
from desk.documents.clue import OpenClue, registered_complaints
from desk.documents.compared import complaints_of, known_of
from desk.documents.facts import CaseFacts, facts_of
from desk.documents.filling import fill, template_of
from desk.documents.kinds import Kind, channel_words, kinds
from desk.documents.models import Decision, Document, Version
from desk.documents.traces import Passage, traces
from desk.results import Snapshot

_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


class Refused(Exception):
    """What was asked for is not done; the text says why, in the reader's language."""


def case_of(snapshot: Snapshot | None, clue: OpenClue) -> CaseFacts:
    """Return the facts of a clue; without a finished run only what the ledger has."""
    case = CaseFacts(
        clue.item, clue.official_id, clue.name, clue.unit, clue.title, clue.explanation
    )
    return facts_of(snapshot, case) if snapshot else case


def may_draft(kind: Kind, clue: OpenClue) -> bool:
    """Say whether a clue has come far enough for a kind: only what is found untrue is cleared (DP-10)."""
    return clue.clearing or not kind.needs_clearing


def begin(
    user: Any, clue: OpenClue, kind: Kind, facts: CaseFacts, filled: Mapping[str, str]
) -> Version:
    """Make a document of a clue and its first version."""
    if not may_draft(kind, clue):
        raise Refused(gettext("只有经核实不属实的线索才能出具澄清函"))
    with transaction.atomic():
        document = Document.objects.create(
            item=clue.item,
            official_id=clue.official_id,
            kind=kind.code,
            drafted_by=user.get_username(),
        )
        return _version(user, document, facts, filled, 1)


def revise(user: Any, document: Document, facts: CaseFacts, filled: Mapping[str, str]) -> Version:
    """Add a version to a document that is not released."""
    with transaction.atomic():
        _not_released(document)
        last = document.versions.last()
        return _version(user, document, facts, filled, last.number + 1 if last else 1)


def hand_back(user: Any, version: Version, reason: str) -> Decision:
    """Send a version back to its drafter with the reason."""
    with transaction.atomic():
        _other_person(user, version)
        _not_released(version.document)
        return _decide(user, version, Decision.RETURNED, reason=reason)


def release(user: Any, version: Version, clue: OpenClue, snapshot: Snapshot | None) -> Decision:
    """Release a version, or block it where it carries traces of a complaint.

    Raises
    ------
    Refused
        The same person drafted it; it is not the newest; it was released; it is not what was kept;
        there is no run to compare it with.
    """
    document, kind = version.document, kinds()[version.document.kind]
    if hashlib.sha256(bytes(version.content)).hexdigest() != version.sha256:
        record(
            user, "document.altered", document.item, document=document.pk, version=version.number
        )
        raise Refused(gettext("文稿与留存的摘要不符，不能签发；请联系系统管理员"))
    if not may_draft(kind, clue):
        raise Refused(gettext("只有经核实不属实的线索才能出具澄清函"))
    if kind.leaves and snapshot is None:
        raise Refused(gettext("没有可供比对的运行结果，不能签发"))
    found = scan(version, case_of(snapshot, clue), snapshot) if kind.leaves and snapshot else []
    with transaction.atomic():
        _other_person(user, version)
        _not_released(document)
        newest = document.versions.last()
        if newest is None or newest.pk != version.pk:
            raise Refused(gettext("已有更新的文稿，请看过之后再签发"))
        if found:
            return _decide(user, version, Decision.BLOCKED, passages=found)
        return _decide(user, version, Decision.RELEASED)


def scan(version: Version, facts: CaseFacts, snapshot: Snapshot) -> list[Passage]:
    """Return the passages of a version that carry traces of a complaint, of the run's or the ledger's."""
    kind = kinds()[version.document.kind]
    texts = package.texts_of(bytes(version.content))
    complaints = [*complaints_of(snapshot.out), *registered_complaints()]
    template = package.texts_of(template_of(kind, settings.QINQING_DATA).content)
    dates = {version.filled.get(field.key, "") for field in kind.fields if field.form == "date"}
    known = known_of(
        snapshot.out,
        texts,
        facts,
        complaints,
        texts=(kind.basis, *(piece for text in template for piece in _TAGS.split(text))),
        dates=dates - {""},
    )
    return traces(texts, complaints, known, channel_words())


def _version(
    user: Any, document: Document, facts: CaseFacts, filled: Mapping[str, str], number: int
) -> Version:
    kind = kinds()[document.kind]
    template = template_of(kind, settings.QINQING_DATA).content
    content = fill(kind, template, facts, filled)
    digest = hashlib.sha256(content).hexdigest()
    record(
        user, "document.draft", document.item, run=facts.run,
        document=document.pk, kind=kind.code, version=number, sha256=digest,
    )  # fmt: skip
    return Version.objects.create(
        document=document,
        number=number,
        content=content,
        sha256=digest,
        filled=dict(filled),
        template=hashlib.sha256(template).hexdigest(),
        run=facts.run,
        made_by=user.get_username(),
    )


def _decide(
    user: Any, version: Version, verdict: str, *, reason: str = "", passages: list[Passage] | None = None
) -> Decision:  # fmt: skip
    found = passages or []
    record(
        user, f"document.{verdict}", version.document.item, document=version.document.pk,
        version=version.number, sha256=version.sha256, passages=len(found),
    )  # fmt: skip
    return Decision.objects.create(
        version=version,
        verdict=verdict,
        reason=reason,
        passages=[list(one) for one in found],
        made_by=user.get_username(),
    )


def _other_person(user: Any, version: Version) -> None:
    """Refuse whoever had a hand in the draft: four eyes."""
    document = version.document
    drafters = {document.drafted_by, *document.versions.values_list("made_by", flat=True)}
    if user.get_username() in drafters:
        raise Refused(gettext("拟稿人不能审签自己的文稿"))


def _not_released(document: Document) -> None:
    if Decision.objects.filter(version__document=document, verdict=Decision.RELEASED).exists():
        raise Refused(gettext("文书已经签发，不能再改"))
