"""Where SMS and WhatsApp gateways hand in messages, signed with a key they share with this server.

`X-Wasdini-Signature` is the HMAC-SHA256 (hex) of `<X-Wasdini-Timestamp>.<body>`; older than five minutes, or seen
before, is refused. The answer is the text the gateway sends back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wasdini.accounts.operations_devices import first_use_of
from wasdini.core.field_report import read_moment
from wasdini.methods.sentences import sentence
from wasdini.reports.operations_text import Overloaded, StorageFull, TextMessage, accept_text

BODY_BYTES_MAX = 16_384
AGE_MAX = timedelta(minutes=5)
NAMES_MAX = 160
KEY_SHORTEST = 32


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def text_message(request: HttpRequest, gateway: str) -> HttpResponse:
    """One message, as form or JSON: `from`, `text`, `id`, and `at` when the gateway knows it."""
    now = datetime.now(UTC)
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES_MAX:
        return _wrong(413, "text_body", f"≤ {BODY_BYTES_MAX} byte")
    body = request.body
    signature = request.headers.get("X-Wasdini-Signature", "")
    stamp = request.headers.get("X-Wasdini-Timestamp", "")
    if not _is_signed(gateway, stamp, body, signature, now):
        return _wrong(401, "gateway_unknown")
    told = _read(request, body)
    if told is None:
        return _wrong(422, "gateway_fields", "from, text, id")
    message = TextMessage(gateway, told["id"], told["from"], told["text"], _sent_at(told.get("at", ""), now))
    try:
        reply = accept_text(message, at=now)
    except (Overloaded, StorageFull) as busy:
        answer = _reply(request, sentence("text_busy"), status=503)
        answer.headers["Retry-After"] = str(busy.retry_after_s)
        return answer
    if not first_use_of(f"{gateway}:{signature.lower()}", made=int(stamp), at=now):
        return _wrong(409, "gateway_replayed")
    return _reply(request, reply)


def _is_signed(gateway: str, stamp: str, body: bytes, signature: str, now: datetime) -> bool:
    key = settings.TEXT_GATEWAYS.get(gateway, "")
    fresh = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    fresh = fresh and abs(now.timestamp() - int(stamp)) <= AGE_MAX.total_seconds()
    wanted = hmac.new((key or "-").encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    same = hmac.compare_digest(wanted.encode(), signature.removeprefix("sha256=").lower().encode("utf-8", "replace"))
    return len(key) >= KEY_SHORTEST and fresh and same


def _read(request: HttpRequest, body: bytes) -> Mapping[str, str] | None:
    """The fields as text; None when one is missing, too long or no text."""
    try:
        told: Mapping[str, Any] = json.loads(body) if _is_json(request) else QueryDict(body, encoding="utf-8").dict()
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    needed = [told.get(name) for name in ("from", "text", "id")]
    named = all(isinstance(value, str) and value for value in (needed[0], needed[2])) and isinstance(needed[1], str)
    if not named or len(told["from"]) > NAMES_MAX or len(told["id"]) > NAMES_MAX:
        return None
    # JSON can write halves of letters, which nothing else can hold: a message cut in an emoji is still a message.
    return {name: value.encode("utf-8", "replace").decode() for name, value in told.items() if isinstance(value, str)}


def _sent_at(said: str, now: datetime) -> datetime:
    """When the gateway says it was sent; now when it does not, or says the future."""
    found = read_moment(said, UTC) if said else None
    return min(found[0], now) if found else now


def _reply(request: HttpRequest, words: str, *, status: int = 200) -> HttpResponse:
    if _is_json(request):
        return JsonResponse({"reply": words}, status=status)
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)


def _is_json(request: HttpRequest) -> bool:
    return request.content_type == "application/json"


def _wrong(status: int, code: str, expected: str = "") -> JsonResponse:
    return JsonResponse({"error": code, "message": sentence(code, {"expected": expected})}, status=status)
