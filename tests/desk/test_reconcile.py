"""The reconciliation endpoint: the forms of API 0.2, who may ask, who is shown, what is written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pyarrow as pa
import pytest
from django.test import Client

from desk import reconciliation
from desk.reconciliation import BadQueryError, Firm, Sources, answers, manifest, parse
from desk.results import Access
from ingest.schema import TABLES as INGEST
from nlp.linking.companies import Companies
from nlp.linking.register import Firm as Registered
from nlp.linking.register import Register
from resolve.lookup import Registers
from resolve.pairs import register_persons
from resolve.rows import person_rows

Row = dict[str, Any]
SignIn = Callable[..., Client]
EVERYWHERE = Access(("*",))

#: The forms of version 0.2, written from its text: what a client may rely on.
TYPE = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object", "required": ["result"],
        "properties": {"result": {"type": "array", "items": {
            "type": "object", "required": ["id", "name", "score"],
            "properties": {
                "id": {"type": "string"}, "name": {"type": "string"}, "description": {"type": "string"},
                "score": {"type": "number", "minimum": 0, "maximum": 100}, "match": {"type": "boolean"},
                "type": {"type": "array", "items": TYPE},
                "features": {"type": "array", "items": {
                    "type": "object", "required": ["id", "value"],
                    "properties": {"id": {"type": "string"}, "value": {"type": ["boolean", "number"]}},
                }},
            },
        }}},
    },
}  # fmt: skip
MANIFEST = {
    "type": "object", "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "contains": {"const": "0.2"}},
        "name": {"type": "string"}, "identifierSpace": {"type": "string", "format": "uri"},
        "schemaSpace": {"type": "string"}, "defaultTypes": {"type": "array", "items": TYPE},
        "suggest": {"type": "object", "properties": {name: {
            "type": "object", "required": ["service_url", "service_path"],
        } for name in ("entity", "property", "type")}},
    },
}  # fmt: skip
SUGGESTED = {
    "type": "object", "required": ["result"],
    "properties": {"result": {"type": "array", "items": {
        "type": "object", "required": ["id", "name"],
        "properties": {"id": {"type": "string"}, "notable": {"type": "array", "items": TYPE}},
    }}},
}  # fmt: skip

EAST, WEST = "91420602000000001X", "91421125000000002X"
FIRMS = {
    EAST: Firm("江海市东山路桥有限公司", "420602"),
    WEST: Firm("黄冈市西河水利有限公司", "421125"),
}


def holding(uscc: str, name: str, born: str, number: str) -> Row:
    return {
        "uscc": uscc, "holder_name": name, "holder_type": "自然人", "holder_id_status": "full",
        "holder_id_tokens": [f"F:{number}"], "holder_id_born": born, "holder_id_sex": "女",
        "valid_from": "2015-01-01",
    }  # fmt: skip


HOLDINGS = [
    holding(EAST, "宋听河", "1980-02-03", "1"),
    holding(WEST, "卫望山", "1975-06-07", "2"),
    holding(EAST, "陆远舟", "1960-01-01", "3"),
    holding(WEST, "陆远舟", "1990-01-01", "4"),
]


def table(name: str, rows: list[Row]) -> pa.Table:
    schema = INGEST[name]
    numbered = [{"source": f"{name}.csv#{n}"} | row for n, row in enumerate(rows, start=2)]
    return pa.Table.from_pylist(
        [{key: row.get(key) for key in schema.names} for row in numbered], schema
    )


def sources() -> Sources:
    case = {
        name: table(name, []) for name in ("changes", "officials", "posts", "relatives", "roles")
    }
    case["companies"] = table(
        "companies",
        [{"uscc": code, "name": firm.name, "region": firm.region} for code, firm in FIRMS.items()],
    )
    case["holdings"] = table("holdings", HOLDINGS)
    rows = person_rows(case["holdings"], case["roles"])
    rows = rows.append_column("k", pa.array(range(rows.num_rows), pa.int64()))
    links = pa.table(
        {name: pa.array([], pa.string()) for name in ("table", "source", "uscc", "basis")}
    )
    keys = tuple(f"p{n}" for n in range(rows.num_rows))
    registered = [Registered(code, firm.name, firm.region) for code, firm in FIRMS.items()]
    return Sources(
        Registers(case, rows, register_persons(rows), keys, links),
        Companies(Register(registered)),
        FIRMS,
    )


@pytest.fixture(scope="module")
def made() -> Sources:
    return sources()


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch, made: Sources) -> None:
    """The endpoint on registers that lie in memory."""
    from desk.web import reconcile

    monkeypatch.setattr(reconcile, "_sources", lambda: made)


def ask(made: Sources, access: Access = EVERYWHERE, **query: Any) -> list[Row]:
    found = answers(made, parse(json.dumps({"q0": query})), access)
    jsonschema.validate(found, RESULTS)
    result: list[Row] = found["q0"]["result"]
    return result


def properties(**known: str) -> list[Row]:
    return [{"pid": name, "v": value} for name, value in known.items()]


def test_the_manifest_has_the_form_of_version_0_2() -> None:
    made = manifest("http://127.0.0.1:8000/reconcile/")
    jsonschema.validate(made, MANIFEST)
    entity = made["suggest"]["entity"]
    assert entity["service_url"] + entity["service_path"] == (
        "http://127.0.0.1:8000/reconcile/suggest/entity/"
    )


def test_a_person_who_is_identified_and_single_is_a_match(made: Sources) -> None:
    (found,) = ask(
        made, query="宋听河", type="Person", properties=properties(born="1980-02-03", sex="女")
    )
    assert found["name"] == "宋听河"
    assert found["match"] is True
    assert found["score"] >= 98
    assert found["type"] == [reconciliation.PERSON]
    assert found["description"] == FIRMS[EAST].name
    assert {"born", "name", "prior", "expected_namesakes"} <= {f["id"] for f in found["features"]}


def test_a_name_alone_is_never_a_match(made: Sources) -> None:
    for name in ("宋听河", "卫望山", "陆远舟"):
        assert all(not found["match"] for found in ask(made, query=name, type="Person"))
        assert all(found["score"] <= 79 for found in ask(made, query=name, type="Person"))


@pytest.mark.parametrize("name", ["宋某", "宋某某", "卫*山", "查无此人"])
def test_a_masked_or_unknown_name_finds_nobody(made: Sources, name: str) -> None:
    assert ask(made, query=name, type="Person") == []


def test_a_birth_date_that_cannot_be_read_counts_as_missing(made: Sources) -> None:
    plain = ask(made, query="宋听河", type="Person")
    assert ask(made, query="宋听河", type="Person", properties=properties(born="昨天")) == plain


def test_who_is_out_of_the_area_is_not_shown_and_still_competes(made: Sources) -> None:
    east, nobody = Access(("4206",)), Access(())
    assert ask(made, east, query="卫望山", properties=properties(born="1975-06-07")) == []
    assert ask(made, nobody, query="宋听河", properties=properties(born="1980-02-03")) == []
    whole = {found["id"]: found["score"] for found in ask(made, query="陆远舟", type="Person")}
    part = {found["id"]: found["score"] for found in ask(made, east, query="陆远舟", type="Person")}
    assert len(part) < len(whole) or not whole
    assert all(whole[key] == score for key, score in part.items())


def test_a_company_by_name_and_by_code(made: Sources) -> None:
    (best, *_) = ask(made, query=FIRMS[EAST].name, type="Company")
    assert best["id"] == EAST
    assert best["match"] is True
    (by_code,) = ask(made, type="Company", properties=properties(uscc=WEST))
    assert (by_code["id"], by_code["match"], by_code["score"]) == (WEST, True, 100)


def test_a_code_against_the_name_is_no_match(made: Sources) -> None:
    found = ask(made, query=FIRMS[EAST].name, type="Company", properties=properties(uscc=WEST))
    assert {one["id"] for one in found} == {EAST, WEST}
    assert not any(one["match"] for one in found)


def test_a_company_out_of_the_area_is_not_shown(made: Sources) -> None:
    assert ask(made, Access(("4206",)), query=FIRMS[WEST].name, type="Company") == []
    assert ask(made, Access(("4206",)), type="Company", properties=properties(uscc=WEST)) == []


def test_without_a_type_the_name_says_which(made: Sources) -> None:
    known = properties(born="1980-02-03")
    assert ask(made, query="宋听河", properties=known)[0]["type"] == [reconciliation.PERSON]
    assert ask(made, query=FIRMS[EAST].name)[0]["type"] == [reconciliation.COMPANY]


def test_the_limit_holds(made: Sources) -> None:
    assert ask(made, query=FIRMS[EAST].name, type="Company", limit=0) == []


@pytest.mark.parametrize(
    "batch",
    [
        "[]", "nonsense", '{"q0": 1}', '{"q0": {}}', '{"q0": {"query": 5}}',
        '{"q0": {"query": "a", "limit": "x"}}', '{"q0": {"query": "a", "limit": true}}',
        '{"q0": {"query": "a", "type": [1]}}', '{"q0": {"query": "a", "other": 1}}',
        '{"q0": {"query": "a", "properties": [{"pid": "born"}]}}',
        '{"q0": {"query": "a", "properties": 7}}', json.dumps({"q0": {"query": "长" * 201}}),
        json.dumps({f"q{n}": {"query": "a"} for n in range(51)}),
    ],
)  # fmt: skip
def test_a_batch_that_is_not_of_this_version_or_too_large_is_refused(batch: str) -> None:
    with pytest.raises(BadQueryError):
        parse(batch)


def test_a_batch_answers_every_key(made: Sources) -> None:
    batch = {"a": {"query": "宋听河"}, "b": {"query": "宋听河"}, "c": {"query": FIRMS[EAST].name}}
    found = answers(made, parse(json.dumps(batch)), Access(("*",)))
    assert set(found) == {"a", "b", "c"}
    assert found["a"] == found["b"]


@pytest.mark.usefixtures("served")
class TestServed:
    """Over HTTP, as OpenRefine asks."""

    def queries(self, **query: Any) -> dict[str, str]:
        return {"queries": json.dumps({"q0": query})}

    def address(self, client: Client) -> str:
        page = client.post("/openrefine/").content.decode()
        start = page.index("/reconcile/key/")
        return page[start : page.index("<", start)]

    def test_who_is_logged_in_gets_manifest_and_results(self, signed_in: SignIn) -> None:
        client = signed_in()
        jsonschema.validate(client.get("/reconcile/").json(), MANIFEST)
        asked = self.queries(
            query="宋听河", type="Person", properties=properties(born="1980-02-03")
        )
        found = client.get("/reconcile/", asked).json()
        jsonschema.validate(found, RESULTS)
        assert found["q0"]["result"][0]["match"] is True

    def test_an_address_with_a_key_needs_no_login_and_takes_posts(self, signed_in: SignIn) -> None:
        address = self.address(signed_in())
        stranger = Client(enforce_csrf_checks=True)
        assert stranger.get(address).json()["versions"] == ["0.2"]
        asked = self.queries(query=FIRMS[EAST].name, type="Company")
        found = stranger.post(address, asked).json()
        assert found["q0"]["result"][0]["id"] == EAST

    def test_the_key_sees_no_more_than_its_user(self, signed_in: SignIn) -> None:
        address = self.address(signed_in(regions=("4211",)))
        asked = self.queries(query=FIRMS[EAST].name, type="Company")
        assert Client().post(address, asked).json() == {"q0": {"result": []}}

    def test_a_wrong_key_and_one_after_a_new_password_are_refused(self, signed_in: SignIn) -> None:
        from django.contrib.auth.models import User

        address = self.address(signed_in())
        assert Client().get("/reconcile/key/G001/").status_code == 401
        assert Client().get(address[:-3] + "aa/").status_code == 401
        user = User.objects.get()
        user.set_password("Nine-willows-by-7-ponds")
        user.save()
        assert Client().get(address).status_code == 401

    def test_a_key_ends_with_the_account_and_with_the_day(
        self, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from django.contrib.auth.models import User

        from desk.web import reconcile

        address = self.address(signed_in())
        monkeypatch.setattr(reconcile, "HOURS", -1)
        assert Client().get(address).status_code == 401
        monkeypatch.setattr(reconcile, "HOURS", 8)
        assert Client().get(address).status_code == 200
        User.objects.update(is_active=False)
        assert Client().get(address).status_code == 401

    def test_nobody_without_login_or_key_gets_an_answer(self, db: None) -> None:
        for address in ("/reconcile/", "/reconcile/suggest/entity/?prefix=宋", "/openrefine/"):
            assert Client().get(address)["Location"].startswith("/login/")

    def test_a_logged_in_post_needs_the_token_of_the_page(self, signed_in: SignIn) -> None:
        client = Client(enforce_csrf_checks=True)
        client.cookies = signed_in().cookies
        assert client.post("/reconcile/", self.queries(query="宋听河")).status_code == 403

    @pytest.mark.parametrize("where", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
                                       {"HTTP_FORWARDED": "for=192.0.2.7"}])  # fmt: skip
    def test_only_this_machine_is_answered(self, signed_in: SignIn, where: dict[str, Any]) -> None:
        client = signed_in()
        for address in ("/reconcile/", "/reconcile/suggest/entity/?prefix=宋听"):
            assert client.get(address, **where).status_code == 403

    def test_no_other_site_may_read_an_answer(self, signed_in: SignIn) -> None:
        page = signed_in().get("/reconcile/", {"callback": "f"}, HTTP_ORIGIN="https://example.org")
        assert "Access-Control-Allow-Origin" not in page
        assert page["Content-Type"] == "application/json"
        assert page.content.startswith(b"{")

    def test_every_query_is_written_down_before_it_is_answered(self, signed_in: SignIn) -> None:
        from desk.access.models import AuditEvent

        client = signed_in()
        client.post("/purpose/", {"purpose": "专项核查"})
        address = self.address(client)
        Client().post(address, self.queries(query="宋听河", type="Person"))
        view = AuditEvent.objects.get(action="match.query")
        assert (view.about, view.detail, view.purpose) == (
            "Person",
            '{"text": "宋听河"}',
            "专项核查",
        )
        assert view.username == "user0"

    def test_what_is_wrong_is_said_and_never_a_page_of_errors(self, signed_in: SignIn) -> None:
        page = signed_in().get("/reconcile/", {"queries": "nonsense"})
        assert page.status_code == 400
        assert page.json()["status"] == "error"

    @pytest.mark.parametrize(
        ("kind", "prefix", "wanted"),
        [("entity", "宋听", "宋听河"), ("entity", "东山", FIRMS[EAST].name), ("property", "born", "出生日期 born"),
         ("type", "", "企业 Company"), ("entity", "宋", None), ("entity", "", None)],
    )  # fmt: skip
    def test_a_few_letters_are_completed(
        self, signed_in: SignIn, kind: str, prefix: str, wanted: str | None
    ) -> None:
        found = signed_in().get(f"/reconcile/suggest/{kind}/", {"prefix": prefix}).json()
        jsonschema.validate(found, SUGGESTED)
        names = [one["name"] for one in found["result"]]
        assert (wanted in names) if wanted else names == []

    def test_suggestions_keep_to_the_area(self, signed_in: SignIn) -> None:
        client = signed_in(regions=("4211",))
        for prefix in ("宋听", "东山"):
            assert client.get("/reconcile/suggest/entity/", {"prefix": prefix}).json() == {
                "result": []
            }


def test_a_desk_without_a_run_or_without_a_ticket_says_so(
    signed_in: SignIn, make_run: Callable[..., Path]
) -> None:
    page = signed_in(make_run()).get("/reconcile/", {"queries": '{"q0": {"query": "宋听河"}}'})
    assert page.status_code == 503
    assert "目的单" in page.json()["message"]
