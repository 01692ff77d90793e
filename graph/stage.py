"""The stage `graph`: measures as of the run's date, chains at any time, the property graph."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.chains import chains
from graph.measures import ownership
from graph.property_graph import property_graph
from graph.registers import registers
from graph.schema import TABLES
from graph.stakes import Ints, Stakes, stakes
from graph.thresholds import load
from ingest.stage import Progress, Stage, StageWriter


def build(
    ingest: Stage, resolve: Stage, writer: StageWriter, *, as_of: date, progress: Progress
) -> None:
    """Write every table of `graph.schema.TABLES`.

    Parameters
    ----------
    ingest, resolve : Stage
        The register facts, and who is who in them.
    as_of : date
        The day of the table `ownership`; chains and edges are given at any time, with their dates.
    """
    thresholds = load()
    with registers(ingest, resolve) as con:
        progress(0.0, "股东与任职 holdings and roles")
        all_stakes = stakes(con)
        tables, loose = property_graph(con)
        interest = con.sql("""
            SELECT person_key FROM identities
            UNION SELECT person_key FROM tie_hypotheses WHERE basis = 'inferred' ORDER BY 1
            """).to_arrow_table()
    holders = of_interest(all_stakes, interest["person_key"])
    progress(0.4, "穿透持股与控制 ownership and control")
    measured, refused = ownership(all_stakes, holders, as_of, thresholds)
    progress(0.7, "股权链 chains of holdings")
    found, cut = chains(all_stakes, holders, thresholds)
    told = pa.concat_tables([refused, cut, loose])
    tables |= {"ownership": measured, "chains": found, "problems": told}
    for name, schema in TABLES.items():
        writer.write(name, tables[name], schema)
    progress(1.0, "图已建成 graph built")


def of_interest(all_stakes: Stakes, person_keys: pa.ChunkedArray) -> Ints:
    """Return the nodes of the persons that hold anything at all, in the order of the nodes."""
    wanted = pc.binary_join_element_wise("person", person_keys, ":")
    persons = all_stakes.ids.slice(all_stakes.companies, all_stakes.persons)
    found = pc.is_in(persons, value_set=wanted)
    nodes: Ints = (
        np.flatnonzero(found.to_numpy(zero_copy_only=False)) + all_stakes.companies
    ).astype(np.int32)
    return nodes
