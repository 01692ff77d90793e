"""A clue on the small run: official G001, visible to everybody whose area holds him."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ITEM = "X2025-0001"
MadeClue = Callable[..., None]


@pytest.fixture
def filled() -> dict[str, str]:
    """What a drafter writes into a reminder letter."""
    return {
        "office": "东山市监督检查室", "number": "东监提〔2025〕1号", "label": "内部资料", "date": "2025-06-30",
        "addressee": "东山市交通运输局", "risks": "养护工程的比选记录不完整\n合同变更未报备", "advice": "补齐记录",
        "contact": "值班室 010-00000000",
    }  # fmt: skip


@pytest.fixture
def clue(monkeypatch: pytest.MonkeyPatch) -> MadeClue:
    """Make the desk's case work answer with one clue, to whoever may see its official."""

    def make(official_id: str = "G001", item: str = ITEM, *, clearing: bool = False) -> None:
        from desk.documents.clue import OpenClue
        from desk.web.access import access_of, current_run

        def visible(user: Any, asked: str) -> OpenClue | None:
            snapshot = current_run().snapshot()
            if asked != item or snapshot is None:
                return None
            seen = snapshot.lead(official_id, access_of(user))
            cleared = access_of(user).complaints
            found = OpenClue(item, official_id, clearing=clearing, cleared=cleared)
            return found if seen else None

        monkeypatch.setattr("desk.documents.clue.visible_clue", visible)

    make()
    return make


@pytest.fixture
def drafted(
    signed_in: Callable[..., Client], clue: MadeClue, filled: dict[str, str]
) -> Callable[..., tuple[Client, str]]:
    """A function that drafts a document and returns the drafter and the document's address."""

    def draft(kind: str = "reminder", out: Path | None = None, **more: str) -> tuple[Client, str]:
        client = signed_in(out)
        done = client.post(f"/clues/{ITEM}/documents/new/{kind}/", {**filled, **more})
        assert done.status_code == 302, done.content.decode()
        return client, done["Location"]

    return draft
