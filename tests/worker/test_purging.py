"""What is past its time goes: rows, log, free pages and old backups; the chain still holds."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.cache import cache

from tests import servers
from tests.cast import KABUPATEN, NOW, Cast, make_user
from wasdini.accounts.models import ApiToken, DevicePassword, Duty, SecondFactorReset, User
from wasdini.accounts.operations import disable_user
from wasdini.core.problems import InputRefused
from wasdini.core.terms import Classification, Role
from wasdini.documents.models import Export
from wasdini.documents.operations_export import export_rows
from wasdini.journal.models import Entry, ReadAlarm, Reading
from wasdini.journal.operations_reads import Seen, note_readings
from wasdini.journal.queries import verify_chain
from wasdini.methods.retention import keepings
from wasdini.methods.retention_page import with_retention_table
from wasdini.operate.operations_backup import SUFFIX, drop_older
from wasdini.worker import purging
from wasdini.worker.purging import prune_expired

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "wasdini"
DAY = timedelta(days=1)


def test_every_personal_field_of_a_room_with_rules_has_a_rule() -> None:
    """A room that appears in the table appears whole; and every rule names fields that there are."""
    rules = keepings()
    rooms = {name.split(".")[0] for name in rules}
    missing, unknown = [], []
    for room in rooms:
        fields = tomllib.loads((PACKAGE / room / "fields.toml").read_text("utf-8"))
        for model, columns in fields.items():
            personal = {column for column, told in columns.items() if told.get("personal")}
            rule = rules.get(f"{room}.{model}")
            missing += [f"{room}.{model}.{column}" for column in personal - set(rule.fields if rule else ())]
            unknown += [f"{room}.{model}.{column}" for column in set(rule.fields if rule else ()) - personal]
    assert (missing, unknown) == ([], [])
    assert not [name for name in rules if not apps.get_model(name)]


def test_the_page_of_data_protection_says_what_the_rules_say() -> None:
    page = (CHECKOUT / "docs/operate/data-protection.md").read_text("utf-8")
    assert page == with_retention_table(page)
    assert "`journal.Reading` | `actor_id` | 730 days" in page


def test_every_room_that_offers_a_purge_stands_in_the_workers_list() -> None:
    offered = {path.parent.name for path in PACKAGE.glob("*/operations_purge.py")}
    listed = {purge.__module__.split(".")[1] for purge in purging.PURGES}
    assert offered == listed


@pytest.mark.parametrize("wrong", ["days = 30", "days = 0", 'days = "lama"', 'way = "forget"'])
def test_an_office_may_keep_longer_or_shorter_but_not_below_the_floor(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "retention.toml").write_text('["journal.Reading"]\ndays = 120\n')
    assert keepings(tmp_path)["journal.Reading"].days == 120
    assert keepings(tmp_path)["documents.Export"].days == 730
    (tmp_path / "retention.toml").write_text(f'["journal.Reading"]\n{wrong}\n')
    with pytest.raises(InputRefused):
        keepings(tmp_path)


@pytest.mark.both
def test_each_table_is_kept_to_its_day_and_not_beyond(cast: Cast) -> None:
    note_readings(cast.analis.actor, [Seen("report", "x", KABUPATEN, Classification.RAHASIA, "report")], NOW)
    ReadAlarm.objects.create(
        raised_at=NOW, actor_id=1, actor_role="analis", path=KABUPATEN, span_minutes=5, since=NOW, read_count=9,
        normal_count=1,
    )  # fmt: skip
    export_rows(
        cast.analis.actor, title="x", columns=["a"], rows=[], classification=Classification.BIASA, area=KABUPATEN,
        at=NOW, form="csv",
    )  # fmt: skip
    SecondFactorReset.objects.create(user=cast.analis.user, reason="x", asked_by=cast.admin.user, asked_at=NOW)
    ApiToken.objects.create(
        user=cast.analis.user, digest="x", scope="read", second_factor=True, created_at=NOW, expires_at=NOW
    )
    DevicePassword.objects.create(
        user=cast.petugas.user, label="x", digest="x", sealed_secrets="", created_at=NOW, revoked_at=NOW
    )
    Duty.objects.create(
        user=cast.petugas.user, path=KABUPATEN, starts_at=NOW - DAY, ends_at=NOW, assigned_by=cast.kaban.user,
        assigned_at=NOW,
    )  # fmt: skip
    gone = make_user("pergi", Role.PETUGAS, (KABUPATEN,), Classification.BIASA)
    disable_user(cast.admin.actor, gone.pk, at=NOW)
    kept: dict[type[Any], int] = {
        Reading: 730, ReadAlarm: 730, Export: 730, SecondFactorReset: 730, ApiToken: 365, DevicePassword: 365,
        Duty: 730,
    }  # fmt: skip
    for days in (364, 366, 729, 731):
        prune_expired(NOW + days * DAY)
        assert {model for model in kept if model.objects.exists()} == {m for m, least in kept.items() if days < least}
    prune_expired(NOW + 1824 * DAY)
    assert User.objects.filter(pk=gone.pk).exists()
    prune_expired(NOW + 1826 * DAY)
    assert not User.objects.filter(pk=gone.pk).exists()
    assert User.objects.count() == 9
    assert verify_chain().fault is None
    told = Entry.objects.filter(act="purge_expired").values_list("subject_id", flat=True)
    assert set(told) == {"accounts", "documents", "journal"}


def test_who_still_stands_in_anothers_row_waits_until_that_row_is_gone(cast: Cast) -> None:
    """The admin asked for a reset long after the account was made; both go by their own rules, the row first."""
    old = make_user("admin-lama", Role.ADMIN, (KABUPATEN,), Classification.BIASA)
    disable_user(cast.admin.actor, old.pk, at=NOW)
    later = NOW + 1500 * DAY
    SecondFactorReset.objects.create(user=cast.analis.user, reason="x", asked_by=old, asked_at=later)
    prune_expired(NOW + 1826 * DAY)
    assert User.objects.filter(pk=old.pk).exists()
    prune_expired(later + 731 * DAY)
    prune_expired(later + 732 * DAY)
    assert not User.objects.filter(pk=old.pk).exists()
    assert SecondFactorReset.objects.count() == 0


def test_it_runs_once_an_hour_and_one_rooms_failure_keeps_no_other_from_its_own(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def purge(name: str, *, fails: bool = False) -> Callable[[datetime], int]:
        def run(now: datetime) -> int:
            ran.append(name)
            if fails:
                raise RuntimeError(name)
            return 0

        return run

    monkeypatch.setattr(purging, "PURGES", (purge("a"), purge("b", fails=True), purge("c")))
    with pytest.raises(RuntimeError):
        prune_expired(NOW)
    assert ran == ["a", "b", "c"]
    monkeypatch.setattr(purging, "PURGES", (purge("d"),))
    for minute in (0, 1, 59):
        prune_expired(NOW + timedelta(minutes=minute))
    assert ran == ["a", "b", "c", "d"]
    prune_expired(NOW + timedelta(minutes=60))
    assert ran[-2:] == ["d", "d"]


def test_a_log_that_a_reader_held_is_scrubbed_at_the_next_tick(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, True]
    monkeypatch.setattr(purging, "PURGES", (lambda now: 1,))
    monkeypatch.setattr(purging, "scrub_database_files", lambda: answers.pop(0))
    prune_expired(NOW)
    prune_expired(NOW + timedelta(seconds=15))
    assert answers == []
    prune_expired(NOW + timedelta(seconds=30))
    assert not cache.get(purging.UNSCRUBBED)


def test_an_office_with_a_wrong_rule_hears_of_it_and_nothing_is_destroyed(
    cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    note_readings(cast.analis.actor, [Seen("report", "x", KABUPATEN, Classification.RAHASIA, "report")], NOW)
    (tmp_path / "retention.toml").write_text('["journal.Reading"]\ndays = 1\n')
    settings.RULES_DIR = str(tmp_path)
    with pytest.raises(InputRefused):
        prune_expired(NOW + 3650 * DAY)
    assert Reading.objects.exists()


# ---------------------------------------------------------------- nothing of it stands on

SEEDS = """
import sys
from datetime import UTC, datetime, timedelta
import django
django.setup()
from wasdini.accounts.models import DutyArea, User
from wasdini.accounts.operations import PersonForm, create_user, disable_user
from wasdini.accounts.operations_subjects import NewRequest, answer_subject_request, record_subject_request
from wasdini.accounts.subjects import RequestKind
from wasdini.core.access import system_actor
from wasdini.core.terms import Role
from wasdini.worker.purging import prune_expired
from wasdini.journal.queries import verify_chain
from wasdini.accounts.queries import actor_of
from wasdini.core.place_codes import level_of, parent_of, path_of
from wasdini.places.models import Import, Place, Tps
from tests.cast import DESA, REGIONS, TPS
from tests.reports.samples import send
SYSTEM, THEN = system_actor(), datetime(2020, 1, 1, tzinfo=UTC)
if sys.argv[1] == "seed":
    for n in range(40):
        person = PersonForm(username=f"kenari{n}-usir77", role=Role.PETUGAS, areas=("99.01",), full_name=f"KENARI-{n}")
        user = create_user(SYSTEM, person, password="lima-kapal-di-muara", at=THEN)
        disable_user(SYSTEM, user.pk, at=THEN)
        asked = record_subject_request(
            SYSTEM, NewRequest(RequestKind.ACCESS, f"KENARI-{n}-PEMOHON", "KENARI-TELEPON", "KENARI-ISI"), at=THEN)
        answer_subject_request(SYSTEM, asked, answer="KENARI-JAWABAN", at=THEN)
    told = {"kind": "places", "file_name": "x", "file_sha256": "0" * 64}
    brought = Import.objects.create(**told, imported_at=THEN, imported_by="")
    Place.objects.bulk_create(
        Place(path=code, parent_code=parent_of(code) or "", level=level_of(code), name=name, added_by=brought)
        for code, name in REGIONS.items())
    Tps.objects.create(path=path_of(TPS), voters_male=1, voters_female=1, added_by=brought)
    active = create_user(SYSTEM, PersonForm(username="pelapor", role=Role.PETUGAS, areas=(DESA,)),
                         password="lima-kapal-di-muara", at=THEN)
    for n in range(40):
        send(actor_of(active), at=THEN, occurred_at="2020-01-01T01:00:00+07:00", text=f"Kata saksi KENARI-{n}-TEKS.",
             source={"name": f"KENARI-{n}-SUMBER", "phone": f"08120000{n:04d}"})
