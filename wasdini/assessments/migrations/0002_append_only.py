from django.db import migrations

from wasdini.rows.append_only import forbid_change


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_first")]
    operations = [forbid_change("assessments_assessment"), forbid_change("assessments_run")]
