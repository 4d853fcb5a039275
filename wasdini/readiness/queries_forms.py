"""Paper forms of duties, for the day when nothing works: one duty, or all of an area on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from wasdini.accounts import queries as accounts
from wasdini.accounts import queries_duties as duties
from wasdini.accounts.queries_duties import DutyCard
from wasdini.core.access import Act, Actor, NotVisible, require_visible
from wasdini.core.field_form import FieldForm, Tick
from wasdini.core.place_codes import PlaceCodeInvalid, parse_place_code
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import CheckinStep
from wasdini.core.writing import write_moment
from wasdini.core.zones import zone_of
from wasdini.documents.queries_forms import draw_field_forms
from wasdini.methods import catalogue
from wasdini.methods.catalogue import FindingUnit
from wasdini.methods.labels import label

FORMS_MAX = 100
DESK_ADDRESS = "meja/baru"


@dataclass(frozen=True)
class FormsFile:
    """The PDF and how many forms it holds."""

    body: bytes
    name: str
    forms_count: int


@dataclass(frozen=True)
class _Told:
    """What all forms of one file share."""

    language: str
    office: str
    stamp: str


def duty_form(actor: Actor, duty_id: int, *, address: str) -> FormsFile:
    """The form of one duty: one's own, or of an area where the actor sees coverage. `address`: of this instance."""
    card = duties.duty_card(actor, duty_id)
    return FormsFile(_drawn([card], address), f"formulir-tugas-{card.duty_id}", 1)


def area_forms(actor: Actor, code: str, on: date, *, part: int = 1, address: str) -> FormsFile:
    """Forms of the standing duties of an area on a day, by window and place: part n of `parts_of`.

    Raises `InputRefused` when that part holds none, `NotVisible`.
    """
    area = _area(actor, code)
    window = duties.day_window(on, area)
    page = duties.duties_page(actor, area, window, offset=(part - 1) * FORMS_MAX, limit=FORMS_MAX)
    if not page.results:
        raise InputRefused([Problem("duty_forms_none", value=area)])
    name = f"formulir-{area}-{on}" + (f"-{part}" if parts_of(page.total_count) > 1 else "")
    return FormsFile(_drawn(page.results, address), name, len(page.results))


def parts_of(duties_count: int) -> int:
    """Into how many files the forms of so many duties are cut: each is drawn in a few seconds."""
    return -(-duties_count // FORMS_MAX)


def day_in(actor: Actor, code: str, on: date | None, *, at: datetime) -> date:
    """The asked day, else today in the area's own zone. `NotVisible` for what is no area of this actor's."""
    return on or at.astimezone(zone_of(_area(actor, code)).clock).date()


def _area(actor: Actor, code: str) -> str:
    try:
        area = parse_place_code(code).dotted
    except PlaceCodeInvalid:
        raise NotVisible(code) from None
    require_visible(actor, Act.SEE_COVERAGE, area=area)
    return area


def desk_address(card: DutyCard, address: str) -> str:
    """Where the desk types this very form in. The place stands behind `#`: for the eye, never sent."""
    told = urlencode({"duty": card.duty_id, "report_id": str(card.report_id)})
    return f"{address.rstrip('/')}/{DESK_ADDRESS}?{told}#{card.code}"


def _drawn(cards: Sequence[DutyCard], address: str) -> bytes:
    office = accounts.the_office()
    stamp = ""
    if office is not None:
        stamp = _("LATIHAN") if office.is_exercise else _("CONTOH") if office.is_demo else ""
    told = _Told(accounts.language(), office.name if office else "Wasdini", stamp)
    return draw_field_forms([_form(card, address, told) for card in cards])


def _form(card: DutyCard, address: str, told: _Told) -> FieldForm:
    return FieldForm(
        title=_("Formulir laporan lapangan"),
        number=str(card.duty_id),
        person=card.person_name,
        place=card.place_name,
        place_code=card.code,
        above=", ".join(card.above),
        window=window_words(card, told.language),
        expected=_expected(card),
        report_id=card.report_id,
        address=desk_address(card, address),
        steps=tuple(label("checkin_step", step.value, told.language) for step in CheckinStep),
        ticks=_ticks(told.language),
        instructions=_instructions(),
        language=told.language,
        office=told.office,
        stamp=told.stamp,
    )


def window_words(card: DutyCard, language: str) -> str:
    """`Rabu, 14 Februari 2024, 06.00–22.00 WIB`; the end with its day when it is another one."""
    zone = zone_of(card.code)
    start, end = card.starts_at.astimezone(zone.clock), card.ends_at.astimezone(zone.clock)
    begins = write_moment(start, zone=zone, language=language)
    if start.date() == end.date():
        return f"{begins.removesuffix(' ' + zone.letters)}–{end.hour:02d}.{end.minute:02d} {zone.letters}"
    return f"{begins} – {write_moment(end, zone=zone, language=language)}"


def _expected(card: DutyCard) -> str:
    told = _("Paling sedikit %(count)s laporan.") % {"count": card.expected_count}
    return f"{told} {_('Nihil pun dilaporkan.')}" if card.expects_nil else told


def _ticks(language: str) -> tuple[Tick, ...]:
    units = {FindingUnit.YES_NO: "", FindingUnit.COUNT: _("jumlah"), FindingUnit.MINUTES: _("menit")}
    return tuple(Tick(one.name.in_language(language), units[one.unit]) for one in catalogue.findings().values())


def _instructions() -> tuple[str, ...]:
    return (
        _("Pakai formulir ini hanya bila aplikasi, sinyal, atau listrik mati."),
        _("Tulis dengan huruf cetak; satu kotak untuk satu angka. Salah tulis: coret satu garis, jangan dihapus."),
        _("Centang dan tulis hanya yang Anda lihat sendiri."),
        _("Tidak terjadi apa-apa? Centang NIHIL dan serahkan juga: diam tidak sama dengan aman."),
        _("Jangan menulis nama atau nomor telepon orang yang memberi tahu Anda."),
        _("Serahkan ke meja secepatnya. Formulir ini dihitung satu kali, juga bila diketik dua kali."),
    )
