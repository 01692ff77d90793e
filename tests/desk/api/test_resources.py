"""What the API tells: the same as the pages, no more; what is hidden is answered as what is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from graph.schema import TABLES as GRAPH
from ingest.schema import TABLES as INGEST
from tests.desk.api.conftest import Caller
from tests.desk.cases.conftest import Office
from tests.desk.cases.conftest import office as office
from tests.desk.conftest import FINDINGS, NODES, approved_ticket, hop, table
from tests.desk.test_reconcile import sources

SignIn = Callable[..., Client]
Call = Callable[..., Any]
FIRM = "91420600000000001X"


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers that lie in memory: two persons of one name, one in each of two areas."""
    from desk.web import reconcile

    made = sources()
    monkeypatch.setattr(reconcile, "_sources", lambda: made)


class TestLeads:
    def test_the_list_is_the_one_of_the_page(self, caller: Call) -> None:
        told = caller().get("/api/leads").json()
        assert [lead["official_id"] for lead in told["items"]] == ["G001", "G002", "G004"]
        assert told["total"] == 3
        assert told["next"] is None
        assert told["as_of"] == "2025-06-30"
        assert told["items"][0]["dossier"] == "/api/dossiers/G001"

    def test_only_the_area_is_listed(self, caller: Call) -> None:
        told = caller(regions=("4211",)).get("/api/leads").json()
        assert [lead["official_id"] for lead in told["items"]] == ["G002"]
        assert caller(regions=()).get("/api/leads").json()["items"] == []

    def test_complaints_are_told_to_the_cleared_only(self, caller: Call) -> None:
        assert "P-28" not in caller().get("/api/leads").content.decode()
        assert "G003" not in caller().get("/api/leads").content.decode()
        told = caller(complaints=True).get("/api/leads").json()
        assert "G003" in [lead["official_id"] for lead in told["items"]]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("unit=财政", ["G002"]), ("tier=1", ["G001"]), ("region=4206", ["G001", "G004"]), ("pattern=P-02", ["G004"]),
            ("sort=-strength", ["G004", "G002", "G001"]), ("text=江海", ["G001"]), ("typology=T1", ["G002", "G004"]), ("unit=nowhere", []),
        ],
    )  # fmt: skip
    def test_filters_and_orders(self, caller: Call, asked: str, found: list[str]) -> None:
        told = caller().get(f"/api/leads?{asked}").json()
        assert [lead["official_id"] for lead in told["items"]] == found

    def test_pages_follow_one_another_to_the_end(self, caller: Call) -> None:
        one, seen = caller(), []
        address: str | None = "/api/leads?limit=2&sort=name"
        while address:
            told = one.get(address).json()
            assert told["total"] == 3
            seen += [lead["official_id"] for lead in told["items"]]
            address = told["next"]
        assert sorted(seen) == ["G001", "G002", "G004"]


