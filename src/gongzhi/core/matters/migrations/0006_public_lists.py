"""The list of what everybody may read, newest first, from an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_party_ended")]
    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("is_public", True), ("is_sealed", False)),
                fields=["opened_at", "id"],
                name="matter_public",
            ),
        ),
    ]
