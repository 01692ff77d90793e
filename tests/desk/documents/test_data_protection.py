"""The impact assessment speaks of files that are there, and of settings as they are."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "data-protection.md").read_text(encoding="utf-8")


def test_every_file_that_the_assessment_names_is_there() -> None:
    named = set(re.findall(r"`((?:desk|ingest|resolve|risk|worlds|docs)[\w/.-]*)`", TEXT))
    assert len(named) > 15
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_what_it_says_of_sign_in_and_roles_is_so(tmp_path: Path) -> None:
    from desk.web.settings import settings_for

    asked = settings_for(tmp_path)
    assert asked["SESSION_COOKIE_AGE"] == 8 * 3600
    lengths = [v["OPTIONS"].get("min_length") for v in asked["AUTH_PASSWORD_VALIDATORS"]]
    assert 12 in lengths
    assert asked["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    roles = yaml.safe_load((ROOT / "desk" / "access" / "roles.yaml").read_text(encoding="utf-8"))
    assert roles["second_factor"] == [], "the assessment says that none is asked for as shipped"
    naming = (
        "list.view",
        "dossier.open",
        "graph.view",
        "clue.view",
        "document.view",
        "match.query",
    )
    assert all("administrator" not in roles["may"][name] for name in naming)


def test_the_templates_that_it_names_say_that_a_hit_is_no_evidence() -> None:
    said = yaml.safe_load(
        (ROOT / "desk" / "documents" / "templates.yaml").read_text(encoding="utf-8")
    )
    for kind in ("plan", "inquiry", "proposal", "analysis"):
        assert re.search("疑点不(是|作为)证据", str(said[kind]))


def test_the_gaps_are_told() -> None:
    for gap in ("不加密", "不自动删除", "没有查阅、更正请求登记簿", "仍可运行"):
        assert gap in TEXT
