from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.errors import InputError
from risk.learning.checks import FILE, Check, append, read

ONE = Check(
    round="R1", drawn_on=date(2025, 3, 1), official_id="GY1", lead_id="L1", uscc="U1", pattern="P-01", odds=0.25,
    slice_odds=0.25, tier=1, probability=0.9, p_identity=0.99, bans={"timing": 0.4, "procurement": -0.1},
)  # fmt: skip
TWO = Check(round="R1", drawn_on=date(2025, 3, 1), official_id="GY,“2”", odds=1.0)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read(tmp_path) == []
    append(tmp_path, [ONE, TWO])
    third = TWO.model_copy(update={"round": "R2"})
    append(tmp_path, [third])
    assert read(tmp_path) == [ONE, TWO, third]
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_round_is_drawn_once(tmp_path: Path) -> None:
    append(tmp_path, [ONE])
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(InputError, match="R1"):
        append(tmp_path, [TWO])
    assert (tmp_path / FILE).read_bytes() == before


def test_a_changed_row_is_named(tmp_path: Path) -> None:
    append(tmp_path, [ONE, TWO])
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("0.99", "1.99"), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(tmp_path)
    assert "row 2" in str(error.value)
    assert "p_identity" in str(error.value)


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="列名"):
        read(tmp_path)
