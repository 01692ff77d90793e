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
#: Why rows in different places (a name in a company with one ID number) are one register person: `kind` as in
#: `resolve.ties.KINDS`, `shared` is the co-holder, telephone or address, `chance` the number of strangers of
#: that name to be expected there. Each place is told by its company and its first row.
PERSON_TIES = pa.schema([
    ("person_key", _S), ("kind", _S), ("name", _S), ("a_uscc", _S), ("b_uscc", _S), ("shared", _S),
    ("chance", _F), ("a_source", _S), ("b_source", _S),
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
#: Ties of officials to register persons, three kinds that stay apart (`basis`): ``declared`` in the
#: roster, ``confirmed`` by a household or marriage book, ``inferred`` from registers and documents (D1.5).
#: `name` is the register's, `tie` the kinship word of the roster, or kin, household, nominee_driver, …; `evidence` says which
#: item weighs what and which rows say so; `alternatives` are the innocent explanations, in Chinese.
#: An inferred tie is a hypothesis: it is never evidence by itself, and it leaves no list of names.
TIE_HYPOTHESES = pa.schema([
    ("official_id", _S), ("person_key", _S), ("name", _S), ("tie", _S), ("basis", _S),
    ("via", _S), ("probability", _F),
    ("evidence", pa.list_(pa.struct([
        ("code", _S), ("bans", _F), ("sources", pa.list_(_S)),
    ]))),
    ("alternatives", pa.list_(_S)), ("sources", pa.list_(_S)),
])  # fmt: skip
#: What persons have said about identity and nobody has taken back, oldest first. `effect`: applied, noted
#: (unsure), overruled (part of a contradiction), ambiguous, no_subject, no_person (nobody of these tables
#: is meant). `other_keys`: the second register person of a judgement about the register itself.
JUDGEMENTS = pa.schema([
    ("judgement_id", _S), ("made_at", _S), ("made_by", _S), ("verdict", _S), ("official_id", _S),
    ("subject_name", _S), ("subjects", pa.list_(_S)), ("person_keys", pa.list_(_S)),
    ("other_keys", pa.list_(_S)), ("reason", _S), ("evidence", _S), ("effect", _S),
])  # fmt: skip
#: Judgements that cannot all be right; `kind` as in judgements.yaml, `zh` and `en` say what is done.
JUDGEMENT_CONFLICTS = pa.schema([
    ("kind", _S), ("official_id", _S), ("subject", _S), ("person_keys", pa.list_(_S)),
    ("judgement_ids", pa.list_(_S)), ("zh", _S), ("en", _S),
])  # fmt: skip
#: The check that would most cheaply settle a pair of `identities` that is not identified (questions.yaml):
#: `gain` is the expected number of levels moved, `if_agree` and `if_not` what the probability becomes.
QUESTIONS = pa.schema([
    ("official_id", _S), ("subject", _S), ("person_key", _S), ("probability", _F), ("level", _S),
    ("field", _S), ("way", _S), ("cost", _F), ("gain", _F), ("gain_per_cost", _F),
    ("p_agree", _F), ("if_agree", _F), ("if_not", _F), ("zh", _S), ("en", _S),
])  # fmt: skip

TABLES: dict[str, pa.Schema] = {
    "register_persons": REGISTER_PERSONS,
    "appearances": APPEARANCES,
    "person_ties": PERSON_TIES,
    "company_links": COMPANY_LINKS,
    "subjects": SUBJECTS,
    "identities": IDENTITIES,
    "unit_links": UNIT_LINKS,
    "accused": ACCUSED,
    "tie_hypotheses": TIE_HYPOTHESES,
    "judgements": JUDGEMENTS,
    "judgement_conflicts": JUDGEMENT_CONFLICTS,
    "questions": QUESTIONS,
}