class TestDossier:
    def test_facts_chain_exemptions_and_what_would_clear(self, caller: Call) -> None:
        told = caller().get("/api/dossiers/G001").json()
        (finding,) = told["findings"]
        assert finding["pattern"] == "P-08"
        assert [hop["kind"] for hop in finding["path"]][:3] == ["KIN", "SAME_AS", "HOLDS"]
        assert finding["path"][2]["start_name"] == "宋河"
        assert finding["exemptions"][0]["outcome"] == "does not apply"
        assert {link["link"] for link in finding["links"] if link["weakest"]} == {"p_identity"}
        assert finding["evidence"][0]["file"] == "股东出资.csv"
        assert [ban["bans"] for ban in finding["bans"]] == [0.4, -0.3]
        for part in ("weakest_link", "next_check", "would_clear"):
            assert told[part]["zh"]
            assert told[part]["en"]
        assert list(told)[-1] == "lead", "facts first, the score last"
        assert "不是结论" in told["notice"]["zh"]

    def test_hidden_foreign_and_missing_are_one_answer(self, caller: Call) -> None:
        foreign = caller(regions=("4211",))
        answers = [
            foreign.get("/api/dossiers/G001"),
            foreign.get("/api/dossiers/NOBODY"),
            caller().get("/api/dossiers/G003"),  # from a complaint alone
            foreign.get("/api/persons?lead=G001"),
            foreign.get("/api/persons/p1?lead=G001"),
            caller().get("/api/persons/p999?lead=G001"),
            foreign.get("/api/dispositions?lead=G001"),
            foreign.get(f"/api/companies/{FIRM}"),
            foreign.get("/api/companies/91420600000000999X"),
            foreign.get("/api/nowhere"),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1

    def test_complaint_evidence_is_told_to_the_cleared_only(self, caller: Call) -> None:
        assert "信访" not in caller().get("/api/dossiers/G001").content.decode()
        told = caller(complaints=True).get("/api/dossiers/G001").json()
        assert {finding["pattern"] for finding in told["findings"]} == {"P-08", "P-28"}

    def test_opening_is_written_down_with_ticket_and_run(self, caller: Call) -> None:
        from desk.access.models import AuditEvent

        one = caller()
        one.get("/api/dossiers/G001")
        event = AuditEvent.objects.get(action="dossier.open")
        assert (event.about, event.ticket, event.username) == (
            "G001",
            one.ticket,
            one.user.username,
        )
        assert len(event.run) == 64


class TestPersons:
    def test_whom_the_chains_pass_and_nobody_else(self, caller: Call) -> None:
        told = caller().get("/api/persons?lead=G001").json()
        assert [person["person_key"] for person in told["items"]] == ["p1"]
        (person,) = told["items"]
        assert person["name"] == "宋河"
        assert [match["level"] for match in person["identities"]] == ["probable"]
        assert caller().get("/api/persons/p9?lead=G001").status_code == 404, (
            "a namesake in no chain"
        )

    def test_a_person_without_a_lead_is_not_to_be_had(self, caller: Call) -> None:
        assert caller().get("/api/persons/p1").status_code == 422
        assert caller().get("/api/persons/p1?lead=G002").status_code == 404

    def test_stakes_outside_the_area_and_the_lead_are_left_out(
        self, caller: Call, made_graph: Path
    ) -> None:
        told = caller(out=made_graph, regions=("4206",)).get("/api/persons/p1?lead=G001").json()
        assert [(tie["kind"], tie["uscc"]) for tie in told["ties"]] == [
            ("HOLDS", FIRM),
            ("ROLE", FIRM),
        ]
        assert len(caller(out=made_graph).get("/api/persons/p1?lead=G001").json()["ties"]) == 3


@pytest.fixture
def made_graph(make_run: Callable[..., Path]) -> Path:
    """A run with stakes: the person of the chain in two companies, one of them in another area."""
    out = make_run("graphed")
    nodes = [
        {"id": f"company:{FIRM}", "uscc": FIRM, "name": "东山路桥有限公司", "region": "420600"},
        {"id": "company:OTHER", "uscc": "OTHER", "name": "西河水利有限公司", "region": "421125"},
    ]
    relative = "relative:亲属关系.csv#2"
    edges: dict[str, list[dict[str, Any]]] = {
        "edge_KIN_Official_Relative": [{"from": "official:G001", "to": relative, "kinship": "配偶", "source": "亲属关系.csv#2"}],
        "edge_SAME_AS_Relative_Person": [{"from": relative, "to": "person:p1", "probability": 0.85, "level": "probable"}],
        "edge_HOLDS_Person_Company": [
            {"from": "person:p1", "to": f"company:{FIRM}", "share": 0.4, "source": "股东出资.csv#2"},
            {"from": "person:p1", "to": "company:OTHER", "share": 0.2, "source": "股东出资.csv#9"},
        ],
        "edge_ROLE_Person_Company": [{"from": "person:p1", "to": f"company:{FIRM}", "role": "监事", "source": "主要人员.csv#2"}],
        "edge_HOLDS_Company_Company": [{"from": f"company:{FIRM}", "to": "company:OTHER", "share": 0.5, "source": "股东出资.csv#8"}],
    }  # fmt: skip
    for name, rows in {"node_Company": nodes, **edges}.items():
        pq.write_table(table(GRAPH[name], rows), out / "stages" / "graph" / f"{name}.parquet")
    decided = [
        {"official_id": "G001", "lead_id": lead, "outcome": outcome, "date": "2024-05-01", "source": f"处置结果.csv#{row}"}
        for row, lead, outcome in ((2, "F0001", "合规"), (3, "F0002", "证据不足"), (4, None, "属实"))
    ]  # fmt: skip
    path = out / "stages" / "ingest" / "dispositions.parquet"
    pq.write_table(table(INGEST["dispositions"], decided), path)
    return out


class TestCompanies:
    def test_natural_persons_are_counted_and_never_named(
        self, caller: Call, made_graph: Path
    ) -> None:
        response = caller(out=made_graph).get(f"/api/companies/{FIRM}")
        told = response.json()
        assert told["natural_holders"] == 1
        assert [other["uscc"] for other in told["holds"]] == ["OTHER"]
        assert "宋河" not in response.content.decode()

    def test_search_and_neighbours_keep_to_the_area(self, caller: Call, made_graph: Path) -> None:
        one = caller(out=made_graph, regions=("4206",))
        found = one.get("/api/companies?name=有限").json()
        assert [company["uscc"] for company in found["items"]] == [FIRM]
        assert one.get(f"/api/companies/{FIRM}").json()["holds"] == []
        assert one.get("/api/companies/OTHER").status_code == 404

    def test_a_company_of_an_opened_lead_may_lie_elsewhere(self, caller: Call) -> None:
        # the shared run's company has no region: it is in nobody's area but the whole
        one = caller(regions=("4206",))
        assert one.get(f"/api/companies/{FIRM}").status_code == 404
        assert one.get(f"/api/companies/{FIRM}?lead=G001").status_code == 200
        assert one.get(f"/api/companies/{FIRM}?lead=G002").status_code == 404


class TestMatch:
    def test_candidates_and_none_of_them_add_up(self, caller: Call, registers: None) -> None:
        told = caller().post("/api/match", {"name": "陆远舟", "born": "1960"}).json()
        assert [one["person_key"] for one in told["candidates"]][:1] == ["p2"]
        total = sum(one["probability"] for one in told["candidates"]) + told["none"]
        assert total == pytest.approx(1)

    def test_a_name_alone_identifies_nobody(self, caller: Call, registers: None) -> None:
        told = caller().post("/api/match", {"name": "陆远舟"}).json()
        assert all(one["probability"] < 0.98 for one in told["candidates"])

    def test_who_is_out_of_the_area_is_not_shown(self, caller: Call, registers: None) -> None:
        response = caller(regions=("4206",)).post(
            "/api/match", {"name": "卫望山", "born": "1975-06-07"}
        )
        assert response.json()["candidates"] == []
        assert response.json()["none"] == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": "陆**"},
            {"name": "陆远舟", "born": "一九"},
            {"name": "陆远舟", "sex": "?"},
            {"name": 5},
            {},
        ],
    )
    def test_what_cannot_be_read_is_said(
        self, caller: Call, registers: None, wrong: dict[str, Any]
    ) -> None:
        assert caller().post("/api/match", wrong).status_code == 422

    def test_whom_is_asked_for_is_written_down(self, caller: Call, registers: None) -> None:
        from desk.access.models import AuditEvent

        caller().post("/api/match", {"name": "陆远舟"})
        event = AuditEvent.objects.get(action="match.query")
        assert json.loads(event.detail)["text"] == "陆远舟"
        assert event.ticket


