"""Whole columns are spelled as single names are."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.names import company_name, is_masked, is_person, person_name
from resolve.spellings import company_names, natural, person_names

LETTERS = "王李張张國国伟于於裵乾某*●×xX·•ａＡA1９（(）)〔 \u3000é́龙龍后後䶮鿿"
TEXTS = st.lists(
    st.text(LETTERS, max_size=6) | st.text(max_size=5) | st.text("王李张国伟某", max_size=5),
    unique=True,
)


@settings(deadline=None)  # OpenCC's dictionaries are read at the first call
@given(TEXTS)
def test_persons_are_spelled_as_one_by_one(raw: list[str]) -> None:
    found = person_names(pa.array(raw, pa.string()))
    assert found["raw"].to_pylist() == raw
    assert found["name"].to_pylist() == [person_name(name) for name in raw]
    assert found["masked"].to_pylist() == [is_masked(person_name(name)) for name in raw]


@settings(deadline=None)  # OpenCC's dictionaries are read at the first call
@given(TEXTS)
def test_companies_are_spelled_as_one_by_one(raw: list[str]) -> None:
    assert company_names(pa.array(raw, pa.string())).to_pylist() == [company_name(n) for n in raw]


def test_natural_persons_by_name() -> None:
    names = ["王伟", "江海公司", "阿依古丽·买买提", ""]
    assert natural(pa.array(names)).to_pylist() == [is_person(name) for name in names]
