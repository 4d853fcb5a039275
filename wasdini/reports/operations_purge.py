"""Forgetting: persons of reports after a year; words, files and the history of the desk later. Reports stay counted.

Of an open report the key of everything sealed about it is deleted; of a closed one custody lays an empty generation
over the sealed identity.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from wasdini.core.access import system_actor
from wasdini.core.terms import Mode
from wasdini.custody import operations as custody
from wasdini.journal import operations as journal
from wasdini.methods.retention import keeping
from wasdini.reports import shelves
from wasdini.reports.models import Attachment, PersonKey, Question, Referral, Report, Standing, Step, Tally, Words
from wasdini.rows.shredding import shred

AT_ONCE = 500
TALLIES_KEPT = timedelta(days=3)


def purge_expired(now: datetime) -> int:
    """Destroy what is past its time, at most 500 reports of each kind a run; returns how many rows went."""
    rules = settings.RULES_DIR
    persons = min(keeping(f"reports.{name}", rules).kept_for for name in ("Person", "Conflict"))
    words = min(
        keeping(f"reports.{name}", rules).kept_for for name in ("Words", "Step", "Standing", "Question", "Referral")
    )
    Tally.objects.filter(window_at__lt=now - TALLIES_KEPT).delete()
    return _forget_persons(now - persons, now) + _forget_words(now - words, now)


def _forget_persons(before: datetime, now: datetime) -> int:
    old = Report.objects.filter(received_at__lt=before)
    keyed = Exists(PersonKey.objects.filter(owner=OuterRef("report_id")))
    opened = list(old.filter(keyed).values_list("report_id", flat=True)[:AT_ONCE])
    sealed = custody.still_sealed(
        list(old.filter(mode=Mode.TERTUTUP).order_by("received_at").values_list("report_id", flat=True)), AT_ONCE
    )
    if not opened and not sealed:
        return 0
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        gone = shred(PersonKey, opened)
        for report_id in sealed:
            custody.forget_identity(report_id)
        line.about("retention", "reports")
        line.details = {"persons": gone, "sealed": len(sealed)}
    return gone + len(sealed)


def _forget_words(before: datetime, now: datetime) -> int:
    """Text, what the desk wrote, files: of reports that came before `before` and still have any of it."""
    worded = Exists(Words.objects.filter(report=OuterRef("pk")))
    wrote = Exists(Step.objects.filter(report=OuterRef("pk")))
    rows = list(Report.objects.filter(worded | wrote, received_at__lt=before)[:AT_ONCE])
    if not rows:
        return 0
    keys, ids = [row.pk for row in rows], [row.report_id for row in rows]
    files = list(Attachment.objects.filter(report_id__in=ids))
    with journal.act(system_actor(), "purge_expired", at=now) as line:
        for model in (Words, Step, Question, Referral):
            model._default_manager.filter(report__in=keys).delete()
        Standing.objects.filter(report__in=keys).filter(~Q(facts="", opinion="", twin="")).update(
            facts="", opinion="", twin=""
        )
        Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
        line.about("retention", "reports")
        line.details = {"words": len(rows), "files": len(files)}
    for file in files:  # after the commit: a row without its file would be a promise not kept
        shelves.remove(file.name)
        shelves.remove(file.shown_name)
    return len(rows)
