"""Health for those who watch the machine: the process, the database, the worker. Nothing about the region is told."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wasdini.pulse.operations import can_write
from wasdini.pulse.queries import WorkerState, worker_state


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; no database is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database takes writes. The worker only informs: a late worker must not stop intake."""
    now = datetime.now(UTC)
    if not can_write(at=now):
        return JsonResponse({"status": "database_not_writable"}, status=503)
    return JsonResponse({"status": "ok", "worker": _told(worker_state(now))})


@login_not_required
@never_cache
@require_safe
def workerz(request: HttpRequest) -> JsonResponse:
    """503 when the worker is late."""
    state = worker_state(datetime.now(UTC))
    return JsonResponse(_told(state), status=200 if state.alive else 503)


def _told(state: WorkerState) -> dict[str, object]:
    return {"alive": state.alive, "last_tick_at": state.last_tick_at.isoformat() if state.last_tick_at else None}
