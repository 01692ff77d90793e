"""The stage `resolve`: from register rows and texts to who is who, what is which."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.stage import Progress, Stage, StageWriter
from resolve.accused import accused
from resolve.appearances import appearances
from resolve.appearances import register_persons as register_table
from resolve.clusters import Clustering, find_persons, person_keys
from resolve.companies import company_links
from resolve.constraints import Constrained, constrain, parted_rows
from resolve.contacts import with_homes
from resolve.identities import identify
from resolve.judgement_tables import conflict_table, judgement_table
from resolve.judgements import Judgement, standing
from resolve.linked import linked_companies
from resolve.pairs import compare, register_persons
from resolve.person_ties import as_judged, person_ties
from resolve.questions import ask
from resolve.rows import HOLDINGS, NATURAL, ROLES, coded, person_rows
from resolve.schema import TABLES
from resolve.spellings import person_names
from resolve.sql import query
from resolve.subjects import find_subjects, subject_names
from resolve.tie_hypotheses import tie_hypotheses
from resolve.units import link_units
from resolve.verdicts import cleared, judged_pairs, meant, weigh
from resolve.weak_ties import named_in_documents

_CODED = ("declarations", "approvals", "awards", "acts")


def resolve(
    ingest: Stage,
    nlp: Stage,
    writer: StageWriter,
    *,
    as_of: date,
    progress: Progress,
    judgements: Sequence[Judgement] = (),
) -> None:
    """Write all tables of `resolve.schema`.

    Who somebody is does not depend on the day: every row counts, whatever `as_of`. The date enters
    only through the later stages, which ask what held when. `judgements` are all rows of the record of
    `resolve.judgements`; of none, or of those taken back, nothing is left in any table.
    """
    tables = (*_CODED, "companies", "changes", "officials", "posts", "relatives")
    case = {name: ingest.read(name) for name in tables}
    registers = [
        ingest.read(name, columns, coded=coded(columns))
        for name, columns in (("holdings", HOLDINGS), ("roles", ROLES))
    ]
    case["holdings"] = _others(registers[0])
    # One thread beside this one: first for what needs no persons, then to write them while pairs are weighed.
    with ThreadPoolExecutor(1) as aside:
        firms = aside.submit(with_homes, case["companies"])
        links = aside.submit(_company_links, case)
        subjects = aside.submit(_subjects, case)
        rows = person_rows(registers.pop(0), registers.pop())
        progress(0.05, "登记人员归并 register persons")
        case["companies"] = firms.result()
        found, judged = _persons(rows, case["companies"], standing(judgements))
        rows = rows.append_column("k", pa.array(found.person))
        keys = person_keys(rows, found.person)
        written = aside.submit(_write_register, rows, found, keys, writer)
        del found
        progress(0.35, "企业指认 companies")
        case["company_links"] = links.result()
        writer.write("company_links", case["company_links"], TABLES["company_links"])
        progress(0.45, "身份后验 identities")
        known, apart = _write_identities(case, rows, keys, judged, subjects.result(), writer)
        progress(0.85, "单位与被反映人 units and accused")
        named = _write_texts(case, ingest.read("documents"), nlp, writer)
        progress(0.9, "关系推断 ties as hypotheses")
        ties = tie_hypotheses(known, rows, case, named, keys, apart)
        writer.write("tie_hypotheses", ties, TABLES["tie_hypotheses"])
        written.result()
    progress(1.0, "完成 done")


def _persons(
    rows: pa.Table, companies: pa.Table, said: Sequence[Judgement]
) -> tuple[Clustering, Constrained]:
    found = find_persons(rows, companies, apart=parted_rows(said, rows))
    judged = constrain(said, rows, found.person)
    found = as_judged(found, judged.person)
    # the tokens of places have done their work; they are a tenth of the memory
    places = found.places._replace(tokens=found.places.tokens[:0].copy())
    return found._replace(places=places), judged


def _others(holdings: pa.Table) -> pa.Table:
    """Return the holdings of whoever is no natural person."""
    natural = pc.fill_null(pc.equal(holdings["holder_type"], NATURAL), False)
    others = holdings.select(["source", "uscc", "holder_name", "holder_type"])
    texts = pa.schema([(name, pa.string()) for name in others.column_names])
    return others.filter(pc.invert(natural)).cast(texts)


def _company_links(case: dict[str, pa.Table]) -> pa.Table:
    coded = {name: case[name] for name in _CODED}
    return company_links(case["companies"], case["changes"], case["holdings"], coded)


def _subjects(case: dict[str, pa.Table]) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return the table `subjects`, what is compared of them, and their names."""
    subjects = find_subjects(case["officials"], case["relatives"])
    numbered = _numbered(subjects, case["posts"])
    return subjects, numbered, subject_names(numbered)


