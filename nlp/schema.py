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

TABLES: dict[str, pa.Schema] = {
    "mentions": MENTIONS,
    "allegations": ALLEGATIONS,
    "relations": RELATIONS,
    "complaint_groups": COMPLAINT_GROUPS,
}