else:
    print(prune_expired(datetime.now(UTC)), verify_chain().fault, User.objects.count())
"""
CANARIES = re.compile(rb"kenari\d+-usir77|KENARI-", re.IGNORECASE)


def hits(folder: Path) -> dict[str, int]:
    """Canaries in every file of a data folder, in the writings a database or a page could hold them in."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            count = len(CANARIES.findall(content)) + len(CANARIES.findall(content.replace(b"\x00", b"")))
            found |= {path.name: count} if count else {}
    return found


@pytest.mark.slow
def test_after_the_purge_no_canary_stands_in_database_log_or_free_pages(tmp_path: Path) -> None:
    """A real data folder, real processes; the connection of another process stays open while the purge runs."""
    data = tmp_path / "data"
    env = servers.environment(data, DJANGO_SETTINGS_MODULE="wasdini.settings", WASDINI_TESTING="1")
    env.pop("DATABASE_URL", None)
    servers.wasdini("upgrade", "--no-backup", env=env)
    script = tmp_path / "acts.py"
    script.write_text(SEEDS)

    def run(act: str) -> str:
        done = subprocess.run(
            [sys.executable, str(script), act], cwd=CHECKOUT, env={**env, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    holder = sqlite3.connect(data / "wasdini.sqlite3")  # keeps the log alive, as a running server does
    holder.execute("SELECT count(*) FROM accounts_user").fetchone()
    run("seed")
    assert sum(hits(data).values()) > 40  # the search finds what is there: names in the clear
    gone, fault, left = run("purge").split()
    assert (int(gone) >= 160, fault, left) == (True, "None", "1")
    assert hits(data) == {}
    holder.close()


def test_backups_older_than_the_window_go_and_the_newest_stays(tmp_path: Path) -> None:
    now = datetime(2024, 2, 14, 6, tzinfo=UTC)
    for age in (0, 1, 34, 36, 90):
        (tmp_path / f"wasdini-{now - age * DAY:%Y%m%dT%H%M%SZ}{SUFFIX}").touch()
    assert len(drop_older(tmp_path, 35, now=now)) == 2
    assert len(list(tmp_path.iterdir())) == 3
    assert len(drop_older(tmp_path, 35, now=now + 400 * DAY)) == 2
    assert [path.name[:16] for path in tmp_path.iterdir()] == ["wasdini-20240214"]
    (tmp_path / "catatan.txt").touch()
    assert not drop_older(tmp_path, 1, now=now + 900 * DAY)
