"""Single sign-on (单点登录, OpenID Connect) as an office switches it on: ``oidc.yaml`` in the desk's data folder.

Without the file there is none. The file names the provider's addresses and the claim that is the name
of an account here; an account that is not there is never made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from ingest.errors import SetupError

FILE = "oidc.yaml"
#: Keys of the file → settings of mozilla-django-oidc.
ADDRESSES = {
    "authorization": "OIDC_OP_AUTHORIZATION_ENDPOINT",
    "token": "OIDC_OP_TOKEN_ENDPOINT",
    "userinfo": "OIDC_OP_USER_ENDPOINT",
    "jwks": "OIDC_OP_JWKS_ENDPOINT",
}
NEEDED = ("issuer", "client_id", "client_secret", *ADDRESSES)
KNOWN = {*NEEDED, "claim", "scopes"}


def oidc_settings(data: Path) -> dict[str, Any]:
    """Return the settings of single sign-on; empty where the office has not switched it on.

    Raises
    ------
    SetupError
        The file is not as it should be; it says what is missing or wrong.
    """
    path = data / FILE
    if not path.is_file():
        return {}
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(said, dict):
        said = {}
    wrong = [name for name in NEEDED if not isinstance(said.get(name), str) or not said[name]]
    wrong += sorted(map(str, said.keys() - KNOWN))
    wrong += [name for name in ADDRESSES if name not in wrong and not _safe(said[name])]
    if wrong:
        what = f"{path}: 缺少、多余或不安全的项 · missing, unknown or unsafe: {', '.join(wrong)}"
        raise SetupError(
            what, "地址须为 https（本机除外） · addresses are https, but for this machine"
        )
    return {
        **{setting: said[name] for name, setting in ADDRESSES.items()},
        "OIDC_RP_CLIENT_ID": said["client_id"],
        "OIDC_RP_CLIENT_SECRET": said["client_secret"],
        "OIDC_RP_SCOPES": said.get("scopes", "openid profile"),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": 10,
        "OIDC_CREATE_USER": False,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "sso_back",
        "LOGIN_REDIRECT_URL_FAILURE": "/login/?sso=failed",
        "QINQING_OIDC_CLAIM": said.get("claim", "preferred_username"),
        "QINQING_OIDC_ISSUER": said["issuer"],
        "AUTHENTICATION_BACKENDS": [
            "django.contrib.auth.backends.ModelBackend",
            "desk.access.oidc.ExistingAccount",
        ],
        # the way back from the provider is a link from another site: a strict cookie would not come along
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    own = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    return parts.scheme == "https" or (parts.scheme == "http" and own)
