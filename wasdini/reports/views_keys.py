"""What a phone must know to seal a finished draft. Nothing secret: a public key."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from wasdini.reports import queries


@require_safe
def intake_key(request: HttpRequest) -> JsonResponse:
    """The key a phone seals to, and the one by which receipts are checked."""
    key, key_id = queries.intake_public_key()
    return JsonResponse({"key": key, "key_id": key_id, "receipt_key": queries.receipt_public_key()})
