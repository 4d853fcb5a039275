"""What makes the reporting page an application that needs no network: shells, service worker, manifest, icons.

Nothing here knows a person: the shell is the same for everybody and may lie on any phone.
"""

from __future__ import annotations

import hashlib
import io
import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw

from wasdini.reports import phone_words, queries_phone

PAGES = {"lapor": "reports/lapor.html", "saya": "reports/saya.html"}
LANGUAGES = ("id", "en")
ICON_SIZES = (192, 512)
# Every file that these pages and their scripts ask for; a test opens the pages and finds none missing.
FILES = (
    "board/mark.svg", "board/tokens.css", "board/dark.css", "board/house.css", "board/print.css",
    "reports/lapor.css", "reports/lapor.js", "reports/saya.js", "reports/words.js", "reports/form.js",
    "reports/store.js", "reports/draft.js", "reports/outbox.js", "reports/sending.js", "reports/states.js",
    "reports/places.js", "reports/files.js", "reports/pseudonym.js", "reports/icon.svg",
    "custody/sealed_box.js", "custody/paper_code.js", "idb/index.js", "nacl/nacl-fast.js",
    "noble-hashes/blake2.js", "noble-hashes/_blake.js", "noble-hashes/_md.js", "noble-hashes/_u64.js",
    "noble-hashes/utils.js",
)  # fmt: skip


@login_not_required
@require_safe
@cache_control(no_cache=True)
def shell(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """The page without a person, in one language: what opens when there is no network."""
    if page not in PAGES or language not in LANGUAGES:
        raise Http404
    return HttpResponse(_shell(page, language), headers={"Content-Language": language})


@login_not_required
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The list of what lies on the phone, under the digest of that list and of the shells: never bumped by hand."""
    files = [staticfiles_storage.url(name) for name in FILES]
    shells = {f"{page}-{one}": reverse("lapor_shell", args=[page, one]) for page in PAGES for one in LANGUAGES}
    told = {"FILES": files, "SHELLS": shells, "LISTS": reverse("lapor_lists")}
    digest = hashlib.sha256(json.dumps(told).encode())
    for page in PAGES:
        for one in LANGUAGES:
            digest.update(_shell(page, one))
    told["EDITION"] = digest.hexdigest()[:16]
    script = staticfiles_storage.url("reports/offline.js")
    code = f"Object.assign(self, {json.dumps(told)});\nimportScripts({json.dumps(script)});\n"
    return HttpResponse(code, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    home = reverse("lapor")
    icons = [{"src": staticfiles_storage.url("reports/icon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    for size in ICON_SIZES:
        address = reverse("lapor_icon", args=[size])
        icons.append({"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"})
    told = {
        "id": home,
        "name": _("Wasdini: Lapor"),
        "short_name": _("Lapor"),
        "description": _("Laporan lapangan, juga tanpa sinyal"),
        "lang": translation.get_language(),
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#08333d",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(max_age=7 * 24 * 3600)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    if size not in ICON_SIZES:
        raise Http404
    return HttpResponse(_icon(size), content_type="image/png")


def _shell(page: str, language: str) -> bytes:
    """Drawn for a request that carries no cookie, so that nothing of the asking person can reach it."""
    nobody = HttpRequest()
    nobody.method = "GET"
    nobody.path = nobody.path_info = reverse("lapor" if page == "lapor" else "own_reports")
    nobody.actor = None  # type: ignore[attr-defined]
    with translation.override(language):
        form = queries_phone.form_page(None, {}, language=language)
        told = {"form": form, "words": phone_words.words(), "is_shell": True}
        return render(nobody, PAGES[page], told).content


@cache
def _icon(size: int) -> bytes:
    """The drawing of `icon.svg` in dots; drawn four times as large and made small, so that edges are smooth."""
    large = size * 4
    unit = large / 512
    picture = Image.new("RGB", (large, large), "#08333d")
    draw = ImageDraw.Draw(picture)
    wave = [(116, 176), (176, 344), (256, 176), (336, 344), (396, 176)]
    points = [(x * unit, y * unit) for x, y in wave]
    draw.line(points, fill="#ffffff", width=round(40 * unit), joint="curve")
    for x, y in points:
        _dot(draw, x, y, 20 * unit, "#ffffff")
    _dot(draw, 256 * unit, 408 * unit, 22 * unit, "#ffd24d")
    held = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(held, "PNG", optimize=True)
    return held.getvalue()


def _dot(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
