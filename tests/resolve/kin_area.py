"""An area of a few persons in which an official may have undeclared kin: tables, and what the hypotheses say of them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ingest.schema import TABLES as INGEST
from resolve.household import explained
from resolve.kin_hypotheses import infer_kin
from resolve.pairs import register_persons
from resolve.rows import person_rows
from resolve.stage import _numbered
from resolve.subjects import find_subjects
from resolve.weak_ties import NAMED, document_kin, find_named, infer_weak
from tests.resolve.conftest import Row, table

Hypothesis = tuple[str, str]  # official, name in the register
#: Rows of tables; `identities` are (official, subject, register name, probability).
Tables = dict[str, Any]
OFFICIAL: Row = {
    "official_id": "O1", "name": "王守成", "sex": "男", "born": "1968-03-02", "phone": "13900000001",
    "address": "示例市东区和平里3号2栋501室", "person_id_status": "full", "person_id_region": "420602",
    "person_id_tokens": ["F:o1"], "person_id_born": "1968-03-02", "person_id_sex": "男",
}  # fmt: skip
FIRM: Row = {
    "uscc": "C1",
    "name": "示例甲有限公司",
    "phone": "13711110000",
    "address": "示例市西区1号",
}
BROTHER: Row = {
    "uscc": "C1", "name": "王守业", "role": "法定代表人", "person_id_status": "full",
    "person_id_tokens": ["F:k1"], "person_id_born": "1972-05-05", "person_id_sex": "男",
    "person_id_region": "420602",
}  # fmt: skip
#: So many others that the county of the two is one of 20, as the ID numbers of the register say.
CROWD: list[Row] = [
    {
        "uscc": f"X{n}", "name": f"吴{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'春夏秋冬'[n // 10]}", "role": "监事",
        "person_id_status": "full", "person_id_tokens": [f"F:x{n}"], "person_id_region": "420699",
    }
    for n in range(37)
]  # fmt: skip


def make(name: str, rows: list[Row]) -> pa.Table:
    numbered = [{"source": f"{name}.csv#{n}"} | row for n, row in enumerate(rows, 2)]
    return table(INGEST[name], numbered)


class Area:
    """Tables of ingest as the hypotheses see them; every name in the register is one person."""

    def __init__(self, rows: Tables) -> None:
        names = ("companies", "officials", "relatives", "posts", "holdings", "roles")
        self.case = {name: make(name, rows.get(name, [])) for name in names}
        self.rows = person_rows(self.case["holdings"], self.case["roles"])
        people = sorted(set(self.rows["name"].to_pylist()))
        k = [people.index(name) for name in self.rows["name"].to_pylist()]
        self.rows = self.rows.append_column("k", pa.array(k, pa.int64()))
        self.names = people
        self.persons = register_persons(self.rows)
        found = find_subjects(self.case["officials"], self.case["relatives"])
        self.subjects = _numbered(found, self.case["posts"])
        known = [(o, s, people.index(name), p) for o, s, name, p in rows.get("identities", [])]
        columns = [[row[n] for row in known] for n in range(4)]
        types = (pa.string(), pa.string(), pa.int64(), pa.float64())
        self.identities = pa.table({
            name: pa.array(list(column), kind)
            for name, column, kind in zip(
                ("official_id", "subject", "k", "probability"), columns, types, strict=True
            )
        })  # fmt: skip
        self.named = pa.Table.from_pylist(rows.get("named", []), schema=NAMED)

    def kin(self) -> dict[Hypothesis, Row]:
        found = find_named(self.named, self.rows, self.persons)
        got = infer_kin(
            self.subjects, self.identities, self.rows, self.persons, self.case, document_kin(found)
        )
        return {(row["official_id"], self.names[row["k"]]): row for row in got.to_pylist()}

    def weak(self) -> dict[tuple[str, str, str], Row]:
        found = find_named(self.named, self.rows, self.persons)
        known = explained(self.subjects, self.identities, self.persons, self.case["posts"])
        got = infer_weak(
            found, known, self.subjects, self.identities, self.persons, self.case["posts"]
        )
        return {
            (row["official_id"], self.names[row["k"]], row["tie"]): row for row in got.to_pylist()
        }


def area(
    official: Row | None = None, firm: Row | None = None, person: Row | None = None, **more: Any
) -> Tables:
    """The official, a company with his telephone, a brother in it; then what a test changes."""
    tables: Tables = {
        "officials": [OFFICIAL | (official or {})],
        "companies": [FIRM | {"phone": OFFICIAL["phone"]} | (firm or {})],
        "roles": [BROTHER | (person or {}), *CROWD],
    }
    for name, rows in more.items():
        tables[name] = [*tables.get(name, []), *rows]
    return tables


def bans(rows: Tables, who: Hypothesis = ("O1", "王守业")) -> dict[str, float]:
    evidence = Area(rows).kin()[who]["evidence"]
    return {item["code"]: item["bans"] for item in evidence}


HOME = {"address": "示例市 东区和平里3号2栋501室"}
SPOUSE: Row = {"official_id": "O1", "kinship": "妻子", "name": "林知夏", "phone": "13600000002"}
KNOWN: Row = {"person_id_status": "full", "person_id_tokens": ["F:w"], "person_id_region": "420602"}
WIFE: Row = BROTHER | {
    "name": "林知夏", "role": "监事", "person_id_tokens": ["F:w"], "person_id_sex": "女",
    "person_id_born": "1970-01-01",
}  # fmt: skip
#: What an area has, and the item of evidence that comes of it (None: none does).
HUB = [{"uscc": f"H{n}", "name": f"示例{n}", "phone": OFFICIAL["phone"]} for n in range(5)]
MATE: Row = OFFICIAL | {"official_id": "O2", "name": "孟同事", "phone": "13900000009",
                        "person_id_tokens": ["F:o2"], "address": None}  # fmt: skip
#: What explains a contact: it weighs nothing then, and without it there is no candidate.
