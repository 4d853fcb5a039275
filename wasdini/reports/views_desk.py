"""The pages of the verification desk: queue, one report, comparing, incidents, conflicts, referrals, desk entry."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Mode
from wasdini.documents.queries import page_marking
from wasdini.methods.labels import codes
from wasdini.methods.sentences import sentence
from wasdini.reports import desk_forms, operations_asking, operations_reading
from wasdini.reports.operations import Overloaded, ReportConflict, StorageFull
from wasdini.reports.queries import ReportCard
from wasdini.reports.queries_desk import TABS, QueueAsked
from wasdini.reports.templatetags.desk_words import field_name, spoken

FILTERS = ("wilayah", "jenis", "sifat")


@require_GET
def desk_queue(request: HttpRequest) -> HttpResponse:
    asked = QueueAsked(
        tab=request.GET.get("bagian", "antre"),
        area=request.GET.get("wilayah", "")[:20],
        kind=request.GET.get("jenis", "") if request.GET.get("jenis", "") in codes("report_kind") else "",
        mode=request.GET.get("sifat", "") if request.GET.get("sifat", "") in set(Mode) else "",
        page=int(request.GET.get("halaman", "1")) if request.GET.get("halaman", "1").isdecimal() else 1,
    )
    page = operations_reading.open_queue(_actor(request), asked, at=timezone.now())
    kept = urlencode({name: request.GET[name] for name in FILTERS if request.GET.get(name)})
    told = {"page": page, "tabs": _tabs(), "kept": kept, "kinds": codes("report_kind")}
    return render(request, "reports/meja.html", told | _marking(row.card for row in page.rows))


@require_GET
def desk_report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    return _report_page(request, report_id)


@require_POST
def desk_act(request: HttpRequest, report_id: uuid.UUID, act: str) -> HttpResponse:
    """One form of the page, one act. Refused: the same page, what was typed, and what is wrong."""
    if act not in desk_forms.ACTS:
        raise Http404
    actor = _actor(request)
    require_allowed(actor, Act.GRADE_REPORT)
    try:
        touch = desk_forms.touch_of(report_id, request.POST, at=timezone.now())
        desk_forms.ACTS[act](actor, touch, request.POST)
    except InputRefused as refused:
        return _report_page(request, report_id, act=act, problems=refused.problems)
    messages.success(request, _done()[act])
    back = request.POST.get("kembali", "")
    if back.startswith("/kejadian/") and "//" not in back:
        return redirect(back)
    return redirect("desk_report", report_id=report_id)


@require_GET
def desk_compare(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """This report beside another (`?dengan=`); without one, back to the report."""
    require_allowed(_actor(request), Act.GRADE_REPORT)
    try:
        other = uuid.UUID(request.GET.get("dengan", ""))
    except ValueError:
        return _report_page(request, report_id)
    page = operations_reading.open_comparison(_actor(request), report_id, other, at=timezone.now())
    told = {"page": page, **_marking((page.first.card, page.second.card))}
    return render(request, "reports/meja_banding.html", told)


@require_GET
def incident(request: HttpRequest, incident_id: uuid.UUID) -> HttpResponse:
    page = operations_reading.open_incident(_actor(request), incident_id, at=timezone.now())
    return render(request, "reports/kejadian.html", {"page": page, **page_marking(page.classification)})


@require_GET
def desk_conflicts(request: HttpRequest) -> HttpResponse:
    cards = operations_reading.open_conflicts(_actor(request), at=timezone.now())
    told = {"cards": cards, "tabs": _tabs(), **_marking(one.row.card for one in cards)}
    return render(request, "reports/meja_pertentangan.html", told)


@require_GET
def referrals(request: HttpRequest) -> HttpResponse:
    return _referrals_page(request)


@require_POST
def referral_act(request: HttpRequest, referral_id: int) -> HttpResponse:
    """Acknowledge, or answer when the answer was pressed."""
    try:
        if request.POST.get("act") == "jawab":
            operations_asking.answer_referral(
                _actor(request), referral_id, request.POST.get("answer", ""), at=timezone.now()
            )
            messages.success(request, _("Jawaban tercatat dan sampai di meja verifikasi."))
        else:
            operations_asking.acknowledge_referral(_actor(request), referral_id, at=timezone.now())
            messages.success(request, _("Rujukan diterima."))
    except InputRefused as refused:
        return _referrals_page(request, problems=refused.problems, referral_id=referral_id)
    return redirect("referrals")


@require_http_methods(["GET", "POST"])
def desk_entry(request: HttpRequest) -> HttpResponse:
    """Taking down a report for somebody else, also from the paper form."""
    actor = _actor(request)
    require_allowed(actor, Act.GRADE_REPORT)
    if request.method != "POST":
        return _entry_page(request, str(uuid.uuid4()))
    try:
        report_id = uuid.UUID(request.POST.get("report_id", ""))
    except ValueError:
        return _entry_page(request, str(uuid.uuid4()), [Problem("report_field_missing", column="report_id")])
    try:
        desk_forms.enter_on_behalf(actor, report_id, request.POST, at=timezone.now())
    except InputRefused as refused:
        return _entry_page(request, str(report_id), refused.problems)
    except ReportConflict:
        return _entry_page(request, str(uuid.uuid4()), [Problem("report_conflict")], status=409)
    except (Overloaded, StorageFull) as busy:
        code = "intake_full" if isinstance(busy, StorageFull) else "intake_busy"
        answer = _entry_page(request, str(report_id), [Problem(code)], status=503)
        answer.headers["Retry-After"] = str(busy.retry_after_s)
        return answer
    messages.success(request, _("Laporan tercatat atas nama pelapor. Rekan lain yang menilainya."))
    return redirect("desk_report", report_id=report_id)


def _report_page(
    request: HttpRequest, report_id: uuid.UUID, *, act: str = "", problems: Iterable[Problem] = ()
) -> HttpResponse:
    page = operations_reading.open_report(_actor(request), report_id, at=timezone.now(), language=spoken())
    shown = [page.row, *page.together, *(row for _, row in page.likely), *page.beside]
    told = {
        "page": page,
        "card": page.row.card,
        "act": act,
        "typed": request.POST if problems else {},
        "typed_issues": request.POST.getlist("issues") if problems else list(page.row.card.issues),
        "problems": _sentences(problems),
        "choices": _choices(page.row.card),
        **_marking(row.card for row in shown),
    }
    return render(request, "reports/meja_laporan.html", told, status=422 if problems else 200)


def _referrals_page(
    request: HttpRequest, *, problems: Iterable[Problem] = (), referral_id: int | None = None
) -> HttpResponse:
    answered = request.GET.get("bagian") == "dijawab"
    cards = operations_reading.open_referrals(_actor(request), answered=answered, at=timezone.now())
    highest = max((one.classification for one in cards), key=lambda one: one.rank, default=Classification.BIASA)
    told = {
        "cards": cards,
        "answered": answered,
        "problems": _sentences(problems),
        "typed": request.POST.get("answer", ""),
        "typed_id": referral_id,
        **page_marking(highest),
    }
    return render(request, "reports/rujukan.html", told, status=422 if problems else 200)


def _entry_page(
    request: HttpRequest, report_id: str, problems: Iterable[Problem] = (), status: int | None = None
) -> HttpResponse:
    told = {
        "report_id": report_id,
        "typed": request.POST,
        "typed_issues": request.POST.getlist("issues"),
        "problems": _sentences(problems),
        "kinds": [kind.value for kind in desk_forms.ENTRY_KINDS],
        "issues": codes("issue"),
        "urgencies": codes("urgency"),
    }
    return render(request, "reports/meja_baru.html", told, status=status or (422 if problems else 200))


def _sentences(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """(field, sentence) of each problem, the field by its own name."""
    told = []
    for one in problems:
        params = {"value": one.value, "expected": one.expected, "column": one.column, **one.params}
        words = sentence(one.code, params, spoken())
        told.append((one.column, f"{field_name(one.column)}: {words}" if one.column else words))
    return told


def _choices(card: ReportCard) -> dict[str, Any]:
    kinds = {
        "reliability": "reliability", "credibility": "credibility", "outcome": "report_outcome", "issues": "issue",
        "posts": "forkopimcam_post", "classification": "classification",
    }  # fmt: skip
    now = {name: str(getattr(card, name)) for name in ("urgency", "classification", "ladder", "athg", "aspect")}
    revisable = [(name, codes(name), value) for name, value in now.items()]
    return {**{name: codes(kind) for name, kind in kinds.items()}, "revisable": revisable}


def _marking(cards: Iterable[ReportCard]) -> dict[str, Any]:
    """A page is as secret as the highest report on it."""
    return page_marking(max((one.classification for one in cards), key=lambda one: one.rank, default=_LOWEST))


_LOWEST = Classification.BIASA


def _tabs() -> list[tuple[str, str]]:
    words = {
        "antre": _("Perlu diperiksa"),
        "klarifikasi": _("Menunggu klarifikasi"),
        "dinilai": _("Dinilai"),
        "dirujuk": _("Dirujuk"),
        "karantina": _("Karantina"),
        "selesai": _("Selesai"),
    }
    return [(tab, words[tab]) for tab in TABS]


def _done() -> dict[str, str]:
    return {
        "nilai": _("Nilai tercatat."),
        "perbaiki": _("Perbaikan tercatat; isi aslinya tetap ada di riwayat."),
        "tanya": _("Pertanyaan dikirim ke pelapor."),
        "rujuk": _("Laporan dirujuk."),
        "tutup": _("Laporan ditutup."),
        "buka": _("Laporan dibuka kembali."),
        "lepas": _("Laporan masuk antrean."),
        "salinan": _("Salinan aman tercatat."),
        "gabung": _("Laporan digabungkan. Bila keliru, batalkan di bawah “Satu kejadian”."),
        "pisah": _("Laporan dipisahkan dari kejadiannya."),
        "urungkan": _("Penggabungan dibatalkan; semua laporan kembali ke tempat semula."),
    }


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
