"""The old table of views goes; its rows are copied into the hash-chained audit first."""

import json
from datetime import UTC

from django.db import migrations, transaction

from desk.access.audit import GENESIS, digest_of, keep_head

PLACES = (
    ("judgement:undone", "identity.undo"),
    ("judgement:", "identity.judge"),
    ("identity:", "identity.open"),
)


def action_of(view):
    """Return the code of what an old row tells of."""
    if view.official_id.startswith("reconcile:"):
        return "match.query"
    if not view.place:
        return "dossier.open"
    return next((code for start, code in PLACES if view.place.startswith(start)), "source.open")


def copy(apps, _editor):
    """Append every old row to the chain, oldest first, at the time it was written."""
    views, chain = apps.get_model("desk", "DossierView"), apps.get_model("access", "AuditEvent")
    last = chain.objects.order_by("-number").first()
    for view in views.objects.order_by("pk").iterator():
        event = chain(
            number=last.number + 1 if last else 1,
            at=view.seen_at.astimezone(UTC).isoformat(timespec="microseconds"),
            username=view.username,
            role="",
            action=action_of(view),
            about=view.official_id,
            purpose=view.purpose,
            ticket="",
            run=view.run,
            detail=json.dumps({"place": view.place}, ensure_ascii=False) if view.place else "{}",
            previous=last.digest if last else GENESIS,
        )
        event.digest = digest_of(event)
        event.save(force_insert=True)
        last = event
    if last:
        transaction.on_commit(lambda: keep_head(last))


class Migration(migrations.Migration):
    """One trace instead of two."""

    dependencies = [("desk", "0002_role"), ("access", "0001_initial")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.RunPython(copy),
        migrations.DeleteModel("DossierView"),
    ]
