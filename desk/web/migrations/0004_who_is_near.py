"""Whom a user is, and who is near."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """As the models say."""

    dependencies = [  # noqa: RUF012
        ("desk", "0003_views_into_the_chain"),
    ]

    operations = [  # noqa: RUF012
        migrations.AddField(
            model_name="profile",
            name="colleagues",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="profile",
            name="official_id",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="profile",
            name="own_name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="profile",
            name="relatives",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
