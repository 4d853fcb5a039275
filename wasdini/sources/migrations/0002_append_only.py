from django.db import migrations

from wasdini.rows.append_only import forbid_change


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_first")]
    operations = [forbid_change("sources_observation")]
