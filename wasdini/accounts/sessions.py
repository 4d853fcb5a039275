"""Where sign-ins are kept: Django's database sessions, plus whose they are, so that they can be listed and ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from wasdini.accounts.models import SignInSession

STARTED_AT = "wasdini_started_at"
DEVICE = "wasdini_device"
DEMO_SIGN_IN = "wasdini_demo_sign_in"


class SessionStore(DatabaseSessions):
    """`SESSION_ENGINE`: the row names the person, the start and the kind of device."""

    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        return SignInSession

    def create_model_instance(self, data: dict[str, Any]) -> SignInSession:
        row: SignInSession = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.started_at = datetime.fromisoformat(data[STARTED_AT]) if STARTED_AT in data else None
        row.device = data.get(DEVICE, "")
        return row
