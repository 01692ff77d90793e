"""A finished run as the desk reads it: risk list, findings of an official, names of node ids.

The run report is written last and names the digests of the tables, so a folder whose tables are not
those that the report names is a run being published; the desk then keeps what it showed before.

Access is a matter of this module, not of the pages: nothing leaves it but what an `Access` may see.
A viewer who is not cleared for complaints (检举控告) gets a list and findings as if no complaint
existed: no finding from one, no evidence from one, no count, no gap in the ranks (law.md DP-13).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from desk.clearance import COMPLAINTS, LINKS, plain, strength, without_complaints
from risk.explain import Explanation, explain_official
from risk.pack import Pack, of_run

Finding = dict[str, Any]
State = Literal["none", "unfinished", "complete"]
REPORT = "run_report.json"
STAGES = ("ingest", "nlp", "resolve", "graph", "risk")
_KEPT_TABLES = ("risk_list.parquet", "findings.parquet")


@dataclass(frozen=True, slots=True)
class Access:
    """What a viewer may see.

    Parameters
    ----------
    regions : tuple of str
        Prefixes of GB/T 2260 codes; ``*`` is every region, none is no official at all.
    complaints : bool
        Whether findings and evidence from complaints may be seen.
    """

    regions: tuple[str, ...]
    complaints: bool = False

    def covers(self, regions: Iterable[str]) -> bool:
        """Say whether an official with posts in these regions is in the viewer's area."""
        if "*" in self.regions:
            return True
        areas = tuple(area_prefix(region) for region in self.regions if region)
        return bool(areas) and any(region.startswith(areas) for region in regions)


def area_prefix(region: str) -> str:
    """Return what the codes of an area begin with: ``420600`` (a city) means all of ``4206``."""
    while len(region) > 2 and region.endswith("00"):
        region = region[:-2]
    return region


