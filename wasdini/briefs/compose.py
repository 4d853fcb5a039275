"""A brief as a paper: the answer first, then who needs attention, what changed, the stage, and what to do."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from wasdini.assessments.queries import HistoryPoint, MovedUnit, RankedUnit
from wasdini.briefs.gather import Facts, region_of
from wasdini.briefs.letter import letterhead, sources, stamp
from wasdini.briefs.outlook import outlook
from wasdini.core.charts import ramp_step
from wasdini.core.paper import Cell, Column, Paper, Point, Points, Table, Verdict
from wasdini.core.terms import Level, Stability
from wasdini.core.writing import write_date, write_moment, write_number
from wasdini.core.zones import zone_of
from wasdini.methods.labels import label
from wasdini.methods.sentences import sentence

MOVED_SHOWN = 2
WOULD_CHANGE_SHOWN = 1
UNVERIFIED_SIGN = "†"


def compose(facts: Facts, language: str) -> Paper:
    """The paper in `language`, which must be the active one."""
    run = facts.situation.run
    area = facts.request.area
    subject = f" — {facts.request.subject.strip()}" if facts.request.subject.strip() else ""
    moment = write_moment(run.assessed_at, zone=zone_of(area), language=language)
    return Paper(
        language=language,
        letterhead=letterhead(facts, language),
        title=facts.kind.title[language],
        subtitle=f"{facts.place}, {write_date(facts.request.on, language=language, weekday=True)}{subject}",
        dated=_("Keadaan menurut penilaian %(moment)s") % {"moment": moment},
        blocks=(_verdict(facts, language), _top(facts, language), _changed(facts, language), *outlook(facts, language)),
        sources=sources(facts, language),
        stamp=stamp(facts),
    )


def _verdict(facts: Facts, language: str) -> Verdict:
    situation = facts.situation
    steps = situation.run.steps
    codes = [step.code for step in steps]
    known = situation.score is not None
    at = codes.index(situation.category) if known and situation.category in codes else None
    trend = _trend(facts)
    return Verdict(
        label=_("Tingkat kerawanan %(place)s") % {"place": facts.place},
        word=situation.category_label.capitalize() if situation.category_label else _("Belum dapat dinilai"),
        figure=_figure(facts, language),
        step=ramp_step(at, len(codes)) if at is not None else 0,
        score=situation.score,
        lower=situation.lower,
        upper=situation.upper,
        scale=tuple(step.label for step in steps),
        scale_at=at,
        movement=_movement(facts, language),
        reasons=tuple(
            _sentence_case(sentence(reason.code, reason.params, language))
            for reason in (*situation.reasons, *situation.would_change[:WOULD_CHANGE_SHOWN])
        ),
        trend=tuple((point.on, point.score) for point in trend if point.score is not None),
        trend_title=_trend_title(trend, language),
    )


def _figure(facts: Facts, language: str) -> str:
    situation = facts.situation
    if situation.score is None:
        return _("Belum ada nilai indikator yang diketahui")
    told = {"score": write_mean(situation.score, language)}
    if situation.lower is None or situation.upper is None or situation.upper - situation.lower < 0.005:
        return _("Rata-rata skor TPS %(score)s dari 100") % told
    told |= {"lower": write_mean(situation.lower, language), "upper": write_mean(situation.upper, language)}
    return _("Rata-rata skor TPS %(score)s dari 100 (batas %(lower)s–%(upper)s)") % told


def _movement(facts: Facts, language: str) -> str:
    """How the region moved since the day this kind compares with."""
    changes, since = facts.changes, _since(facts, language)
    if changes is None or changes.points is None:
        return _("Belum ada penilaian sebelumnya untuk dibandingkan")
    if changes.method_changed:
        return _("Metode berganti sejak %(since)s; skor tidak dapat dibandingkan") % {"since": since}
    points = write_mean(abs(changes.points), language)
    if abs(changes.points) < 0.005:
        return _("Tetap sejak %(since)s") % {"since": since}
    told = {"points": points, "since": since}
    if changes.points > 0:
        return _("Naik %(points)s poin sejak %(since)s") % told
    return _("Turun %(points)s poin sejak %(since)s") % told


def _since(facts: Facts, language: str) -> str:
    """`kemarin`, or the date."""
    if facts.compared_on is None:
        return ""
    if facts.compared_on == facts.request.on - timedelta(days=1):
        return _("kemarin")
    return write_date(facts.compared_on, language=language)


def _trend(facts: Facts) -> tuple[HistoryPoint, ...]:
    first: date = facts.request.on - timedelta(days=facts.kind.trend_days)
    return tuple(point for point in facts.history if point.on >= first and point.score is not None)


def _trend_title(trend: tuple[HistoryPoint, ...], language: str) -> str:
    """A sentence that says the finding; none for fewer than two points."""
    if len(trend) < 2:
        return ""
    first, last = trend[0], trend[-1]
    before, after = first.score or 0.0, last.score or 0.0
    told = {
        "first": write_mean(before, language),
        "last": write_mean(after, language),
        "since": write_date(first.on, language=language),
    }
    if abs(after - before) < 0.005:
        return _("Skor tetap %(last)s sejak %(since)s") % told
    if after > before:
        return _("Skor naik dari %(first)s menjadi %(last)s sejak %(since)s") % told
    return _("Skor turun dari %(first)s menjadi %(last)s sejak %(since)s") % told


def _top(facts: Facts, language: str) -> Table:
    units = facts.situation.top_five
    level = Level(units[0].level) if units else Level.TPS
    marked = any(driver.unverified for unit in units for driver in unit.drivers)
    of_tps = level is Level.TPS
    return Table(
        title=_("Lima TPS paling rawan") if of_tps else _("Lima kabupaten/kota paling rawan"),
        columns=(
            Column(_("No."), "number", 0.36, decimals=0),
            Column(label("level", level.value, language), weight=2.9, detail=_("Wilayah")),
            Column(_("Skor"), "score", 1.1),
            Column(_("Tingkat"), weight=0.9),
            Column(_("Alasan utama (poin)"), weight=4.3),
            Column(_("Masuk 10 besar"), weight=1.2),
        ),
        rows=tuple(_row(unit, facts, language) for unit in units),
        empty=_("Belum ada TPS yang dapat dinilai: belum satu pun indikatornya diketahui."),
        note=f"{UNVERIFIED_SIGN} {_('belum diverifikasi')}" if marked else "",
    )


def _row(unit: RankedUnit, facts: Facts, language: str) -> tuple[Cell, ...]:
    reasons = "; ".join(
        f"{driver.label} {write_number(driver.points, decimals=1, language=language)}"
        f"{UNVERIFIED_SIGN if driver.unverified else ''}"
        for driver in unit.drivers
    )
    return (
        Cell(str(unit.position), unit.position),
        Cell(unit.name, detail=region_of(unit.code, facts.names) or unit.parent_name),
        Cell(write_score(unit.score, language), unit.score, unit.lower, unit.upper, detail=_bounds(unit, language)),
        Cell(unit.category_label),
        Cell(reasons),
        Cell(_among_ten(unit, language)),
    )


def _among_ten(unit: RankedUnit, language: str) -> str:
    """How firmly a TPS stands among the ten most vulnerable of its kabupaten or kota; a dash where not tested."""
    if unit.stability not in list(Stability):
        return "–"
    return _("Tidak") if unit.stability == Stability.OUTSIDE else label("stability", unit.stability, language)


def _bounds(unit: RankedUnit, language: str) -> str:
    if unit.lower is None or unit.upper is None or unit.upper - unit.lower < 0.05:
        return ""
    return f"{write_score(unit.lower, language)}–{write_score(unit.upper, language)}"


def _changed(facts: Facts, language: str) -> Points:
    """Counts first, then the units that moved most."""
    changes = facts.changes
    since = _since(facts, language)
    title = _("Yang berubah sejak %(since)s") % {"since": since} if since else _("Yang berubah")
    if changes is None:
        return Points(title, (), empty=_("Belum ada penilaian sebelumnya untuk dibandingkan"))
    level = label("level", changes.level, language)
    told = {
        "level": level,
        "risen": write_number(changes.risen_count, language=language),
        "fallen": write_number(changes.fallen_count, language=language),
        "up": write_number(changes.category_up_count, language=language),
        "down": write_number(changes.category_down_count, language=language),
    }
    if not changes.risen_count and not changes.fallen_count:
        return Points(title, (), empty=_("Tidak ada skor %(level)s yang berubah") % told)
    counts = _("%(level)s: %(risen)s naik, %(fallen)s turun; %(up)s naik tingkat, %(down)s turun tingkat.") % told
    moved = (*changes.risen[:MOVED_SHOWN], *changes.fallen[:1])
    return Points(title, tuple(_moved(unit, facts, language) for unit in moved), lead=counts)


def _moved(unit: MovedUnit, facts: Facts, language: str) -> Point:
    where = region_of(unit.code, facts.names)
    sign = "+" if unit.change > 0 else "−"
    points = f"{sign}{write_score(abs(unit.change), language)} {_('poin')}"
    steps = ""
    if unit.category_before != unit.category_after:
        steps = f", {unit.category_before_label or '–'} → {unit.category_after_label or '–'}"
    reasons = ", ".join(driver.label for driver in unit.drivers[:2])
    text = f"{where}: {points}{steps}" if where else f"{points}{steps}"
    unverified = any(driver.unverified for driver in unit.drivers[:2])
    return Point(f"{text} ({reasons})" if reasons else text, unit.name, _("belum diverifikasi") if unverified else "")


def write_score(score: float | None, language: str, *, decimals: int = 1) -> str:
    """One decimal for a unit; two for the mean of a region, whose whole scale may lie below ten."""
    return "–" if score is None else write_number(score, decimals=decimals, language=language)


def write_mean(score: float | None, language: str) -> str:
    return write_score(score, language, decimals=2)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
