"""The REST door described for programs: OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from wasdini.api.door import api


@require_GET
def openapi(request: HttpRequest) -> JsonResponse:
    """Whoever has signed in may read what there is to ask."""
    return JsonResponse(description())


def description() -> dict[str, Any]:
    told = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    told["components"] = {**told["components"], "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}
    return {**told, "security": [{"bearer": []}]}