class TestReconciliation:
    BATCH = json.dumps({"q0": {"query": "宋听河", "type": "Person"}})

    def test_the_manifest_leads_back_here(self, caller: Call, registers: None) -> None:
        told = caller(ticket=False).get("/api/reconcile").json()
        assert told["versions"] == ["0.2"]
        assert told["suggest"]["entity"]["service_url"] == "http://testserver/api/reconcile"

    def test_a_batch_answers_as_the_address_with_a_key_does(
        self, caller: Call, signed_in: SignIn, registers: None
    ) -> None:
        one = caller()
        sent = {"Authorization": f"Bearer {one.token}", "X-Qinqing-Ticket": one.ticket}
        posted = one.client.post("/api/reconcile", {"queries": self.BATCH}, headers=sent)
        assert posted.status_code == 200
        assert posted.json() == signed_in().post("/reconcile/", {"queries": self.BATCH}).json()
        assert (
            posted.json()
            == one.client.get("/api/reconcile", {"queries": self.BATCH}, headers=sent).json()
        )

    def test_a_bad_batch_is_a_problem(self, caller: Call, registers: None) -> None:
        assert caller().get("/api/reconcile?queries=[").status_code == 400

    def test_suggestions(self, caller: Call, registers: None) -> None:
        one = caller()
        found = one.get("/api/reconcile/suggest/entity?prefix=宋听").json()["result"]
        assert [each["name"] for each in found] == ["宋听河"]
        assert one.get("/api/reconcile/suggest/guess?prefix=宋听").status_code == 422


