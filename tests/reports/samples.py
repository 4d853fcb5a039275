"""Reports as phones send them, for the tests of every door."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from datetime import datetime
from typing import Any

import numpy as np
from PIL import Image

from tests.cast import NOW, TPS
from wasdini.core.access import Actor
from wasdini.core.field_report import FieldReport, read_body, read_field_report
from wasdini.core.terms import Channel
from wasdini.custody.queries import Voice
from wasdini.reports import queries
from wasdini.reports.operations import Arrival, Receipt, accept_report

SAID: dict[str, Any] = {
    "kind": "incident",
    "mode": "open",
    "tps_code": TPS,
    "occurred_at": "2024-02-13T09:41:07+07:00",
    "text": "Dua orang mengancam ketua KPPS di depan TPS dan meminta daftar hadir.",
    "issues": ["intimidation"],
    "urgency": 3,
}


def body(**changes: Any) -> bytes:
    """The bytes of a report; None takes a field away."""
    told = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


def parsed(report_id: uuid.UUID, content: bytes) -> FieldReport:
    return read_field_report(report_id, read_body(content), queries.vocabulary())


def send(
    actor: Actor,
    *,
    report_id: uuid.UUID | None = None,
    at: datetime = NOW,
    voice: Voice | None = None,
    channel: Channel = Channel.API,
    **changes: Any,
) -> Receipt:
    """A report through the front door, as `SAID` but for the changes."""
    identifier, content = report_id or uuid.uuid4(), body(**changes)
    arrival = Arrival(channel=channel, body=content, received_at=at, voice=voice)
    return accept_report(actor, parsed(identifier, content), arrival)


def photo(seed: int = 1, *, side: int = 64, form: str = "JPEG", exif: bytes = b"") -> bytes:
    """A small picture that differs with its seed."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (8, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(np.kron(coarse, np.ones((side // 8, side // 8, 1), dtype=np.uint8)))
    out = io.BytesIO()
    picture.save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def announced(content: bytes, media_type: str = "image/jpeg") -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "type": media_type}
