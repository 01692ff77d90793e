"""Complaints and documents say what happened or is believed, in varied words."""

from __future__ import annotations

import re
from collections import Counter

from worlds.records import World


def test_no_slot_is_left_unfilled(base: World) -> None:
    texts = [c.title + c.text for c in base.complaints]
    texts += [d.title + "".join(d.paragraphs) for d in base.documents]
    assert not [t for t in texts if re.search(r"[{}]|None", t)]


def test_most_complaints_are_ordinary_and_some_are_true_mistaken_copied_or_answered(
    base: World,
) -> None:
    kinds = Counter(c.about for c in base.complaints)
    assert kinds["service"] > 0.5 * len(base.complaints)
    assert set(kinds) == {"service", "scheme", "mistake", "rumour", "duplicate", "reply"}
    assert 0 < kinds["scheme"] < kinds["mistake"] + kinds["rumour"]


def test_ordinary_complaints_are_varied(base: World) -> None:
    texts = [c.text for c in base.complaints if c.about == "service"]
    assert len(set(texts)) > 0.97 * len(texts)


def test_a_complaint_about_an_official_names_the_surname_and_mostly_the_company(
    base: World,
) -> None:
    about = [
        c for c in base.complaints if c.about in ("scheme", "mistake", "rumour") and c.official
    ]
    assert all(c.official is not None and c.official.person.name[0] in c.text for c in about)
    full = sum(c.company is not None and c.company.name in c.text for c in about)
    assert 0.3 * len(about) < full < len(about)


def test_a_copy_keeps_most_of_its_original(base: World) -> None:
    originals = {c.title: c.text for c in base.complaints if c.about != "duplicate"}
    copies = [c for c in base.complaints if c.about == "duplicate"]
    assert copies
    assert all(c.title in originals for c in copies)


def test_approval_letters_tell_of_true_approvals(base: World) -> None:
    approved = {(a.official.person.name, a.company.name) for a in base.approvals}
    letters = [d for d in base.documents if d.name.endswith("批复")]
    assert letters
    for letter in letters:
        text = letter.title + "".join(letter.paragraphs)
        assert any(name in text and firm in text for name, firm in approved)
