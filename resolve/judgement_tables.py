"""The tables `judgements` and `judgement_conflicts` (判断一览、判断矛盾): what stands, and what it does."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from resolve.constraints import Constrained
from resolve.disputes import Conflict
from resolve.judgements import Judgement
from resolve.knowledge import load
from resolve.schema import JUDGEMENT_CONFLICTS, JUDGEMENTS
from resolve.verdicts import Meant, Verdicts


def judgement_table(
    said: Meant,
    verdicts: Verdicts,
    constrained: Constrained,
    subjects: pa.Table,
    keys: Sequence[str],
) -> pa.Table:
    """Return the standing judgements in the order in which they were made, each with its effect.

    Parameters
    ----------
    keys : list of str
        The key of each register person k.
    """
    effects = constrained.effects | verdicts.effects
    names = subjects["subject"]
    rows = []
    for n, judgement in enumerate(said.judgements):
        narrow = judgement.verdict == "same"
        persons, others = (
            sorted({keys[k] for k in said.rows.persons((n, side), said.person, wide=not narrow)})
            for side in ("person", "other")
        )
        whom = (said.subjects.narrow if narrow else said.subjects.wide).get(n, set())
        rows.append({
            "judgement_id": judgement.judgement_id, "made_at": judgement.made_at,
            "made_by": judgement.made_by, "verdict": judgement.verdict,
            "official_id": judgement.official_id, "subject_name": judgement.subject_name,
            "subjects": sorted(names[s].as_py() for s in whom), "person_keys": persons,
            "other_keys": others, "reason": judgement.reason, "evidence": judgement.evidence,
            "effect": effects[n],
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=JUDGEMENTS)


def conflict_table(
    conflicts: Sequence[Conflict],
    judgements: Sequence[Judgement],
    subjects: pa.Table,
    keys: Sequence[str],
) -> pa.Table:
    """Return the table `judgement_conflicts`, sorted, with a sentence in both languages."""
    texts = load("judgements")["conflicts"]
    rows = []
    for conflict in conflicts:
        ids = [judgements[j].judgement_id for j in conflict.judgements]
        whom = (
            {"official_id": "", "subject": ""}
            if conflict.subject is None
            else subjects.select(["official_id", "subject"])
            .slice(conflict.subject, 1)
            .to_pylist()[0]
        )
        persons = sorted(keys[k] for k in conflict.persons)
        words = texts[conflict.kind]
        rows.append({
            "kind": conflict.kind, **whom, "person_keys": persons, "judgement_ids": sorted(ids),
            "zh": words["zh"], "en": words["en"],
        })  # fmt: skip
    rows.sort(key=lambda r: (r["official_id"], r["subject"], r["kind"], r["judgement_ids"]))
    return pa.Table.from_pylist(rows, schema=JUDGEMENT_CONFLICTS)
