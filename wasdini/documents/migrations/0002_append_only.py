from django.db import migrations

from wasdini.rows.append_only import forbid_change


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first")]
    operations = [forbid_change("documents_document")]
