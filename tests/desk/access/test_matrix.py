"""The permission matrix, made from the table of addresses: every address, every role, own and foreign area.

A new address without a mark fails; one with arguments needs a line in `OWN` (values that lead to
something of the area of `REGION`) and, where it is about a person or his case, one in `FOREIGN`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from desk.access.permit import ANYBODY
from desk.access.roles import allowed, roles
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES as RESOLVE

SignIn = Callable[..., Client]
#: The area of the viewers: G001's. G002 serves elsewhere, NOBODY nowhere.
REGION = ("4206",)
#: Address → sample arguments. Only addresses with arguments stand here.
OWN: dict[str, dict[str, Any]] = {
    "dossier": {"official_id": "G001"},
    "dossier_document": {"official_id": "G001"},
    "first_view": {"official_id": "G001"},
    "identity": {"official_id": "G001"},
    "source": {"official_id": "G001"},
    "page_image": {"official_id": "G001"},
    "adopt": {"official_id": "G001"},
    "reconcile_suggest": {"kind": "entity"},
    "reconcile_keyed": {"key": "wrong"},
    "suggest_keyed": {"key": "wrong", "kind": "entity"},
    "account": {"username": "user0"},
    "account_action": {"username": "user0"},
    "audit_export": {"form": "csv"},
    "sealed_text": {"complaint_id": "X-1"},
    "graph_export": {"form": "svg"},
    "clue": {"item": "none"},
    "clue_step": {"item": "none", "step": "assign"},
    "intake_notice": {"item": "none", "step": "receipt"},
    "documents": {"item": "none"},
    "document_new": {"item": "none", "kind": "reminder"},
    "document": {"item": "none", "number": 1},
    "document_revise": {"item": "none", "number": 1, "kind": "reminder"},
    "document_file": {"item": "none", "number": 1},
    "document_release": {"item": "none", "number": 1},
    "document_return": {"item": "none", "number": 1},
    "template_file": {"kind": "reminder"},
    "template_install": {"kind": "reminder"},
    "template_remove": {"kind": "reminder"},
    "api_dossier": {"official_id": "G001"},
    "api_person": {"person_key": "p1"},
    "api_company": {"uscc": "91420600000000001X"},
    "api_reconcile_suggestions": {"kind": "entity"},
    "api_propose_disposition": {"item": "none"},
    "api_decide_disposition": {"item": "none"},
}
#: What an address needs after its question mark to lead anywhere; `official_id` of a foreigner is put in as well.
QUERY: dict[str, dict[str, str]] = {
    "identity": {"finding": "F0001"},
    "source": {"file": "股东出资.csv", "row": "2"},
    "page_image": {"file": "文书/会议纪要.txt", "page": "1"},
    "api_persons": {"lead": "G001"},
    "api_person": {"lead": "G001"},
}
#: What an argument is called, and what of it lies out of the viewers' area.
FOREIGN = {"official_id": "G002", "person_key": "p2", "lead": "G002"}
#: Open before the login: signing in itself, and what a monitor on this machine asks for (no person in it).
OPEN = {"login", "set_language", "health", "metrics", "sso", "sso_back"}
METHODS = ("GET", "POST")


class Address(NamedTuple):
    """One line of the table of addresses."""

    name: str
    view: Any
    arguments: tuple[str, ...]

    def asked(self, method: str) -> str:
        """Return the capability that a method asks for."""
        marks: dict[str, str] = self.view.capabilities
        return marks.get(method, marks[""])

    @property
    def api(self) -> bool:
        """Whether who is not signed in gets 401 instead of the way to the login."""
        return bool(getattr(self.view, "api", False) or getattr(self.view, "keyed", False))

    def url(self, **other: Any) -> str:
        """Return the address with its sample arguments, or others."""
        if self.arguments and self.name not in OWN:
            pytest.fail(
                f"{self.name}: a new address with arguments {self.arguments}: "
                "give it sample arguments in OWN of tests/desk/access/test_matrix.py"
            )
        path = reverse(self.name, kwargs=OWN.get(self.name, {}) | _only(other, OWN, self.name))
        query = QUERY.get(self.name, {}) | _only(other, QUERY, self.name)
        return f"{path}?{urlencode(query)}" if query else path

    def foreign(self) -> list[str]:
        """Return which arguments of the address say whom it is about."""
        return sorted(
            FOREIGN.keys() & (OWN.get(self.name, {}).keys() | QUERY.get(self.name, {}).keys())
        )


def _only(other: dict[str, Any], table: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return {key: value for key, value in other.items() if key in table.get(name, {})}


def addresses() -> list[Address]:
    """Return every address of the desk."""

    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry)
            else:
                yield entry

    return [
        Address(str(entry.name), entry.callback, tuple(entry.pattern.converters))
        for entry in walk(get_resolver())
        if entry.name != "api_missing"  # whatever else is asked for under /api/
    ]


@pytest.fixture(scope="module")
def whole(shared_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the other tests with the tables that the page of areas reads."""
    out = tmp_path_factory.mktemp("matrix") / "run"
    shutil.copytree(shared_run, out, ignore=shutil.ignore_patterns("desk"))
    for stage, schemas, names in (
        ("nlp", NLP, ("complaint_triage", "complaint_groups", "mentions")),
        ("resolve", RESOLVE, ("unit_links",)),
    ):
        (out / "stages" / stage).mkdir(exist_ok=True)
        for name in names:
            empty = pa.Table.from_pylist([], schemas[name])
            pq.write_table(empty, out / "stages" / stage / f"{name}.parquet")
    return out


