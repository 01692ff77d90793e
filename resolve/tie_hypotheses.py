"""The table `tie_hypotheses`: declared, confirmed and inferred ties to register persons, side by side.

The three kinds never mix: a tie that the roster declares stays declared however sure it is, and what
is inferred is written only where nothing is declared.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.household import explained
from resolve.kin_hypotheses import alternatives, infer_kin
from resolve.knowledge import load
from resolve.schema import TIE_HYPOTHESES
from resolve.sql import query
from resolve.weak_ties import document_kin, find_named, infer_weak

_DECLARED = """
SELECT i.official_id, i.k, coalesce(s.kinship, '亲属') AS tie,
       CASE WHEN s.basis IN (SELECT basis FROM books) THEN 'confirmed' ELSE 'declared' END AS basis,
       i.subject AS via, round(i.probability * s.p_relation, 6) AS probability
FROM identities i JOIN subjects s USING (official_id, subject)
WHERE i.subject <> 'self' ORDER BY ALL
"""


def tie_hypotheses(
    known: tuple[pa.Table, pa.Table, pa.Table],
    rows: pa.Table,
    case: dict[str, pa.Table],
    named: pa.Table,
    keys: list[str],
    cleared: pa.Table | None = None,
) -> pa.Table:
    """Return all ties of officials to register persons (`TIE_HYPOTHESES`), sorted.

    Parameters
    ----------
    known : (subjects, persons, identities)
        Whom we look for, with canonical name, masked, phones, address and id_region; the table of
        `resolve.pairs.register_persons`; who is who as official_id, subject, k, probability.
    rows : register rows with the person `k` of each
    case : companies, officials and posts of ingest
    named : table of `resolve.weak_ties.named_in_documents`
    keys : the key of each register person
    cleared : table of `resolve.verdicts.cleared`; such a pair goes on competing, so that nobody else is raised by
        it, and is not written; None: nobody has judged
    """
    subjects, persons, identities = known
    found = find_named(named, rows, persons)
    kin = infer_kin(subjects, identities, rows, persons, case, document_kin(found))
    some = query("SELECT * FROM persons SEMI JOIN found USING (k)", persons=persons, found=found)
    theirs = explained(subjects, identities, some, case["posts"])
    weak = infer_weak(found, theirs, subjects, identities, persons, case["posts"])
    books = pa.table({"basis": load("kin_evidence")["confirmed"]})
    stated = query(_DECLARED, identities=identities, subjects=subjects, books=books).to_pylist()
    barred = set() if cleared is None else _pairs(cleared)
    inferred = [
        row | {"basis": "inferred"}
        for row in [*kin.to_pylist(), *weak.to_pylist()]
        if (row["official_id"], row["k"]) not in barred
    ]
    tied = pa.array([row["k"] for row in [*stated, *inferred]], pa.int64())
    wanted = query(
        "SELECT k, min(raw) AS name FROM rows SEMI JOIN who USING (k) GROUP BY k ORDER BY k",
        rows=rows,
        who=pa.table({"k": tied}),
    )
    # a row a tie: some thousands of them, whatever the size of the registers
    names = dict(zip(wanted["k"].to_pylist(), wanted["name"].to_pylist(), strict=True))
    ties = []
    for row in [*stated, *inferred]:
        evidence = row.get("evidence") or []
        sources = {source for item in evidence for source in item["sources"]}
        ties.append(
            row
            | {
                "person_key": keys[row["k"]],
                "name": names[row["k"]],
                "evidence": evidence,
                "alternatives": alternatives([item["code"] for item in evidence]),
                "sources": sorted(sources) if evidence else [row["via"]],
            }
        )
    ties.sort(key=lambda r: (r["official_id"], r["basis"], r["person_key"], r["tie"], r["via"]))
    columns = [{name: tie[name] for name in TIE_HYPOTHESES.names} for tie in ties]
    return pa.Table.from_pylist(columns, schema=TIE_HYPOTHESES)


def _pairs(cleared: pa.Table) -> set[tuple[str, int]]:
    return set(zip(cleared["official_id"].to_pylist(), cleared["k"].to_pylist(), strict=True))
