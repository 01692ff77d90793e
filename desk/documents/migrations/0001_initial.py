"""Documents, their versions, the decisions on them."""

import django.db.models.deletion
from django.db import migrations, models

from desk.access.append_only import append_only


class Migration(migrations.Migration):
    """The first tables of documents."""

    initial = True

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(db_index=True, max_length=64)),
                ("official_id", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("drafted_by", models.CharField(max_length=150)),
                ("drafted_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("filled", models.JSONField(default=dict)),
                ("template", models.CharField(max_length=64)),
                ("run", models.CharField(blank=True, max_length=64)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verdict", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("passages", models.JSONField(default=list)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("document", "number"), name="document_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "released")),
                fields=("version",),
                name="document_released_once",
            ),
        ),
        append_only("documents_document"),
        append_only("documents_version"),
        append_only("documents_decision"),
    ]
