"""Tickets, approvals, clearances."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """As the models say."""

    dependencies = [  # noqa: RUF012
        ("access", "0001_initial"),
    ]

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("requested_by", models.CharField(max_length=150)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("decision", models.CharField(blank=True, max_length=3)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("valid_until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["requested_by", "action", "about"], name="approval_asked")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("requested_by", models.F("decided_by")), _negated=True),
                        name="approval_two_persons",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("username", models.CharField(max_length=150)),
                ("clue_item", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=500)),
                ("given_by", models.CharField(max_length=150)),
                ("given_at", models.DateTimeField(auto_now_add=True)),
                ("valid_until", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["username", "clue_item"], name="clearance_asked")],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("matter", models.CharField(max_length=120)),
                ("legal_basis", models.CharField(max_length=200)),
                ("purpose", models.CharField(max_length=200)),
                ("approver", models.CharField(max_length=80)),
                ("population", models.CharField(max_length=300)),
                ("tables", models.CharField(max_length=300)),
                ("period_from", models.DateField()),
                ("period_to", models.DateField()),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("valid_until", models.DateField()),
                ("decision", models.CharField(blank=True, max_length=3)),
                ("approved_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("made_by", models.F("approved_by")), _negated=True),
                        name="ticket_two_persons",
                    )
                ],
            },
        ),
    ]