def test_every_address_has_a_name_and_a_mark() -> None:
    found = addresses()
    assert len(found) > 40
    unmarked = [a for a in found if not hasattr(a.view, "capabilities") or a.name == "None"]
    assert unmarked == [], "mark the view: desk.access.permit.permits, anybody or keyed"
    names = [a.name for a in found]
    assert sorted(set(names)) == sorted(names), "two addresses of one name"
    assert OWN.keys() <= set(names), "sample arguments of an address that is no more"
    unasked = {a.name for a in found if getattr(a.view, "login_required", True) is False}
    assert {a.name for a in found if a.api} | OPEN == unasked, "an address that asks for no login"


def test_no_role_is_left_over_and_no_capability_is_without_a_role() -> None:
    from desk.access.roles import holders

    assert {role for given in holders().values() for role in given} == set(roles())
    assert [name for name, given in holders().items() if not given] == []


def test_who_is_not_signed_in_gets_in_nowhere(db: None) -> None:
    client = Client()
    for address in addresses():
        if address.name in OPEN:
            continue
        for method in METHODS:
            answer = client.generic(method, address.url())
            if address.api:
                assert answer.status_code in {401, 405}, (address.name, method)
                assert answer.status_code == 401 or method == "POST", address.name
            elif answer.status_code != 405:
                assert answer.status_code == 302, (address.name, method)
                assert answer["Location"].startswith("/login/"), (address.name, method)


@pytest.mark.parametrize("role", roles())
def test_a_role_gets_in_where_its_capabilities_say_and_nowhere_else(
    signed_in: SignIn, whole: Path, role: str
) -> None:
    client = signed_in(whole, role=role, regions=REGION)
    wrong = []
    for address in addresses():
        if getattr(address.view, "keyed", False) or address.name == "logout":
            continue
        for method in METHODS:
            asked = address.asked(method)
            answer = client.generic(method, address.url(), HTTP_X_QINQING_TICKET="MD2025-0001")
            may = asked == ANYBODY or allowed(role, asked)
            if not may and answer.status_code not in {403, 404, 405}:
                wrong.append((address.name, method, answer.status_code, "got in"))
            if may and answer.status_code == 500:
                wrong.append((address.name, method, answer.status_code, "broke"))
            if may and method == "GET" and answer.status_code == 403:
                wrong.append((address.name, method, 403, f"was kept out, has {asked}"))
    assert wrong == []


@pytest.mark.parametrize("role", roles())
def test_a_foreign_area_is_answered_like_nobody(signed_in: SignIn, whole: Path, role: str) -> None:
    client = signed_in(whole, role=role, regions=REGION)
    looked = 0
    for address in addresses():
        for argument in address.foreign():
            foreign = FOREIGN[argument]
            there, none = (
                client.get(address.url(**{argument: who}), HTTP_X_QINQING_TICKET="MD2025-0001")
                for who in (foreign, "NOBODY")
            )
            assert there.status_code == none.status_code, address.name
            assert there.status_code in {403, 404, 405}, (address.name, there.status_code)
            told = [page.content.decode() for page in (there, none)]
            assert _plain(told[0], foreign) == _plain(told[1], "NOBODY"), address.name
            assert "周宁" not in told[0], address.name
            looked += 1
    assert looked >= 6


def _plain(text: str, who: str) -> str:
    """Return an answer without the number that was asked for and the tokens of its forms."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text.replace(who, ""))


@pytest.mark.parametrize("role", roles())
def test_without_a_purpose_ticket_nothing_about_a_person_opens(
    signed_in: SignIn, whole: Path, role: str
) -> None:
    client = signed_in(whole, role=role, regions=REGION, ticket=False)
    for address in addresses():
        if not address.foreign():
            continue
        answer = client.get(address.url())
        if allowed(role, address.asked("GET")) and answer.status_code == 200:
            pytest.fail(f"{address.name}: {role} opened a named person without a ticket")
        assert "江海" not in answer.content.decode(), (address.name, role)


def test_every_post_asks_for_its_token(signed_in: SignIn, whole: Path) -> None:
    from django.contrib.auth.models import User

    exempt = {"reconcile_keyed", "suggest_keyed"}  # a key in the address, no cookie counts
    passed = []
    for role in roles():
        signed_in(whole, role=role)
        client = Client(enforce_csrf_checks=True)
        client.force_login(User.objects.order_by("-pk").first())  # type: ignore[arg-type]
        for address in addresses():
            asked = address.asked("POST")
            if address.name in exempt or (asked != ANYBODY and not allowed(role, asked)):
                continue
            answer = client.post(address.url(), {"next": "/"})
            if answer.status_code not in {403, 405}:
                passed.append((role, address.name, answer.status_code))
    assert passed == []
