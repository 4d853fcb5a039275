"""One event told many times: reports are laid together and taken apart again. Each stays as it came.

A merge is one act with one journal line, and one step for every report it moves; `undo_merge` takes exactly that back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from wasdini.core.access import Act, Actor, NotVisible, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE, code_of, common_area, path_of
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal
from wasdini.reports.changing import Change, Touch, changing, refuse_reason, refuse_stale, save, told_of
from wasdini.reports.models import Incident, Report, Standing, Step
from wasdini.reports.queries import visible_reports

MERGED_MAX = 200


def merge_reports(actor: Actor, versions: Mapping[UUID, int], *, at: datetime, reason: str = "") -> UUID:
    """Lay reports together as one incident; returns its id. `versions`: each report as the officer saw it.

    A report that already belongs to an incident brings all of it along. Raises `InputRefused` when one of them changed
    since, and `NotVisible` when one cannot be seen, also one that would only be brought along.
    """
    require_allowed(actor, Act.GRADE_REPORT)
    refuse_reason(reason, needed=False)
    if len(versions) < 2:
        raise InputRefused([Problem("desk_merge_needs_two")])
    _all_visible(actor, list(versions))
    with journal.act(actor, "merge_reports", at=at) as line:
        asked = _locked(report__report_id__in=list(versions))
        for standing in asked:
            refuse_stale(standing, versions[standing.report.report_id])
        known = sorted({one.incident_id for one in asked if one.incident_id}, key=str)
        everyone = _with_their_incidents(actor, asked, known)
        first = min(asked, key=lambda one: (one.incident_id is None, str(one.report.report_id)))
        incident_id = first.incident_id or _new_incident(actor, everyone, at)
        act = str(uuid4())
        moved = [one for one in everyone if one.incident_id != incident_id]
        if not moved:
            raise InputRefused([Problem("desk_merged_already")])
        for standing in moved:
            _move(standing, incident_id, "merge_reports", actor=actor, at=at, reason=reason, act=act)
        line.about("incident", incident_id, area=_area_of(everyone))
        line.details = {"reports": len(everyone), "moved": len(moved)}
    return incident_id


def split_report(actor: Actor, touch: Touch) -> None:
    """Take one report out of its incident."""
    with changing(actor, touch, "split_report") as change:
        if change.standing.incident_id is None:
            raise InputRefused([Problem("desk_not_merged")])
        change.told["left"] = str(change.standing.incident_id)
        change.standing.incident_id = None


def undo_merge(actor: Actor, touch: Touch) -> None:
    """Take back the newest merge of this report's incident: every report it moved goes where it was.

    Refused when anything was done to one of them since.
    """
    require_allowed(actor, Act.GRADE_REPORT)
    _all_visible(actor, [touch.report_id])
    with journal.act(actor, "undo_merge", at=touch.at) as line:
        (asked,) = _locked(report__report_id=touch.report_id)
        refuse_stale(asked, touch.version)
        steps = {step.report_id: step for step in newest_merge(asked.incident_id)}
        moved = _locked(report__in=list(steps))
        if not moved or any(one.version != steps[one.report_id].version for one in moved):
            raise InputRefused([Problem("desk_merge_gone")])
        _all_visible(actor, [one.report.report_id for one in moved])
        line.about("incident", asked.incident_id, area=_area_of(moved))
        line.details = {"moved": len(moved)}
        for standing in moved:
            back = steps[standing.report_id].before.get("incident_id")
            _move(standing, UUID(back) if back else None, "undo_merge", actor=actor, at=touch.at, reason=touch.reason)


def newest_merge(incident_id: UUID | None) -> list[Step]:
    """The steps of the last merge that brought reports into an incident; none when there was none."""
    if incident_id is None:
        return []
    merges = Step.objects.filter(verb="merge_reports", report__standing__incident=incident_id).order_by("-id")
    last = merges.first()
    if last is None:
        return []
    return [step for step in merges.filter(at=last.at) if step.after.get("act") == last.after.get("act")]


def may_undo(incident_id: UUID | None) -> bool:
    """Whether `undo_merge` would still take the newest merge back as a whole."""
    steps = newest_merge(incident_id)
    versions = dict(Standing.objects.filter(report__in=[one.report_id for one in steps]).values_list("pk", "version"))
    return bool(steps) and all(versions[step.report_id] == step.version for step in steps)


def _with_their_incidents(actor: Actor, asked: Sequence[Standing], known: Sequence[UUID]) -> list[Standing]:
    others = _locked(incident__in=known) if known else []
    everyone = list({one.report_id: one for one in (*asked, *others)}.values())
    if len(everyone) > MERGED_MAX:
        raise InputRefused([Problem("desk_merge_too_many", expected=str(MERGED_MAX))])
    _all_visible(actor, [one.report.report_id for one in everyone])
    return sorted(everyone, key=lambda one: str(one.report.report_id))


def _new_incident(actor: Actor, everyone: Sequence[Standing], at: datetime) -> UUID:
    made = Incident.objects.create(path=path_of(_area_of(everyone)), opened_at=at, opened_by_id=actor.user_id)
    return made.id


def _move(
    standing: Standing, incident_id: UUID | None, verb: str, *, actor: Actor, at: datetime, reason: str, act: str = ""
) -> None:
    change = Change(standing.report, standing, {"act": act} if act else {})
    before = told_of(standing)
    standing.incident_id = incident_id
    if not act and before["incident_id"] == told_of(standing)["incident_id"]:
        change.told["left"] = before["incident_id"]
    save(change, verb, before, actor=actor, at=at, reason=reason)


def _locked(**wanted: object) -> list[Standing]:
    """Always in the same order, so that two merges at once wait for each other instead of for ever."""
    rows = Standing.objects.select_for_update(of=("self",)).select_related("report").filter(**wanted)
    return list(rows.order_by("report_id"))


def _all_visible(actor: Actor, report_ids: Sequence[UUID]) -> None:
    seen = set(visible_reports(actor).filter(report_id__in=report_ids).values_list("report_id", flat=True))
    for report_id in report_ids:
        if report_id not in seen:
            raise NotVisible(report_id)


def _area_of(standings: Sequence[Standing]) -> str:
    """The smallest region that holds them all."""
    paths = sorted(one.path for one in standings)
    if not paths:
        return NASIONAL_CODE
    return code_of(paths[0]) if paths[0] == paths[-1] else common_area(paths[0], paths[-1])


def area_of_reports(rows: Sequence[Report]) -> str:
    """The same for reports that were read."""
    return _area_of([row.standing for row in rows])
