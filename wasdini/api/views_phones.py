"""The OpenRosa door: who knocks (device passwords by Basic or Digest), its headers, and refusals a phone can show.

Its own sign-in: a session or a token opens nothing here, and a device password opens nothing elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from wasdini.accounts import queries_devices
from wasdini.accounts.queries_devices import Knock
from wasdini.api import openrosa_xml
from wasdini.core.access import NotAllowed, NotVisible
from wasdini.core.problems import InputRefused
from wasdini.methods.sentences import problem_sentence, sentence
from wasdini.reports.operations import Overloaded, ReportConflict, StorageFull

XML = "text/xml; charset=utf-8"
ACCEPTED_BYTES = 20_000_000
_STATUS = {"openrosa_too_large": 413, "openrosa_not_multipart": 400}
_CHUNK = 1 << 16
View = Callable[..., HttpResponse]


class Challenged(HttpResponse):
    """401 with several `WWW-Authenticate` lines, each of its own: old clients read only whole lines."""

    status_code = 401
    lines: tuple[str, ...] = ()

    def items(self) -> Iterable[tuple[str, str]]:
        first = self.headers.get("WWW-Authenticate")
        more = [("WWW-Authenticate", line) for line in self.lines if line != first]
        return [*self.headers.items(), *more]


def phones_only(view: View) -> View:
    """Sign in by device password, then answer; whatever is refused becomes an OpenRosaResponse in the phone's words."""

    @csrf_exempt
    @login_not_required
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        knock = Knock(
            authorization=request.headers.get("Authorization", ""),
            method=request.method or "",
            uri=request.META.get("RAW_URI") or request.get_full_path(),
            address=request.META.get("REMOTE_ADDR", ""),
        )
        came = queries_devices.device_sign_in(knock, at=datetime.now(UTC))
        if came.actor is None:
            _read_to_its_end(request)
            return _challenge(came)
        request.actor = came.actor  # type: ignore[attr-defined]
        return with_headers(_answered(view, request, named))

    return answer


def with_headers(response: HttpResponse) -> HttpResponse:
    """What the OpenRosa HTTP API asks of every answer."""
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED_BYTES)
    return response


def said(code: str, status: int, **blanks: object) -> HttpResponse:
    """One sentence as an OpenRosaResponse."""
    return HttpResponse(openrosa_xml.response(sentence(code, blanks, _language())), content_type=XML, status=status)


def _read_to_its_end(request: HttpRequest) -> None:
    """A phone that is still sending when the answer comes may never see it: what it sends is read and forgotten."""
    with suppress(OSError, ValueError):
        if int(request.META.get("CONTENT_LENGTH") or 0) <= ACCEPTED_BYTES:
            while request.read(_CHUNK):
                continue


def _challenge(came: queries_devices.DeviceSignIn) -> HttpResponse:
    if came.wait_seconds:
        waiting = with_headers(said("openrosa_wait", 429))
        waiting.headers["Retry-After"] = str(came.wait_seconds)
        return waiting
    response = Challenged(openrosa_xml.response(sentence("openrosa_sign_in", {}, _language())), content_type=XML)
    response.lines = came.challenges
    response.headers["WWW-Authenticate"] = came.challenges[0]
    return with_headers(response)


def _answered(view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **named)
    except InputRefused as refusal:
        words = "; ".join(problem_sentence(problem, _language()) for problem in refusal.problems[:5])
        status = _STATUS.get(refusal.problems[0].code, 422)
        return HttpResponse(openrosa_xml.response(words), content_type=XML, status=status)
    except ReportConflict:
        return said("openrosa_conflict", 409)
    except NotVisible:
        return said("openrosa_form_unknown", 404)
    except NotAllowed:
        return said("openrosa_not_allowed", 403)
    except (Overloaded, StorageFull) as busy:
        full = isinstance(busy, StorageFull)
        response = said("openrosa_full" if full else "openrosa_busy", 507 if full else 503)
        response.headers["Retry-After"] = str(busy.retry_after_s)
        return response
    except (RequestDataTooBig, TooManyFilesSent):
        return said("openrosa_too_large", 413, expected=f"{ACCEPTED_BYTES // 10**6} MB")
    except (MultiPartParserError, SuspiciousOperation, UnicodeError, OSError):
        return said("openrosa_not_multipart", 400)


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"
