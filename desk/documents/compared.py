"""What the scan of a document compares with: the run's complaints, and what its registers say by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from desk.documents.facts import CaseFacts
from desk.documents.traces import Complaint, Known
from desk.results import read_stage

#: Where registers and rosters hold names of persons: table and column of the stage `ingest`.
_PERSONS = (
    ("companies", "legal_representative"), ("shareholdings", "holder_name"), ("personnel", "name"),
    ("officials", "name"), ("relatives", "name"), ("declarations", "name"), ("holdings", "holder_name"), ("roles", "name"),
)  # fmt: skip
#: Names long enough to be nothing else: of companies, units and projects.
_PHRASES = (
    ("companies", "name"), ("posts", "unit"), ("awards", "buyer"), ("awards", "supplier_name"),
    ("awards", "title"), ("acts", "agency"),
)  # fmt: skip
_LONGEST, _SHORTEST = 40, 4


def complaints_of(out: Path) -> list[Complaint]:
    """Return the complaints of a run with the names of persons in them; none where the run has none."""
    rows = read_stage(out, "ingest", "complaints", ["complaint_id", "received", "title", "text"])
    numbers = set(rows.column("complaint_id").to_pylist())
    names: dict[str, set[str]] = defaultdict(set)
    path = out / "stages" / "nlp" / "mentions.parquet"
    if numbers and path.is_file():
        columns = ["source_id", "text", "label"]
        mentions = pq.read_table(path, columns=columns, filters=[("label", "=", "PERSON")])
        for mention in mentions.to_pylist():
            if mention["source_id"] in numbers:
                names[mention["source_id"]].add(mention["text"])
    return [
        Complaint(
            row["complaint_id"],
            row["received"] or "",
            f"{row['title'] or ''}\n{row['text'] or ''}",
            frozenset(names[row["complaint_id"]]),
        )
        for row in rows.to_pylist()
    ]


def known_of(
    out: Path,
    paragraphs: Sequence[str],
    facts: CaseFacts,
    complaints: Iterable[Complaint],
    *,
    texts: Iterable[str] = (),
    dates: Iterable[str] = (),
) -> Known:
    """Return what registers say of the words in a document, and of the names in complaints.

    Parameters
    ----------
    texts : iterable of str
        Sentences that are the template's own.
    dates : iterable of str
        ISO dates that the drafter filled in as the document's own.
    """
    pieces = {
        text[start : start + length]
        for text in paragraphs
        for start in range(len(text))
        for length in range(_SHORTEST, min(_LONGEST, len(text) - start) + 1)
    }
    names = {name for complaint in complaints for name in complaint.names}
    own = {facts.name, facts.unit, facts.title, facts.official_id, facts.item}
    return Known(
        phrases=frozenset({*_among(out, _PHRASES, pieces), *filter(None, own)}),
        texts=(*facts.facts, *facts.companies, *facts.rules, *facts.alternatives, facts.weakest,
               facts.would_clear, *facts.next_checks, *texts),
        names=frozenset(_among(out, _PERSONS, names)),
        dates=frozenset(dates),
    )  # fmt: skip


def _among(out: Path, columns: Iterable[tuple[str, str]], wanted: set[str]) -> Iterator[str]:
    """Yield those of the texts that stand in a column of a register."""
    if not wanted:
        return
    asked = pa.table({"text": pa.array(sorted(wanted), pa.string())})
    with duckdb.connect() as con:
        con.register("asked", asked)
        for table, column in columns:
            path = out / "stages" / "ingest" / f"{table}.parquet"
            if path.is_file():
                joined = f"SEMI JOIN read_parquet(?) AS r ON r.{column} = a.text"
                yield from (
                    text
                    for (text,) in con.execute(
                        f"SELECT a.text FROM asked AS a {joined}", [str(path)]
                    ).fetchall()
                )
