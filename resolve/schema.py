"""The tables of the stage `resolve`."""

from __future__ import annotations

import pyarrow as pa

_S, _F, _I = pa.string(), pa.float64(), pa.int64()

#: Natural persons of the registers, one row a person as far as the registers themselves tell.
REGISTER_PERSONS = pa.schema([
    ("person_key", _S), ("name", _S), ("uscc_list", pa.list_(_S)), ("sources", _I),
])  # fmt: skip
#: Which register row speaks of which register person; `table` is holdings or roles.
APPEARANCES = pa.schema([
    ("person_key", _S), ("table", _S), ("source", _S), ("uscc", _S), ("name", _S), ("role", _S),
])  # fmt: skip
#: Which company a row means: holders that are companies (holdings) and the rows of declarations,
#: approvals, awards, acts. `basis` is uscc, name or former_name; a name shared by several is no link.
COMPANY_LINKS = pa.schema([
    ("table", _S), ("source", _S), ("uscc", _S), ("basis", _S),
])  # fmt: skip
#: Whom we look for: every official (subject ``self``) and every declared relative (`subject` is the
#: row of 亲属关系). `p_relation` is the probability that the tie is as the roster says.
SUBJECTS = pa.schema([
    ("official_id", _S), ("subject", _S), ("name", _S), ("sex", _S), ("born", _S),
    ("kinship", _S), ("basis", _S), ("valid_from", _S), ("valid_to", _S), ("p_relation", _F),
])  # fmt: skip
#: results.md; `fields` holds agreement and bans for each field, levels: identified, probable, hold.
IDENTITIES = pa.schema([
    ("official_id", _S), ("subject", _S), ("person_key", _S), ("uscc_list", pa.list_(_S)),
    ("probability", _F), ("level", _S),
    ("fields", pa.list_(pa.struct([("field", _S), ("agreement", _S), ("bans", _F)]))),
    ("expected_namesakes", _F),
])  # fmt: skip
#: Which unit of the posts a buyer, an agency or a unit named in a text means.
#: `basis`: exact, inner (an inner organ or subordinate of the unit) or short (an abbreviation).
UNIT_LINKS = pa.schema([("name", _S), ("unit", _S), ("basis", _S)])
#: Officials whom an allegation can mean; a name alone is no row, unit or post must agree.
ACCUSED = pa.schema([
    ("source_id", _S), ("span_start", _I), ("span_end", _I), ("official_id", _S),
    ("probability", _F), ("basis", _S),
])  # fmt: skip

TABLES: dict[str, pa.Schema] = {
    "register_persons": REGISTER_PERSONS,
    "appearances": APPEARANCES,
    "company_links": COMPANY_LINKS,
    "subjects": SUBJECTS,
    "identities": IDENTITIES,
    "unit_links": UNIT_LINKS,
    "accused": ACCUSED,
}
