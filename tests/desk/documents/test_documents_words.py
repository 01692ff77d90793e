"""The texts of the documents and of their pages do not prejudge."""

from __future__ import annotations

import re
from pathlib import Path

APP = Path(__file__).resolve().parents[3] / "desk" / "documents"


def test_the_texts_do_not_prejudge() -> None:
    shown = [p for p in APP.rglob("*") if p.suffix in {".py", ".yaml", ".html", ".po"}]
    assert shown
    for path in shown:
        text = re.sub("《[^》]*》", "", path.read_text(encoding="utf-8"))
        assert not re.search("违纪|腐败|嫌疑人|犯罪|guilt|suspect|corrupt", text), path.name
