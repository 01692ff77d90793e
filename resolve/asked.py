"""Somebody asked for as rows of the roster (查询对象): officials, relatives and posts of his own.

His key begins with what no roster's number does. Whoever of the roster he certainly is, is left out beside him.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ingest.schema import TABLES as INGEST
from resolve.names import is_masked, person_name
from resolve.people import subject_entities
from resolve.subjects import find_subjects

#: What the key of somebody asked for begins with; no roster has such a number.
KEY = "?asked-"


class Asked(NamedTuple):
    """Somebody asked for (查询对象); what is not known is None."""

    name: str
    sex: str | None = None  # 男, 女
    born: str | None = None  # ISO, as precise as it is known
    phone: str | None = None
    region: str | None = None  # GB/T 2260, where he works
    id_status: str | None = None  # full or masked; the number itself never comes here
    id_tokens: tuple[str, ...] = ()
    id_born: str | None = None
    id_sex: str | None = None
    id_region: str | None = None
    kin: tuple[tuple[str, str], ...] = ()  # (kinship, name)


def with_asked(table: pa.Table, name: str, asked: dict[int, Asked]) -> pa.Table:
    """Return the table officials, relatives or posts with the rows of those asked for behind its own."""
    rows = {"officials": _officials, "relatives": _relatives, "posts": _posts}[name](asked)
    schema = INGEST[name]
    added = pa.Table.from_pylist(
        [{key: row.get(key) for key in schema.names} for row in rows], schema
    )
    return pa.concat_tables([table.select(schema.names).cast(schema), added])


def everybody_with(
    case: dict[str, pa.Table],
) -> tuple[pa.Table, dict[str, set[tuple[str, str]]]]:
    """Return the subjects of a case with those asked for, and who of the roster they certainly are.

    The second is (official_id, subject) of those left out, for each key of somebody asked for.
    """
    return _without_doubles(_numbered(find_subjects(case["officials"], case["relatives"])))


def _officials(asked: dict[int, Asked]) -> list[dict[str, Any]]:
    return [
        {
            "official_id": f"{KEY}{n}", "name": one.name, "former_names": [], "sex": one.sex,
            "born": one.born, "phone": one.phone, "person_id_status": one.id_status,
            "person_id_tokens": list(one.id_tokens), "person_id_born": one.id_born,
            "person_id_sex": one.id_sex, "person_id_region": one.id_region, "source": f"{KEY}{n}",
        }
        for n, one in asked.items()
    ]  # fmt: skip


def _relatives(asked: dict[int, Asked]) -> list[dict[str, Any]]:
    return [
        {
            "official_id": f"{KEY}{n}", "kinship": kinship, "name": name,
            "source": f"{KEY}{n}#{row}",
        }
        for n, one in asked.items()
        for row, (kinship, name) in enumerate(one.kin, start=2)
    ]  # fmt: skip


def _posts(asked: dict[int, Asked]) -> list[dict[str, Any]]:
    return [
        {"official_id": f"{KEY}{n}", "unit": "?", "region": one.region, "source": f"{KEY}{n}"}
        for n, one in asked.items()
        if one.region
    ]


def _without_doubles(subjects: pa.Table) -> tuple[pa.Table, dict[str, set[tuple[str, str]]]]:
    """Leave out of the roster who certainly is somebody asked for: nobody is a namesake of his own.

    An official of whom only the name is the same stays, as another bearer of it: less sure. Returned
    beside are those left out, (official_id, subject), for each key of somebody asked for.
    """
    entity = subject_entities(subjects)
    keys = subjects["official_id"].to_pylist()
    own = np.array([key.startswith(KEY) for key in keys], bool)
    keep = own | ~np.isin(entity, entity[own])
    said = subjects["subject"].to_pylist()
    left_out = [(int(entity[n]), (keys[n], said[n])) for n in np.flatnonzero(~keep)]
    doubles = {
        keys[n]: {who for number, who in left_out if number == int(entity[n])}
        for n in np.flatnonzero(own)
        if said[n] == "self"
    }
    left = subjects.filter(pa.array(keep)).set_column(
        subjects.schema.get_field_index("s"), "s", pa.array(np.arange(int(keep.sum())))
    )
    return left, doubles


def _numbered(subjects: pa.Table) -> pa.Table:
    """Add the row number s, the canonical name, whether it is masked; nobody asked for is known to be dead."""
    canonical = [person_name(name) for name in subjects["name"].to_pylist()]
    size = subjects.num_rows
    for name, values in (
        ("s", pa.array(np.arange(size))),
        ("canonical", pa.array(canonical, pa.string())),
        ("masked", pa.array([is_masked(name) for name in canonical], pa.bool_())),
        ("died", pa.nulls(size, pa.string())),
    ):
        subjects = subjects.append_column(name, values)
    return subjects
