"""The stage `risk`: everything before in, findings and risk list out."""

from __future__ import annotations

import json
from datetime import date

import numpy as np

from ingest.stage import Progress, Stage, StageWriter
from risk.assess import assess
from risk.evaluate import evaluate, links
from risk.findings import assemble
from risk.findings import table as findings_table
from risk.learning.conformal import first_tier
from risk.learning.features import of_links
from risk.learning.model import Model
from risk.learning.settings import settings
from risk.pack import FILE as PACK
from risk.pack import Pack, shipped
from risk.ranking import risk_list
from risk.ranking import table as list_table
from risk.reconciliation import reconciled
from risk.schema import FINDINGS, RISK_LIST, TABLES
from risk.tables import connect, of_stages
from risk.weigh import chain, combine, tiers

#: What the run report tells of the scoring, written beside the tables.
ASSESSMENT = "assessment.json"


def score(  # noqa: PLR0913 - the signature is the contract of docs/architecture.md
    ingest: Stage,
    nlp: Stage,
    resolve: Stage,
    graph: Stage,
    writer: StageWriter,
    *,
    as_of: date,
    progress: Progress,
    learned: Model | None = None,
    pack: Pack | None = None,
) -> None:
    """Find, exclude, weigh and rank; write `findings`, `risk_list` and what `risk.reconciliation` tells.

    Parameters
    ----------
    as_of : date
        Nothing that begins later is seen.
    learned : Model or None
        What the office has learnt from its dispositions and taken into use.
    pack : Pack or None
        The rules as the office's own file has them; the shipped ones where it has none.
    """
    pack = pack or shipped()
    progress(0.0, "连接各表 joining tables")
    con = connect(of_stages(ingest, nlp, resolve, graph), pack, as_of=as_of)
    progress(0.4, "模式与例外 patterns and exemptions")
    off = evaluate(con, pack)
    table = links(con)
    parts = chain(table)
    if learned:
        parts = learned.links(of_links(con, table, parts))
    probability = combine(parts)
    tier = tiers(table, parts, pack)
    if learned:
        tier = first_tier(tier, probability, np.array(learned.negatives), settings().fdr)
    progress(0.7, "说明 explanations")
    found = assemble(con, table, parts, (probability, tier), pack)
    ranked = risk_list(con, found, pack)
    writer.write("findings", findings_table(found), FINDINGS)
    writer.write("risk_list", list_table(ranked), RISK_LIST)
    for name, rows in reconciled(con).items():
        writer.write(name, rows, TABLES[name])
    assessment = assess(con, table, pack, off)
    text = json.dumps(assessment, ensure_ascii=False, indent=1, sort_keys=True)
    writer.attach(ASSESSMENT, text.encode())
    writer.attach(PACK, pack.model_dump_json(indent=1).encode())
    progress(1.0, "")
