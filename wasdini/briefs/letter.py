"""The frame of a brief: who writes, whether it is an example, and where every number comes from."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wasdini.accounts.queries_office import letterhead_of
from wasdini.assessments.queries_origins import Origin
from wasdini.briefs.gather import Facts
from wasdini.core.paper import Letterhead
from wasdini.core.writing import write_date, write_number, write_share
from wasdini.methods.loader import shipped_method, shipped_methods

ORIGINS_SHOWN = 6


def letterhead(facts: Facts, language: str) -> Letterhead:
    """As the office set it up; what it did not set follows from its name and region."""
    office = facts.office
    if office is None:
        return Letterhead((facts.place,), signing_post=_("Kepala"))
    on = facts.request.on
    return letterhead_of(office.name, office.region, office.letterhead, on=on, language=language)


def stamp(facts: Facts) -> str:
    """An example or an exercise says so across the page."""
    office = facts.office
    if office is None:
        return ""
    if office.is_exercise:
        return _("LATIHAN")
    return _("CONTOH") if office.is_demo else ""


def sources(facts: Facts, language: str) -> tuple[str, ...]:
    """Method with version, the assessment, the data with vintage, the schedule."""
    situation, run = facts.situation, facts.situation.run
    told = {
        "method": _method_name(run.method_name, language),
        "version": run.method_version,
        "on": write_date(run.assessed_on, language=language),
        "count": write_number(situation.tps_count, language=language),
        "known": write_share(situation.completeness, language=language),
    }
    lines = [_("Metode: %(method)s, versi %(version)s.") % told]
    if _cuts_are_unverified(run.method_name):
        lines[0] += f" {_('Batas tingkat belum diverifikasi.')}"
    lines.append(_("Penilaian %(on)s atas %(count)s TPS; %(known)s bobot indikator diketahui.") % told)
    if facts.origins:
        shown = "; ".join(_origin(origin, language) for origin in facts.origins[:ORIGINS_SHOWN])
        rest = len(facts.origins) - ORIGINS_SHOWN
        more = _("; dan %(count)s sumber lain") % {"count": rest} if rest > 0 else ""
        lines.append(_("Data: %(sources)s.") % {"sources": shown + more})
    if facts.clock is not None:
        lines.append(_("Tahapan: %(election)s.") % {"election": facts.clock.election.name})
    return tuple(lines)


def _origin(origin: Origin, language: str) -> str:
    """`BPBD (2023; diamati 13 Februari 2024; belum diverifikasi)`."""
    about = [origin.vintage] if origin.vintage else []
    if origin.observed_on:
        about.append(write_date(origin.observed_on, language=language))
    if not origin.verified:
        about.append(_("belum diverifikasi"))
    return f"{origin.name} ({'; '.join(about)})" if about else origin.name


def _method_name(name: str, language: str) -> str:
    if name in shipped_methods():
        return f"{shipped_method(name).label.in_language(language)} ({name})"
    return name


def _cuts_are_unverified(name: str) -> bool:
    if name not in shipped_methods():
        return False
    return any(cuts.source.unverified for cuts in shipped_method(name).cuts)
