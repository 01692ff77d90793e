"""Every user has one role; who was there before works leads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the role to the profile."""

    dependencies = [("desk", "0001_initial")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.AddField(
            model_name="profile",
            name="role",
            field=models.CharField(default="investigator", max_length=20),
        ),
    ]
