"""The hash-chained audit trail."""

from django.db import migrations, models

from desk.access.append_only import append_only


class Migration(migrations.Migration):
    """The first table of access."""

    initial = True
    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=40)),
                ("username", models.CharField(blank=True, max_length=150)),
                ("role", models.CharField(blank=True, max_length=20)),
                ("action", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("ticket", models.CharField(blank=True, max_length=64)),
                ("run", models.CharField(blank=True, max_length=64)),
                ("detail", models.TextField(default="{}")),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about"], name="audit_about"),
                    models.Index(fields=["username"], name="audit_username"),
                    models.Index(fields=["action"], name="audit_action"),
                ]
            },
        ),
        append_only("access_auditevent"),
    ]
