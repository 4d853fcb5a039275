from django.db import migrations

from wasdini.rows.append_only import forbid_change


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_first")]
    operations = [forbid_change("journal_entry")]
