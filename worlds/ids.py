"""Numbers as the registers carry them: resident IDs (GB 11643) and credit codes (GB 32100)."""

from __future__ import annotations

from datetime import date
from operator import mul

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SURPLUS = 48 * sum(_ID_WEIGHTS)
_ID_CHECK = "10X98765432"
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {c: i for i, c in enumerate(USCC_SIGNS)}
_USCC_WEIGHTS = [pow(3, i, 31) for i in range(17)]
_ORG_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def id_check(body: str) -> str:
    """Return the check character of the first 17 digits of a resident ID (GB 11643)."""
    # Codes of the digits instead of digits: 48 too much each, 48 times the weights' sum together.
    total = sum(map(mul, _ID_WEIGHTS, body.encode())) - _ID_SURPLUS
    return _ID_CHECK[total % 11]


def resident_id(region: str, born: date, serial: int) -> str:
    """Return an 18-character resident ID; `serial` (0-999) is odd for men."""
    body = f"{region}{born:%Y%m%d}{serial:03d}"
    return body + id_check(body)


def old_form(number: str) -> str:
    """Return the 15-digit form of a person born in the 20th century."""
    return number[:6] + number[8:17]


def mask_birth(number: str) -> str:
    """Hide the eight digits of the birth date: ``420602********1234``."""
    return number[:6] + "*" * 8 + number[14:]


def mask_tail(number: str) -> str:
    """Hide month, day and serial: ``4206021975******34``."""
    return number[:10] + "*" * 6 + number[16:]


def wrong_check(number: str) -> str:
    """Return the number with another check character."""
    return number[:17] + _ID_CHECK[(_ID_CHECK.index(number[17]) + 3) % 11]


def altered(number: str, place: int) -> str:
    """Return the number with the digit at `place` (0-16) one higher: a slip of the pen."""
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


def uscc_check(body: str) -> str:
    """Return the check character of the first 17 characters of a credit code (GB 32100)."""
    total = sum(w * _USCC_VALUES[c] for w, c in zip(_USCC_WEIGHTS, body, strict=True))
    return USCC_SIGNS[-total % 31]


def organisation_code(serial: int) -> str:
    """Return a 9-character organisation code (GB 11714) of eight digits and their check sign."""
    body = f"{serial % 10**8:08d}"
    rest = 11 - sum(w * int(c) for w, c in zip(_ORG_WEIGHTS, body, strict=True)) % 11
    return body + ("X" if rest == 10 else str(rest % 11))


def uscc(kind: str, region: str, serial: int) -> str:
    """Return a credit code; `kind` are its two leading signs (``91`` company, ``92`` individual)."""
    body = f"{kind}{region}{organisation_code(serial)}"
    return body + uscc_check(body)


def wrong_uscc(code: str) -> str:
    """Return the code with another check character."""
    return code[:17] + USCC_SIGNS[(USCC_SIGNS.index(code[17]) + 5) % 31]