def _write_register(
    rows: pa.Table, found: Clustering, keys: list[str], writer: StageWriter
) -> None:
    writer.write("person_ties", person_ties(rows, found, keys), TABLES["person_ties"])
    named = pa.array(keys, pa.string())
    for name, make in (("register_persons", register_table), ("appearances", appearances)):
        writer.write(name, make(rows, found.person, named), TABLES[name])


def _write_identities(
    case: dict[str, pa.Table],
    rows: pa.Table,
    keys: list[str],
    judged: Constrained,
    looked_for: tuple[pa.Table, pa.Table, pa.Table],
    writer: StageWriter,
) -> tuple[tuple[pa.Table, pa.Table, pa.Table], pa.Table]:
    """Return what `tie_hypotheses` takes: subjects, register persons, who is who; and who was judged different."""
    table, subjects, names = looked_for
    writer.write("subjects", table, TABLES["subjects"])
    persons = register_persons(rows)
    said = meant(judged, subjects, rows)
    pairs = compare(subjects, names, rows, persons, case, judged_pairs(said))
    verdicts = weigh(said, subjects, rows, pairs)
    near = query("SELECT DISTINCT uscc FROM rows SEMI JOIN pairs USING (k)", rows=rows, pairs=pairs)
    linked = linked_companies(rows, near, case, case["company_links"])
    chosen, fields = identify(subjects, rows, persons, pairs, linked, verdicts)
    homes = query(
        """
        SELECT k, list_sort(list(DISTINCT uscc)) AS uscc_list FROM rows SEMI JOIN chosen USING (k)
        GROUP BY k
        """,
        rows=rows,
        chosen=chosen,
    )
    identities = query(
        """
        SELECT official_id, subject, person_key, uscc_list, probability, level, fields,
               expected_namesakes
        FROM chosen JOIN subjects USING (s) JOIN homes USING (k) JOIN named USING (k)
        ORDER BY official_id, subject = 'self' DESC, subject, probability DESC, person_key
        """,
        chosen=chosen.append_column("fields", fields["fields"]),
        subjects=subjects,
        homes=homes,
        named=pa.table({"k": np.arange(len(keys)), "person_key": pa.array(keys, pa.string())}),
    )
    writer.write("identities", identities, TABLES["identities"])
    clashes = [*judged.conflicts, *verdicts.conflicts]
    keyed = persons.append_column("person_key", pa.array(keys, pa.string()))
    tables = {
        "judgements": judgement_table(said, verdicts, judged, subjects, keys),
        "judgement_conflicts": conflict_table(clashes, said.judgements, subjects, keys),
        "questions": ask(identities, subjects, keyed),
    }
    for name, table in tables.items():
        writer.write(name, table, TABLES[name])
    met = query(
        "SELECT official_id, subject, k, probability FROM chosen JOIN subjects USING (s) ORDER BY ALL",
        chosen=chosen.select(["s", "k", "probability"]),
        subjects=subjects,
    )
    return (subjects, persons, met), cleared(said, verdicts, subjects)


def _numbered(subjects: pa.Table, posts: pa.Table) -> pa.Table:
    """Add the row number s, the canonical name, whether it is masked, and the date of death."""
    subjects = subjects.append_column("s", pa.array(np.arange(subjects.num_rows)))
    names = person_names(pc.unique(pc.fill_null(subjects["name"], "")))
    return query(
        """
        SELECT s.*, n.name AS canonical, n.masked, CASE WHEN subject = 'self' THEN died END AS died
        FROM subjects s JOIN names n ON n.raw = coalesce(s.name, '') LEFT JOIN (
          SELECT official_id, max(valid_to) AS died FROM posts
          WHERE exit_reason IN ('去世', '死亡', '病故', '因公牺牲') AND valid_to <> ''
          GROUP BY official_id
        ) USING (official_id) ORDER BY s
        """,
        subjects=subjects,
        names=names,
        posts=posts,
    )


def _write_texts(
    case: dict[str, pa.Table], documents: pa.Table, nlp: Stage, writer: StageWriter
) -> pa.Table:
    """Return whom documents name as somebody of an official."""
    mentions, allegations = nlp.read("mentions"), nlp.read("allegations")
    texts = query(
        "SELECT DISTINCT text FROM mentions WHERE label = 'GOV' ORDER BY text", mentions=mentions
    )
    units = link_units(
        case["posts"]["unit"].to_pylist(),
        [*case["awards"]["buyer"].to_pylist(), *case["acts"]["agency"].to_pylist()],
        [*texts["text"].to_pylist(), *allegations["unit"].to_pylist()],
    )
    writer.write("unit_links", units, TABLES["unit_links"])
    found = accused(allegations, case["officials"], case["posts"], units)
    writer.write("accused", found, TABLES["accused"])
    told = {"mentions": mentions, "relations": nlp.read("relations")}
    return named_in_documents(documents, told, case, units)
