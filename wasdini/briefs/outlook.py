"""What comes: the stage with its D-minus and what it tends to bring, and the measures that answer it."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from wasdini.briefs.gather import Facts
from wasdini.briefs.kinds import measures_against
from wasdini.core.paper import Pair, Point, Points
from wasdini.core.writing import write_date, write_days_to
from wasdini.elections.queries import ElectionClock, StageCard
from wasdini.methods.catalogue import Potential
from wasdini.methods.labels import label
from wasdini.methods.loader import shipped_method, shipped_methods

POTENTIALS_SHOWN = 3
MEASURES_SHOWN = 5
FROM_UNITS = 4
REASONS_SHOWN = 2


def outlook(facts: Facts, language: str) -> tuple[Pair] | tuple[Points, Points]:
    """What to expect and what to do about it: side by side, in a stage brief at length."""
    stage, measures = _stage(facts, language), _measures(facts, language)
    return (stage, measures) if facts.kind.code == "tahapan" else (Pair(stage, measures),)


def _stage(facts: Facts, language: str) -> Points:
    clock = facts.clock
    if clock is None:
        return Points(_("Tahapan"), (), empty=_("Belum ada pemilu yang diatur untuk wilayah ini."))
    leading = label("stage", clock.leading.code, language) if clock.leading else _("tidak ada yang berjalan")
    title = _("Tahapan: %(stage)s (%(days)s)") % {"stage": leading, "days": write_days_to(clock.days_to_vote)}
    at_length = facts.kind.code == "tahapan"
    shown = facts.potentials if at_length else facts.potentials[:POTENTIALS_SHOWN]
    leading_code = clock.leading.code if clock.leading else None
    return Points(
        title,
        tuple(_potential(one, at_length and leading_code in one.stages, language) for one in shown),
        lead=_dates(clock, language),
        empty=_("Tidak ada potensi khusus yang tercatat untuk tahapan ini."),
    )


def _dates(clock: ElectionClock, language: str) -> str:
    """Until when the leading stage runs, what else runs, what comes next."""
    told = []
    if clock.leading and clock.leading.ends_on:
        told.append(_("Sampai %(until)s.") % {"until": _day(clock.leading.ends_on, clock.leading, language)})
    others = dict.fromkeys(label("stage", one.code, language) for one in clock.running if one is not clock.leading)
    if others:
        told.append(_("Juga berjalan: %(stages)s.") % {"stages": ", ".join(others)})
    if clock.next_stages and clock.next_stages[0].starts_on:
        coming = dict.fromkeys(label("stage", one.code, language) for one in clock.next_stages)
        on = _day(clock.next_stages[0].starts_on, clock.next_stages[0], language)
        told.append(_("Berikutnya: %(stages)s, %(on)s.") % {"stages": ", ".join(coming), "on": on})
    return " ".join(told)


def _day(on: object, stage: StageCard, language: str) -> str:
    written = write_date(on, language=language)  # type: ignore[arg-type]
    return written if stage.verified else f"{written} ({_('belum diverifikasi')})"


def _potential(potential: Potential, at_length: bool, language: str) -> Point:
    mark = "" if potential.verified else _("belum diverifikasi")
    title = potential.title.in_language(language)
    if not at_length:
        return Point(title, mark=mark)
    issues = ", ".join(label("issue", code, language) for code in potential.issues)
    return Point(f"{potential.why.in_language(language)} {_('Isu')}: {issues}.", f"{title}.", mark)


def _measures(facts: Facts, language: str) -> Points:
    """First what answers the reasons of the most vulnerable units, by the points they bring; then the stage's own."""
    answers = list(_for_units(facts, language).items())[:FROM_UNITS]
    points = [
        Point(_("untuk %(reasons)s") % {"reasons": "; ".join(reasons)}, f"{label('measure', code, language)}:")
        for code, reasons in answers
    ]
    taken = {code for code, _reasons in answers}
    for code in dict.fromkeys(code for potential in facts.potentials for code in potential.measures):
        if len(points) < MEASURES_SHOWN and code not in taken:
            points.append(Point(_("menghadapi tahapan yang berjalan"), f"{label('measure', code, language)}:"))
    return Points(
        _("Tindakan yang disarankan"),
        tuple(points),
        lead=_("Menurut praktik (belum diverifikasi); keputusan ada pada pimpinan.") if points else "",
        empty=_("Belum ada tindakan yang dapat disarankan."),
    )


def _for_units(facts: Facts, language: str) -> dict[str, list[str]]:
    """Measure code -> the reasons it answers, with the numbers of the units in the table; most points first."""
    name = facts.situation.run.method_name
    if name not in shipped_methods():
        return {}
    issue_of = {one.id: one.issue for one in shipped_method(name).indicators}
    points: dict[str, float] = defaultdict(float)
    positions: dict[str, list[str]] = defaultdict(list)
    labels: dict[str, str] = {}
    for unit in facts.situation.top_five:
        for driver in unit.drivers:
            points[driver.indicator] += driver.points
            positions[driver.indicator].append(str(unit.position))
            labels[driver.indicator] = driver.label
    answers: dict[str, list[str]] = defaultdict(list)
    for indicator in sorted(points, key=lambda one: -points[one]):
        told = {"reason": labels[indicator], "numbers": ", ".join(positions[indicator])}
        for code in measures_against(issue_of.get(indicator, ""))[:1]:
            if len(answers[code]) < REASONS_SHOWN:
                answers[code].append(_("%(reason)s (nomor %(numbers)s)") % told)
    return answers