@dataclass(frozen=True, slots=True)
class Lead:
    """An official of the risk list, with what the list can be filtered by."""

    official_id: str
    name: str
    unit: str
    title: str
    tier: int
    probability: float
    typology: str
    findings: int
    top_pattern: str
    top_company: str
    weakest_link: str
    next_check: str
    would_clear: str
    regions: tuple[str, ...]
    typologies: frozenset[str]
    patterns: frozenset[str]
    level: str = ""  # 职级 of the post held last
    top_uscc: str = ""
    finding_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """One finished run, read once; the tables are small beside the registers."""

    out: Path
    report: dict[str, Any]
    risk_list: pa.Table
    findings: pa.Table
    regions: Mapping[str, tuple[str, ...]]
    complaint_files: frozenset[str]
    levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What identifies this run in the audit trail: the digest of its findings."""
        return str(self.report.get("tables", {}).get("findings.parquet", ""))

    @property
    def pack(self) -> Pack:
        """The rule pack that this run used, with what the office says of it."""
        return of_run(self.out / "stages" / "risk")

    def leads(self, access: Access) -> list[Lead]:
        """Return the risk list as a viewer may see it, best first."""
        rows = self._leads_cleared if access.complaints else self._leads_plain
        return [lead for lead in rows if access.covers(lead.regions)]

    def lead(self, official_id: str, access: Access) -> Lead | None:
        """Return one official of the list, or None where the viewer may not know of one."""
        found = self._by_number[access.complaints].get(official_id)
        return found if found and access.covers(found.regions) else None

    def told(self, official_id: str, access: Access) -> Explanation:
        """Return weakest link, next check and what would clear, worked out once for each kind of viewer.

        Raises
        ------
        KeyError
            The viewer may see no finding on this official.
        """
        if not access.covers(self.regions.get(official_id, ())):
            raise KeyError(official_id)
        key = official_id, access.complaints
        if key not in self._told:
            findings = self.findings_of(official_id, access)
            if not findings:
                raise KeyError(official_id)
            self._told[key] = explain_official(findings, self.pack)
        return self._told[key]

    def findings_of(self, official_id: str, access: Access) -> list[Finding]:
        """Return the findings of an official that the viewer may see, strongest first."""
        if not access.covers(self.regions.get(official_id, ())):
            return []
        rows = self._by_official.get(official_id, [])
        found = self.findings.take(pa.array(rows, pa.int64())).to_pylist() if rows else []
        if not access.complaints:
            found = without_complaints(found, self.complaint_files)
        return sorted(found, key=strength)

    @cached_property
    def _told(self) -> dict[tuple[str, bool], Explanation]:
        return {}

    @cached_property
    def _by_number(self) -> dict[bool, dict[str, Lead]]:
        lists = {True: self._leads_cleared, False: self._leads_plain}
        return {
            cleared: {lead.official_id: lead for lead in rows} for cleared, rows in lists.items()
        }

    @cached_property
    def _by_official(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for row, official in enumerate(self.findings.column("official_id").to_pylist()):
            index[official].append(row)
        return index

    @cached_property
    def _leads_cleared(self) -> list[Lead]:
        kinds = self.findings.select(["finding_id", "typology", "pattern"]).to_pylist()
        return [
            self._lead(row, [kinds[n] for n in self._by_official.get(row["official_id"], [])])
            for row in self.risk_list.to_pylist()
        ]

    @cached_property
    def _leads_plain(self) -> list[Lead]:
        """The list as it would be had there been no complaint."""
        rows, findings = plain(self.risk_list, self.findings, self.complaint_files)
        left: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            left[finding["official_id"]].append(finding)
        return [self._lead(row, left[row["official_id"]]) for row in rows]

    def _lead(self, row: dict[str, Any], findings: list[Finding]) -> Lead:
        texts = {
            name: row[name] or ""
            for name in (
                "official_id", "name", "unit", "title", "typology", "top_pattern", "top_uscc",
                "top_company", "weakest_link", "next_check", "would_clear",
            )
        }  # fmt: skip
        return Lead(
            **texts,
            tier=row["tier"],
            probability=row["probability"],
            findings=len(findings),
            regions=self.regions.get(row["official_id"], ()),
            typologies=frozenset(finding["typology"] for finding in findings),
            patterns=frozenset(finding["pattern"] for finding in findings),
            level=self.levels.get(row["official_id"], ""),
            finding_ids=tuple(finding["finding_id"] for finding in findings),
        )


def weakest_link(finding: Finding) -> str | None:
    """Return the link of the chain with the lowest probability, the earlier one where two are."""
    known = [(finding[link], n, link) for n, link in enumerate(LINKS) if finding[link] is not None]
    return min(known)[2] if known else None


class Run:
    """The run in a folder: the newest complete state of it, read again when the report changes."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot | None:
        """Return the finished run, or None where there is none yet.

        One reader reads a new run; the others go on with the one before it until it is there.
        """
        if not self._lock.acquire(blocking=self._snapshot is None):
            return self._snapshot
        try:
            seen = _signature(self.out / REPORT)
            if seen is not None and seen != self._seen:
                fresh = read_snapshot(self.out)
                if fresh is not None:
                    for complaints in (False, True):
                        fresh.leads(Access(("*",), complaints))  # kept: no later page waits for it
                    self._seen, self._snapshot = seen, fresh
            return self._snapshot
        finally:
            self._lock.release()

    def state(self) -> tuple[State, list[str]]:
        """Return how far the run in the folder is, and the stages that are finished."""
        done = [name for name in STAGES if (self.out / "stages" / name / "manifest.json").is_file()]
        if self.snapshot() is not None:
            return "complete", done
        return ("unfinished" if done else "none"), done


def read_snapshot(out: Path) -> Snapshot | None:
    """Read the run in a folder; None while its tables are not those that its report names."""
    try:
        report = json.loads((out / REPORT).read_text(encoding="utf-8"))
        named = report.get("tables", {})
        # read once: what is checked is what is shown, also where a run is being published meanwhile
        kept = {name: (out / name).read_bytes() for name in _KEPT_TABLES}
        if any(named.get(name) != sha256(content).hexdigest() for name, content in kept.items()):
            return None
        risk_list, findings = (pq.read_table(pa.BufferReader(kept[name])) for name in _KEPT_TABLES)
        return Snapshot(
            out=out,
            report=report,
            risk_list=risk_list,
            findings=findings,
            regions=_regions(out),
            levels=_levels(out),
            complaint_files=_complaint_files(out),
        )
    except (OSError, ValueError):
        return None


