"""Single sign-on against a provider on this machine: the right account, no other, and none is made."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from desk.access.oidc_settings import oidc_settings
from ingest.errors import SetupError

SignIn = Callable[..., Client]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(HTTPServer):
    """A provider that says whatever a test wants it to say."""

    nonce = ""
    claims: dict[str, Any]
    token: dict[str, Any]
    key = KEY

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/jwks":
            key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**key, "kid": "1", "alg": "RS256"}]}
        if path == "/userinfo":
            return self.claims
        now = int(time.time())
        said: dict[str, Any] = {
            "iss": self.address,
            "aud": "desk",
            "sub": "s1",
            "nonce": self.nonce,
        }
        said |= {"iat": now, "exp": now + 60, **self.token}
        signed = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"id_token": signed, "access_token": "a"}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Provider)
        content = json.dumps(self.server.answer(urlsplit(self.path).path)).encode()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_told: Any) -> None:
        pass


def written(data: Path, address: str, **other: Any) -> Path:
    said = {name: f"{address}/{name}" for name in ("authorization", "token", "userinfo", "jwks")}
    said |= {"issuer": address, "client_id": "desk", "client_secret": "not-secret"} | other
    (data / "oidc.yaml").write_text(json.dumps(said), encoding="utf-8")
    return data


@pytest.fixture
def provider(signed_in: SignIn, settings: Any, tmp_path: Path, db: None) -> Iterator[Provider]:
    """The provider, with the desk told of it; user0 is an account."""
    signed_in()
    with Provider(("127.0.0.1", 0), _Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for name, value in oidc_settings(written(tmp_path, server.address)).items():
            setattr(settings, name, value)
        server.claims, server.token = {"sub": "s1", "preferred_username": "user0"}, {}
        yield server
        server.shutdown()


def come_back(server: Provider) -> tuple[Client, Any]:
    client = Client()
    asked = parse_qs(urlsplit(client.get("/sso/")["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    server.nonce = asked["nonce"][0]
    return client, client.get("/sso/back/", {"code": "c", "state": asked["state"][0]})


def test_the_claim_opens_the_account_of_that_name(provider: Provider) -> None:
    client, answer = come_back(provider)
    assert answer["Location"] == "/"
    assert client.get("/list/").status_code == 200
    from desk.access.models import AuditEvent

    (event,) = AuditEvent.objects.filter(action="signin")
    assert event.username == "user0"


@pytest.mark.parametrize(
    ("claims", "token"),
    [
        ({"preferred_username": "nobody"}, {}),
        ({"preferred_username": "USER0"}, {}),
        ({"preferred_username": ""}, {}),
        ({"preferred_username": ["user0"]}, {}),
        ({"sub": "s2"}, {}),
        ({}, {"aud": "another"}),
        ({}, {"iss": "https://elsewhere.example"}),
        ({}, {"nonce": "old"}),
        ({}, {"exp": 1}),
    ],
)
def test_nobody_else_gets_in_and_no_account_is_made(
    provider: Provider, claims: dict[str, Any], token: dict[str, Any]
) -> None:
    from django.contrib.auth.models import User

    provider.claims |= claims
    provider.token = token
    client, answer = come_back(provider)
    assert answer["Location"] == "/login/?sso=failed"
    assert client.get("/list/")["Location"].startswith("/login/")
    assert User.objects.count() == 1
    assert "没有成功" in client.get("/login/?sso=failed").content.decode()


def test_a_forged_signature_and_a_made_up_answer_get_nobody_in(provider: Provider) -> None:
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert come_back(provider)[1]["Location"] == "/login/?sso=failed"
    made_up = Client().get("/sso/back/", {"code": "c", "state": "s"})
    assert made_up["Location"] == "/login/?sso=failed"


def test_without_the_file_there_is_no_such_page(db: None, tmp_path: Path) -> None:
    assert oidc_settings(tmp_path) == {}
    assert Client().get("/sso/").status_code == 404
    assert "/sso/" not in Client().get("/login/").content.decode()


@pytest.mark.parametrize(
    "other", [{"token": "http://idp.example/t"}, {"client_id": ""}, {"create_users": True}]
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, other: dict[str, Any]) -> None:
    with pytest.raises(SetupError, match=next(iter(other))):
        oidc_settings(written(tmp_path, "https://idp.example", **other))
