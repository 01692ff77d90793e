"""The tables of the stage `risk`; columns as results.md fixes them."""

from __future__ import annotations

import pyarrow as pa

from graph.schema import HOP

_S, _F, _I = pa.string(), pa.float64(), pa.int64()

FINDINGS = pa.schema([
    ("finding_id", _S), ("official_id", _S), ("typology", _S), ("pattern", _S), ("subject", _S),
    ("subject_name", _S), ("kinship", _S), ("uscc", _S), ("company", _S), ("holding", _F),
    ("role", _S), ("path", pa.list_(HOP)), ("overlap_from", _S), ("overlap_to", _S),
    ("rules", pa.list_(_S)), ("predicate_rule", _S),
    ("exemptions_tried", pa.list_(pa.struct([("code", _S), ("outcome", _S), ("reason", _S)]))),
    ("p_identity", _F), ("p_relation", _F), ("p_benefit", _F), ("p_overlap", _F),
    ("p_no_exemption", _F),
    ("bans", pa.list_(pa.struct([("group", _S), ("item", _S), ("bans", _F), ("alternative", _S)]))),
    ("probability", _F), ("tier", _I),
    ("evidence", pa.list_(pa.struct([
        ("file", _S), ("sha256", _S), ("row", _I), ("page", _I),
        ("span_start", _I), ("span_end", _I), ("fact", _S),
    ]))),
])  # fmt: skip
RISK_LIST = pa.schema([
    ("rank", _I), ("official_id", _S), ("name", _S), ("unit", _S), ("title", _S), ("tier", _I),
    ("probability", _F), ("typology", _S), ("findings", _I), ("top_pattern", _S), ("top_uscc", _S),
    ("top_company", _S), ("weakest_link", _S), ("next_check", _S), ("would_clear", _S),
])  # fmt: skip

#: Declared against registered, one row an official, relative, company and form (`risk.reconciliation`).
RECONCILIATION = pa.schema([
    ("official_id", _S), ("as_of", _S), ("subject", _S), ("subject_name", _S), ("kinship", _S),
    ("kin", _S), ("uscc", _S), ("company", _S), ("declared", pa.bool_()), ("declared_share", _F),
    ("declared_item", _S), ("declared_source", _S), ("registered", _S), ("registered_share", _F),
    ("registered_role", _S), ("registered_from", _S), ("registered_to", _S),
    ("registered_source", _S), ("declared_before", _S), ("declared_later", _S), ("outcome", _S),
    ("toward_oversight", pa.list_(_S)), ("toward_concealment", pa.list_(_S)),
])  # fmt: skip
#: What complaints allege: only for those cleared for complaints.
ALLEGED = pa.schema([("official_id", _S), ("uscc", _S), ("voices", _I), ("first_heard", _S)])
COMPANY_COMPLAINTS = pa.schema([
    ("uscc", _S), ("company", _S), ("region", _S), ("industry", _S), ("voices", _I),
    ("letters", _I), ("first_received", _S), ("last_received", _S), ("awards", _I),
    ("largest_buyer", _F),
])  # fmt: skip
COMPLAINT_TABLES = frozenset({"alleged", "company_complaints"})

TABLES: dict[str, pa.Schema] = {
    "findings": FINDINGS,
    "risk_list": RISK_LIST,
    "reconciliation": RECONCILIATION,
    "alleged": ALLEGED,
    "company_complaints": COMPANY_COMPLAINTS,
}
