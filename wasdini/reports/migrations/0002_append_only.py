from django.db import migrations

from wasdini.rows.append_only import forbid_change, forbid_update


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_first")]
    operations = [
        forbid_change("reports_report"),
        forbid_update("reports_step"),
        forbid_update("reports_words"),
        forbid_update("reports_person"),
        forbid_update("reports_conflict"),
    ]
