"""The first tables of case work; steps and matters are append-only."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from desk.access.append_only import append_only


class Migration(migrations.Migration):
    """Counter, clue, matter, step."""

    initial = True

    dependencies: ClassVar[list[Any]] = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="Clue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.CharField(max_length=20, unique=True)),
                ("region", models.CharField(max_length=6)),
                ("year", models.IntegerField()),
                ("channel", models.CharField(max_length=20)),
                ("official_id", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(max_length=80)),
                ("unit", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("regions", models.JSONField(default=list)),
                ("summary", models.TextField(blank=True)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("real_name", models.BooleanField(default=False)),
                ("received", models.DateField()),
                ("registered_at", models.DateTimeField(auto_now_add=True)),
                ("run", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(max_length=20)),
                ("clearing", models.CharField(default="none", max_length=20)),
                ("received_by_office", models.BooleanField(default=False)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "officers",
                    models.ManyToManyField(related_name="clues", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["region", "year", "item"],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=6)),
                ("year", models.IntegerField()),
                ("last", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("region", "year"), name="counter_region_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("finding_id", models.CharField(blank=True, max_length=64)),
                ("pattern", models.CharField(blank=True, max_length=20)),
                ("uscc", models.CharField(blank=True, max_length=40)),
                ("company", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("sealed", models.BooleanField(default=False)),
                (
                    "clue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="cases.clue",
                    ),
                ),
            ],
            options={
                "ordering": ["clue", "number"],
            },
        ),
        migrations.CreateModel(
            name="StepTaken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("name", models.CharField(max_length=40)),
                ("by", models.CharField(max_length=150)),
                ("role", models.CharField(max_length=20)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("on", models.DateField()),
                ("data", models.JSONField(default=dict)),
                ("audit", models.BigIntegerField()),
                (
                    "clue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="cases.clue",
                    ),
                ),
            ],
            options={
                "ordering": ["clue", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(fields=["state"], name="clue_state"),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(fields=["official_id"], name="clue_official"),
        ),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.UniqueConstraint(fields=("clue", "number"), name="matter_number"),
        ),
        migrations.AddConstraint(
            model_name="steptaken",
            constraint=models.UniqueConstraint(fields=("clue", "number"), name="step_number"),
        ),
        append_only("cases_steptaken"),
        append_only("cases_matter"),
    ]
