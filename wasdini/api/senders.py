"""Who sends a report: an account with its cookie or token, or a pseudonym alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.utils import check_csrf

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.field_report import BODY_BYTES_MAX
from wasdini.core.problems import InputRefused, Problem
from wasdini.core.terms import Classification, Role
from wasdini.custody.queries import Voice, voice_of
from wasdini.reports.queries_sealed import SEAL_BYTES, SEALED_TYPE, NotOpened, open_sealed

SCHEME = "samaran"


@dataclass(frozen=True)
class Sender:
    """Whose report it is. Under a pseudonym the actor is nobody with a duty area."""

    actor: Actor
    voice: Voice | None
    is_phone: bool
    device: str

    def opened_body(self, request: HttpRequest) -> bytes:
        """The bytes that count: as sent, or as they stood before the phone sealed them."""
        body = whole_body(request, BODY_BYTES_MAX + SEAL_BYTES)
        return opened(body) if is_sealed(request) else body


def sender_of(request: HttpRequest, *, at: datetime) -> Sender:
    """Raises 401 for nobody and for a pseudonym that is not known or was revoked; 403 for a forged page."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == SCHEME:
        voice = voice_of(secret, at)
        if voice is None:
            raise HttpError(401, "unauthorized")
        return Sender(_nobody(voice), voice, True, "")
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        raise HttpError(401, "unauthorized")
    require_allowed(actor, Act.SUBMIT_REPORT)
    by_token = hasattr(request, "token")
    if not by_token and request.method not in {"GET", "HEAD"} and check_csrf(request) is not None:
        raise HttpError(403, "forbidden")
    return Sender(actor, None, not by_token, "")


def actor_of(request: HttpRequest) -> Actor:
    """Who reads: an account. Raises 401 for nobody, and for a pseudonym, which shows nothing."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None:
        raise HttpError(401, "unauthorized")
    return actor


def whole_body(request: HttpRequest, most: int) -> bytes:
    """The request's body, refused before it is read when it says it is larger."""
    said = request.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > most:
        raise InputRefused([Problem("report_body_too_large", expected=f"≤ {most // 1024} KiB")])
    try:
        return request.body
    except RequestDataTooBig as wrong:
        most = min(most, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or most)
        raise InputRefused([Problem("report_body_too_large", expected=f"≤ {most // 1024} KiB")]) from wrong


def is_sealed(request: HttpRequest) -> bool:
    return (request.content_type or "").lower() == SEALED_TYPE


def opened(body: bytes) -> bytes:
    try:
        return open_sealed(body)
    except NotOpened as wrong:
        raise InputRefused([Problem("report_sealed_not_opened")]) from wrong


def _nobody(voice: Voice) -> Actor:
    return Actor(None, "tertutup", Role.PETUGAS, (voice.area,), Classification.BIASA)
