from django.db import migrations

from wasdini.rows.append_only import forbid_change

TABLE = "custody_envelope"
NEWER = (
    f"SELECT 1 FROM {TABLE} AS newer WHERE newer.record = OLD.record AND newer.generation > OLD.generation"
)
SQLITE = (
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} WHEN NOT EXISTS ({NEWER}) "
    f"BEGIN SELECT RAISE(ABORT, '{TABLE} keeps its newest generation'); END",
)
POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END$$",
    f"CREATE OR REPLACE FUNCTION {TABLE}_keep_newest() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$BEGIN IF NOT EXISTS ({NEWER}) THEN RAISE EXCEPTION '{TABLE} keeps its newest generation'; END IF; "
    "RETURN OLD; END$$",
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep_newest()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
)


def forwards(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def backwards(apps, editor):
    for name in ("update", "delete", "truncate"):
        suffix = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{name}{suffix}")


class Migration(migrations.Migration):
    """An envelope is never changed, and deleted only once a newer generation of it stands there."""

    dependencies = [("custody", "0001_first")]
    operations = [
        migrations.RunPython(forwards, backwards),
        forbid_change("custody_unmaskrequest"),
        forbid_change("custody_unmaskstep"),
    ]
