"""Serve a run's desk to a browser test: a process of its own that prints a signed-in session's key.

``python served.py RUN DATA PORT``
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import django
import waitress
from django.conf import settings

from desk.web.settings import settings_for


def main(out: Path, data: Path, port: int) -> None:
    """Make the desk's data, a user with a purpose ticket and his session, and serve."""
    settings.configure(**settings_for(out, data=data))
    django.setup()
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    from desk.access.models import Ticket
    from desk.web.models import Profile

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("investigator", password=None)
    Profile.objects.create(user=user, role="investigator", regions=["*"])
    days = dict.fromkeys(("period_from", "period_to"), date(2025, 6, 30))
    said = dict.fromkeys(("matter", "legal_basis", "purpose", "population", "tables"), "东山专项")
    Ticket.objects.create(
        number="MD2025-0001", valid_until=date(2099, 12, 31), made_by="maker",
        approved_by="approver", decision="yes", **days, **said,
    )  # fmt: skip
    client = Client()
    client.force_login(user)
    session = client.session
    session["ticket"] = "MD2025-0001"
    session.save()
    assert Session.objects.count() == 1
    client.get("/graph/", SERVER_NAME="127.0.0.1")  # all is imported before the browser waits
    application = get_wsgi_application()
    server = waitress.create_server(application, listen=f"127.0.0.1:{port}")
    print(f"{session.session_key} {server.effective_port}", flush=True)  # noqa: T201 - what the test waits for
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