def names_of(out: Path, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of graph nodes; an id that the graph does not have keeps its bare key.

    The nodes that the chains of a run's findings go through are looked up once for all of them.
    """
    wanted = sorted(set(ids))
    try:
        changed = (out / "findings.parquet").stat().st_mtime_ns
    except OSError:
        changed = 0
    known = _names_on_chains(out, changed)
    return _named(out, [node for node in wanted if node not in known]) | {
        node: known[node] for node in wanted if node in known
    }


@lru_cache(maxsize=2)
def _names_on_chains(out: Path, changed: int) -> dict[str, str]:
    try:
        paths = pq.read_table(out / "findings.parquet", columns=["path"])["path"].combine_chunks()
    except (OSError, ValueError):
        return {}
    hops = pc.list_flatten(paths)
    ends = pa.chunked_array([pc.struct_field(hops, "from"), pc.struct_field(hops, "to")])
    return _named(out, [node for node in ends.unique().to_pylist() if node])


def _named(out: Path, wanted: list[str]) -> dict[str, str]:
    names = {node: node.partition(":")[2] or node for node in wanted}
    if not wanted:
        return names
    with duckdb.connect() as con:
        con.register("wanted", pa.table({"id": wanted}))
        for kind, column in _NAMED.items():
            path = out / "stages" / "graph" / f"node_{kind}.parquet"
            if path.is_file() and any(node.startswith(f"{kind.lower()}:") for node in wanted):
                query = f"SELECT id, {column} FROM read_parquet(?) SEMI JOIN wanted USING (id)"
                found = con.execute(query, [str(path)]).fetchall()
                names |= {node: name for node, name in found if name}
    return names


_NAMED = {
    "Official": "name", "Relative": "name", "Person": "name", "Company": "name", "Unit": "name",
    "Award": "title", "Act": "kind",
}  # fmt: skip


def read_stage(out: Path, stage: str, table: str, columns: list[str]) -> pa.Table:
    """Return columns of a table of a stage; OSError where the stage is not there."""
    return pq.read_table(out / "stages" / stage / f"{table}.parquet", columns=columns)


_WHERE_IN_OFFICE = """
SELECT official_id, list(DISTINCT region ORDER BY region) FROM posts
WHERE region IS NOT NULL
  AND (valid_to IS NULL OR (official_id, valid_to) IN (
    SELECT official_id, max(valid_to) FROM posts WHERE region IS NOT NULL
    GROUP BY official_id HAVING bool_and(valid_to IS NOT NULL)))
GROUP BY official_id
"""


def _regions(out: Path) -> dict[str, tuple[str, ...]]:
    """Return the regions of each official's posts that are still held, else of the last one.

    Whom an office may see follows from where he serves, not from where he once served.
    """
    posts = read_stage(out, "ingest", "posts", ["official_id", "region", "valid_from", "valid_to"])
    with duckdb.connect() as con:
        con.register("posts", posts)
        rows = con.execute(_WHERE_IN_OFFICE).fetchall()
    return {official: tuple(regions) for official, regions in rows}


_LAST_LEVEL = """
SELECT official_id, arg_max(rank, (valid_to IS NULL, coalesce(valid_to, ''), coalesce(valid_from, '')))
FROM posts WHERE rank IS NOT NULL GROUP BY official_id
"""


def _levels(out: Path) -> dict[str, str]:
    """Return the grade (职级) of each official's post that is held now, else of the last one."""
    columns = ["official_id", "rank", "valid_from", "valid_to"]
    posts = read_stage(out, "ingest", "posts", columns)
    with duckdb.connect() as con:
        con.register("posts", posts)
        return dict(con.execute(_LAST_LEVEL).fetchall())


def _complaint_files(out: Path) -> frozenset[str]:
    files = read_stage(out, "ingest", "files", ["file", "table"]).to_pylist()
    return frozenset(row["file"] for row in files if row["table"] == COMPLAINTS)


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
