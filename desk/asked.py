"""Somebody asked for, from what a person typed (查询对象): every cell read as ingest reads it.

An ID number goes in here and comes out as tokens, as in ingest; the number itself is kept nowhere.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from ingest.date_cells import Refused, parse_date
from ingest.errors import SetupError, UserError
from ingest.keys import FILE, office_keys
from ingest.resident_id import check, facts
from ingest.tokens import masks_of, tokens
from resolve.asked import Asked
from resolve.lookup import Registers
from resolve.names import is_masked, person_name
from resolve.sql import query

SEXES = {"男": "男", "女": "女", "m": "男", "f": "女", "male": "男", "female": "女"}
SEALED = Path("sealed") / "complainants.sealed"


def asked_for(
    name: str,
    *,
    born: str = "",
    sex: str = "",
    phone: str = "",
    region: str = "",
    kin: Iterable[str] = (),
) -> Asked:
    """Return whom the words mean.

    Parameters
    ----------
    kin : texts such as ``配偶=宋某某``

    Raises
    ------
    UserError
        A masked name, a date or a sex that cannot be read.
    """
    canonical = person_name(name)
    if not canonical or is_masked(canonical):
        what = f"“{name}”不是完整的姓名 · not a whole name"
        raise UserError(what, "遮盖的姓名不能用来认人，请用全名 · a masked name identifies nobody: use the full one")  # fmt: skip
    plain = unicodedata.normalize("NFKC", sex).strip().lower()
    if plain and plain not in SEXES:
        what = f"性别“{sex}”读不懂 · cannot read the sex"
        raise UserError(what, "用 男 或 女 · use 男 or 女")
    region = unicodedata.normalize("NFKC", region).strip()
    if region and not (region.isascii() and region.isdigit() and len(region) in (2, 4, 6)):
        what = f"行政区划代码“{region}”读不懂 · cannot read the region code"
        raise UserError(what, "用 GB/T 2260 代码，如 420600 · use a GB/T 2260 code such as 420600")
    return Asked(
        name=name,
        born=_date(born),
        sex=SEXES.get(plain),
        phone=unicodedata.normalize("NFKC", phone).strip() or None,
        region=region.ljust(6, "0") if region else None,
        kin=tuple(_relative(text) for text in kin),
    )


def with_number(asked: Asked, number: str, registers: Registers, key: bytes) -> Asked:
    """Return somebody with the tokens of his ID number, full or masked.

    Raises
    ------
    UserError
        The number's check character fails, or it is no resident ID number.
    """
    ids = check(pa.array([number]))
    status = ids.status[0]
    if status not in ("full", "masked"):
        what = "证件号校验不通过或形式不对 · the ID number fails its check or has another form"
        raise UserError(what, "核对后重输，或不用 --id · check it, or leave --id out")
    masks = case_masks(registers) | (masks_of(ids) if status == "masked" else set())
    born, sex, region = (column.to_pylist()[0] for column in facts(ids))
    return asked._replace(
        id_status=status,
        id_tokens=tuple(tokens(ids, key, masks).to_pylist()[0]),
        id_born=born,
        id_sex=sex,
        id_region=region,
    )


def case_masks(registers: Registers) -> set[int]:
    """Return the ways of masking that occur in a run's registers."""
    found = query(
        """
        SELECT DISTINCT split_part(token, ':', 1) AS kind
        FROM (SELECT unnest(tokens) AS token FROM rows) WHERE token LIKE 'M%' ORDER BY ALL
        """,
        rows=registers.rows,
    )
    return {int(kind[1:], 16) for kind in found["kind"].to_pylist()}


def token_key(out: Path, keys: Path) -> bytes:
    """Return the office's key of ID tokens, the one that the run was made with.

    Raises
    ------
    SetupError
        There is no key, or the run was made with another one.
    """
    how = "用 --keys 指定那次运行的密钥文件夹 · name the key folder of that run with --keys"
    if not (keys / FILE).is_file():
        what = f"{keys}: 没有密钥 · no office key here"
        raise SetupError(what, how)
    office = office_keys(keys)
    sealed = out / SEALED
    if sealed.is_file():
        with sealed.open(encoding="utf-8") as handle:
            header = json.loads(handle.readline() or "{}")
        if header.get("key_id") != office.key_id:
            what = "密钥不是那次运行的 · not the key of that run"
            raise SetupError(what, how)
    return office.tokens


def _date(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    try:
        return parse_date(plain)
    except Refused as error:
        what = f"日期“{text}”读不懂 · cannot read the date"
        raise UserError(what, "如 1970-03-05、1970-03、1970 · such as 1970-03-05") from error


def _relative(text: str) -> tuple[str, str]:
    kinship, separator, name = unicodedata.normalize("NFKC", text).partition("=")
    if not separator or is_masked(person_name(name)):
        what = f"亲属“{text}”读不懂 · cannot read the relative"
        raise UserError(what, "写成 关系=姓名，如 --kin 配偶=宋河 · write kinship=name")
    return kinship.strip(), name.strip()
