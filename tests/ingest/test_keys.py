"""The office key: made once, private, outside the case and the results."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from ingest.errors import SetupError
from ingest.keys import FILE, fingerprint, office_keys

if TYPE_CHECKING:
    from pathlib import Path


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = office_keys(folder)
    assert office_keys(folder) == first
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_the_derived_keys_differ_and_are_not_shown(tmp_path: Path) -> None:
    keys = office_keys(tmp_path / "keys")
    assert (
        len({keys.tokens, keys.sealing, keys.nonces, (tmp_path / "keys" / FILE).read_bytes()}) == 4
    )
    assert keys.tokens.hex() not in repr(keys)
    assert repr(keys.tokens) not in repr(keys)


def test_another_office_has_other_keys(tmp_path: Path) -> None:
    assert office_keys(tmp_path / "a") != office_keys(tmp_path / "b")
    assert fingerprint(tmp_path / "a") != fingerprint(tmp_path / "b")


def test_a_key_folder_inside_the_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="不能放在"):
        office_keys(tmp_path / "case" / "keys", outside=(tmp_path / "case",))
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize("damage", ["short", "open"])
def test_a_damaged_or_open_key_is_refused(tmp_path: Path, damage: str) -> None:
    office_keys(tmp_path)
    path = tmp_path / FILE
    if damage == "short":
        path.write_bytes(b"x")
    else:
        path.chmod(0o644)
    with pytest.raises(SetupError, match="密钥文件"):
        office_keys(tmp_path)
