"""Minutes and policy suggestions concern no single matter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("files", "0001_documents_and_attachments")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="matter_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
    ]
