"""Profiles, the append-only audit of views, failed logins."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from desk.access.append_only import append_only

BIG_ID = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)


class Migration(migrations.Migration):
    """The first tables of the desk."""

    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="Profile",
            fields=[
                BIG_ID,
                ("regions", models.JSONField(blank=True, default=list)),
                ("may_see_complaints", models.BooleanField(default=False)),
                ("must_change_password", models.BooleanField(default=False)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DossierView",
            fields=[
                BIG_ID,
                ("seen_at", models.DateTimeField(auto_now_add=True)),
                ("username", models.CharField(max_length=150)),
                ("official_id", models.CharField(max_length=200)),
                ("place", models.CharField(blank=True, max_length=500)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("run", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["official_id"], name="dossierview_official")]
            },
        ),
        migrations.CreateModel(
            name="LoginFailure",
            fields=[
                BIG_ID,
                ("failed_at", models.DateTimeField(auto_now_add=True)),
                ("username", models.CharField(max_length=150)),
                ("address", models.CharField(max_length=64)),
            ],
            options={"indexes": [models.Index(fields=["failed_at"], name="loginfailure_time")]},
        ),
        append_only("desk_dossierview"),
    ]
