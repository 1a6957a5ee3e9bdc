"""A sequence for the matters' ids, so that a record is built whole before anything is written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_matters_tasks_tallies")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE matters_matter_id_seq OWNED BY matters_matter.id",
            "DROP SEQUENCE matters_matter_id_seq",
        )
    ]