class TestRuns:
    def test_state_and_report(self, caller: Call) -> None:
        told = caller(role="auditor").get("/api/runs/current").json()
        assert told["state"] == "complete"
        assert told["as_of"] == "2025-06-30"
        report = caller().get("/api/runs/current/report").json()
        assert report["sections"]
        assert "信访" not in json.dumps(report, ensure_ascii=False)

    def test_changes_keep_to_the_area_and_leave_complaints_out(
        self, caller: Call, make_run: Callable[..., Path]
    ) -> None:
        out = make_run("changed")
        same: dict[str, Any] = {
            "company": None, "tier_before": None, "tier": 1, "probability_before": None, "probability": 0.5,
            "rows": [["股东出资.csv", 2, "持股"]], "links": [], "because": [],
        }  # fmt: skip
        changes = [
            {
                "kind": "new",
                "finding_id": one["finding_id"],
                "official_id": one["official_id"],
                "pattern": one["pattern"],
                **same,
            }
            for one in FINDINGS
        ]
        (out / "changes.json").write_text(
            json.dumps({"first_run": False, "changes": changes}), encoding="utf-8"
        )
        told = caller(out=out, regions=("4206",)).get("/api/runs/current/changes").json()
        assert told["state"] == "told"
        assert {change["official_id"] for change in told["items"]} == {"G001", "G004"}
        assert "P-28" not in json.dumps(told)
        cleared = caller(out=out, complaints=True).get("/api/runs/current/changes").json()
        assert "P-28" in json.dumps(cleared)


class TestPaths:
    ASKED = f"/api/paths?start=official:G001&to=company:{FIRM}"

    def test_the_way_from_official_to_company(self, caller: Call, made_graph: Path) -> None:
        told = caller(out=made_graph).get(self.ASKED).json()
        assert told["paths"][:1] == [
            ["official:G001", "relative:亲属关系.csv#2", "person:p1", f"company:{FIRM}"]
        ]
        assert {edge["kind"] for edge in told["edges"]} == {"KIN", "SAME_AS", "HOLDS", "ROLE"}
        assert {node["id"] for node in told["nodes"]} == {
            one for path in told["paths"] for one in path
        }
        assert told["edges"][0]["source"] == "亲属关系.csv#2"

    def test_an_end_out_of_the_area_is_as_one_that_is_not_there(
        self, caller: Call, made_graph: Path
    ) -> None:
        foreign = caller(out=made_graph, regions=("4211",))
        nobody = "/api/paths?start=official:NOBODY&to=company:OTHER"
        answers = [foreign.get(self.ASKED), foreign.get(nobody), caller(out=made_graph).get(nobody)]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1

    def test_it_needs_a_ticket_and_the_graph(self, caller: Call, made_graph: Path) -> None:
        assert caller(out=made_graph, ticket=False).get(self.ASKED).status_code == 428
        assert caller(out=made_graph, role="case_supervision").get(self.ASKED).status_code == 403


