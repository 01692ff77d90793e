"""Django's settings for one run's folder, made by a function: no settings module, no environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from desk.access.oidc_settings import oidc_settings
from desk.operations.database import databases

#: The desk's own data inside the run's folder: users, sessions, audit, secret key.
DATA = "desk"
SECRET = "secret.key"
LANGUAGE_COOKIE = "qinqing_language"
HERE = Path(__file__).parent


def settings_for(
    out: Path,
    *,
    case: Path | None = None,
    data: Path | None = None,
    hosts: tuple[str, ...] = (),
    secure: bool = False,
    database: str = "",
) -> dict[str, Any]:
    """Return the settings of the desk.

    Parameters
    ----------
    out : Path
        The folder of the run that is shown.
    case : Path or None
        The case folder with the record of judgements on identity; where None nobody can judge on the pages.
    data : Path or None
        The folder of the desk's own data; ``<out>/desk`` where None.
    hosts : tuple of str
        Names under which the desk may be asked for, beside those of the loopback interface.
    secure : bool
        Whether cookies are for HTTPS only: true wherever the desk leaves this machine.
    database : str
        The URL of a PostgreSQL database; empty for SQLite in `data`.
    """
    data = data or out / DATA
    return {
        "QINQING_OUT": out,
        "QINQING_CASE": case,
        "QINQING_DATA": data,
        "SECRET_KEY": secret_key(data),
        "DEBUG": False,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]", *hosts],
        "DATABASES": databases(database, data),
        **_APPLICATION,
        **_LOGIN,
        **_cookies(secure=secure),
        **oidc_settings(data),
    }


def secret_key(data: Path) -> str:
    """Return the key that signs sessions, made on first use and readable by its owner only."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data / SECRET
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")


_APPLICATION: dict[str, Any] = {
    "ROOT_URLCONF": "desk.web.urls",
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "desk.web.apps.DeskConfig",
        "desk.access.apps.AccessConfig",
        "django_otp",
        "django_otp.plugins.otp_totp",
        "django_otp.plugins.otp_static",
        "desk.cases.apps.CasesConfig",
        "desk.documents.apps.DocumentsConfig",
        "desk.picture.apps.PictureConfig",
        "desk.api.apps.ApiConfig",
        "desk.operations.apps.OperationsConfig",
    ],
    "MIDDLEWARE": [
        "desk.operations.metrics.measured",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "desk.web.middleware.content_security_policy",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "desk.web.middleware.chinese_first",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django_otp.middleware.OTPMiddleware",
        "desk.web.middleware.session_ends",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "desk.web.middleware.own_password_first",
        "desk.access.second_factor.second_factor_first",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "desk.access.permit.may_of",
                    "desk.web.navigation.navigation",
                    "desk.web.navigation.tampering",
                ]
            },
        }
    ],
    "USE_TZ": True,
    "TIME_ZONE": "Asia/Shanghai",
    "USE_I18N": True,
    "LANGUAGE_CODE": "zh-hans",
    "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
    "LANGUAGE_COOKIE_NAME": LANGUAGE_COOKIE,
    "LOCALE_PATHS": [HERE / "locale"],
    # The static folders of the applications are served as they are: nothing is collected or generated.
    "STATIC_URL": "/static/",
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": False,
    "WHITENOISE_ALLOW_ALL_ORIGINS": False,
    "STATICFILES_FINDERS": ["django.contrib.staticfiles.finders.AppDirectoriesFinder"],
    # Fifty leads of a page at once; two texts of 4,000 characters, nine bytes each as a form sends them.
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
    "LOGGING": {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": True},
            # a line for each request that waits, under load, helps nobody: /metrics/ has the times
            "waitress.queue": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        },
    },
}
_LOGIN: dict[str, Any] = {
    "OTP_TOTP_ISSUER": "Qinqing",
    "LOGIN_URL": "login",
    "LOGIN_REDIRECT_URL": "home",
    "LOGOUT_REDIRECT_URL": "login",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
        for name, options in (
            ("UserAttributeSimilarityValidator", {}),
            ("MinimumLengthValidator", {"min_length": 12}),
            ("CommonPasswordValidator", {}),
            ("NumericPasswordValidator", {}),
        )
    ],
}


def _cookies(*, secure: bool) -> dict[str, Any]:
    headers: dict[str, Any] = {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SESSION_COOKIE_NAME": "qinqing_session",
        "SESSION_COOKIE_AGE": 8 * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "LANGUAGE_COOKIE_SAMESITE": "Strict",
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": "qinqing_csrf",
    }
    for cookie in ("SESSION", "CSRF"):
        headers[f"{cookie}_COOKIE_HTTPONLY"] = True
        headers[f"{cookie}_COOKIE_SAMESITE"] = "Strict"
        headers[f"{cookie}_COOKIE_SECURE"] = secure
    if secure:
        # TLS ends at a proxy on this machine, which waitress trusts for it.
        headers["SECURE_PROXY_SSL_HEADER"] = ("HTTP_X_FORWARDED_PROTO", "https")
        # Plain HTTP gets no login page at all, so that no password travels in the clear.
        headers["SECURE_SSL_REDIRECT"] = True
        headers["SECURE_REDIRECT_EXEMPT"] = [r"^health/$", r"^metrics/$"]  # of this machine only
        headers["SECURE_HSTS_SECONDS"] = 365 * 24 * 3600
    return headers
