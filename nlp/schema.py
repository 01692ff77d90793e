"""The tables of the stage `nlp`; columns as results.md fixes them, codes as annotation.md."""

from __future__ import annotations

import pyarrow as pa

_S, _F, _I = pa.string(), pa.float64(), pa.int64()

#: Spans of a text, offsets in code points of the text as stored; flat, the longest wins.
MENTIONS = pa.schema([
    ("source_id", _S), ("start", _I), ("end", _I), ("text", _S), ("label", _S),
    ("probability", _F), ("entity_key", _S),
])  # fmt: skip
ALLEGATIONS = pa.schema([
    ("source_id", _S), ("span_start", _I), ("span_end", _I), ("actor", _S),
    ("actor_redacted", pa.bool_()), ("post", _S), ("unit", _S), ("counterpart", _S), ("uscc", _S),
    ("relation", _S), ("act", _S), ("amount", _S), ("date", _S), ("status", _S), ("speaker", _S),
    ("basis_of_knowledge", _S),
])  # fmt: skip
RELATIONS = pa.schema([
    ("source_id", _S), ("span_start", _I), ("span_end", _I), ("type", _S),
    ("arg1", _S), ("arg2", _S), ("arg3", _S), ("flag", _S), ("probability", _F),
])  # fmt: skip
#: Near-duplicate complaints are one voice.
COMPLAINT_GROUPS = pa.schema([
    ("group_id", _S), ("complaint_ids", pa.list_(_S)), ("first_received", _S), ("category", _S),
    ("priority", _S), ("deadline", _S),
])  # fmt: skip
#: What a group is about, with calibrated probabilities; its legal terms; what can be checked. Never who wrote, never how credible.
#: Withheld from the published folder (desk/publish.py does not list it): it quotes complaints, and results.md has no such table.
COMPLAINT_TRIAGE = pa.schema([
    ("group_id", _S), ("category", _S), ("class", _S), ("topic", _S), ("category_probability", _F),
    ("class_probability", _F), ("topic_probability", _F),
    ("probabilities", pa.list_(pa.struct([("question", _S), ("code", _S), ("probability", _F)]))),
    ("priority_reason", _S),
    ("terms", pa.list_(pa.struct([
        ("code", _S), ("due", _S), ("sure", pa.bool_()), ("source", _S), ("tag", _S), ("text", _S),
    ]))),
    ("checkable", _I),
    ("facts", pa.list_(pa.struct([
        ("complaint_id", _S), ("kind", _S), ("start", _I), ("end", _I), ("text", _S), ("check", _S),
    ]))),
])  # fmt: skip

TABLES: dict[str, pa.Schema] = {
    "mentions": MENTIONS,
    "allegations": ALLEGATIONS,
    "relations": RELATIONS,
    "complaint_groups": COMPLAINT_GROUPS,
    "complaint_triage": COMPLAINT_TRIAGE,
}