class TestDispositions:
    ASKED = "/api/dispositions?lead=G001"

    def test_what_the_run_has_read_as_far_as_the_caller_knows_the_leads(
        self, caller: Call, made_graph: Path
    ) -> None:
        told = caller(out=made_graph).get(self.ASKED).json()
        assert [(one["lead_id"], one["outcome"]) for one in told["items"]] == [("F0001", "合规")]
        cleared = caller(out=made_graph, complaints=True).get(self.ASKED).json()
        assert len(cleared["items"]) == 3

    def test_two_persons_make_one(self, office: Office) -> None:
        clue = office.verifying()
        first, chief = of(office.first), of(office.supervisor)
        proposal = f"/api/dispositions/{clue.item}/proposal"
        said = {"outcomes": {"1": "不属实"}, "measure": "予以了结", "reason": "查否"}
        assert chief.post(proposal, said).status_code == 403
        assert of(office.other).post(proposal, said).status_code == 404, "not his clue"
        answer = first.post(proposal, said)
        assert answer.json() == {"item": clue.item, "state": "outcome_proposed"}
        assert first.post(proposal, said).status_code == 409, "it waits for somebody else"
        decision = f"/api/dispositions/{clue.item}/decision"
        assert first.post(decision, {"decision": "approve"}).status_code == 403
        assert (
            chief.post(decision, {"decision": "approve", "document": "东纪〔2026〕1号"}).json()[
                "state"
            ]
            == "closed"
        )
        told = chief.get(self.ASKED).json()
        assert [(one["outcome"], one["source"]) for one in told["items"]] == [("不属实", clue.item)]

    def test_who_is_near_approves_nothing_here_either(self, office: Office) -> None:
        clue = office.verifying()
        said = {"outcomes": {"1": "不属实"}, "measure": "予以了结", "reason": "查否"}
        first, chief = of(office.first), of(office.supervisor)
        assert first.post(f"/api/dispositions/{clue.item}/proposal", said).status_code == 200
        from desk.web.models import Profile

        Profile.objects.filter(user__username=office.name("supervisor")).update(
            relatives=[clue.name]
        )
        decision = f"/api/dispositions/{clue.item}/decision"
        assert chief.post(decision, {"decision": "approve"}).status_code == 409
        assert clue.steps.filter(name="recusal_blocked").exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"outcomes": {"9": "不属实"}},
            {"outcomes": {"1": "有罪"}},
            {"outcomes": {}},
            {"measure": "="},
        ],
    )
    def test_what_no_form_takes_is_refused_and_nothing_is_written(
        self, office: Office, wrong: dict[str, Any]
    ) -> None:
        clue = office.verifying()
        said = {"outcomes": {"1": "不属实"}, "measure": "予以了结", "reason": "查否", **wrong}
        before = clue.steps.count()
        assert (
            of(office.first).post(f"/api/dispositions/{clue.item}/proposal", said).status_code
            == 422
        )
        assert clue.steps.count() == before


def of(client: Client) -> Caller:
    """Return a caller with a token of the user who is signed in with a client."""
    from django.contrib.auth.models import User

    from desk.api.tokens import make

    user = User.objects.get(pk=client.session["_auth_user_id"])
    return Caller(user, make(user, "test", 1)[1], approved_ticket())


def test_the_shared_run_has_the_person_of_the_chain() -> None:
    """The tests above rest on it."""
    assert hop("a", "b", "c")["share"] is None
    assert [node["id"] for node in NODES["node_Person"]] == ["person:p1"]
