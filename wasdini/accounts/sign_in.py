"""What we answer when allauth asks: no sign-up, no e-mail, secrets sealed, each sign-in noted in the journal.

Called by allauth inside its own views, so this stands at the edge like a view and may look at the clock.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wasdini.accounts import operations_sign_in, queries
from wasdini.accounts.models import User
from wasdini.accounts.sessions import DEVICE, STARTED_AT

STILL_FRESH_SECONDS = 300


class OfficeSignIn(DefaultAccountAdapter):  # type: ignore[misc]
    """`ACCOUNT_ADAPTER`."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Nama masuk atau kata sandi salah."),
        "invalid_login": _("Nama masuk atau kata sandi salah."),
        "incorrect_password": _("Kata sandi salah."),
        "too_many_login_attempts": _("Terlalu banyak percobaan masuk. Coba lagi nanti."),
        "enter_current_password": _("Ketik kata sandi Anda yang sekarang."),
    }

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Who typed the password a moment ago need not type it again to enrol the second factor."""
        request = context.request
        moments = [record["at"] for record in get_authentication_records(request, request.user)]
        return datetime.now(UTC).timestamp() - max(moments, default=0.0) > STILL_FRESH_SECONDS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        now = datetime.now(UTC)
        note_session(request, now)
        actor = queries.actor_of(user)
        if actor is not None:
            operations_sign_in.record_sign_in(actor, way="sandi", at=now)
        response: HttpResponse = super().post_login(request, user, **told)
        return response

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        actor = queries.actor_of(user)
        if actor is not None:
            operations_sign_in.record_password_change(actor, at=datetime.now(UTC))
            user.password_is_temporary = False

    def add_message(self, *arguments: Any, **named: Any) -> None:
        """allauth's own messages are not shown: each page says what happened in its own words."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing about an account leaves by e-mail."""


class SealedSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """`MFA_ADAPTER`: secrets of second factors are encrypted in the database, with a key that is not in it."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Kode salah atau sudah dipakai."),
        "cannot_delete_authenticator": _("Faktor kedua ini tidak dapat dilepas."),
        "cannot_generate_recovery_codes": _("Kode cadangan baru ada setelah faktor kedua dipasang."),
    }

    def encrypt(self, text: str) -> str:
        return _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Sealed with another key: an unknown fresh secret, against which no code holds. Never an empty one."""
        try:
            return _sealer().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            fresh: str = generate_totp_secret()
            return fresh

    def send_notification_mail(self, *arguments: Any, **named: Any) -> None:
        """Nothing about an account leaves by e-mail."""


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name a lock counts under, whatever its case: `KABAN` and `kaban` are one."""
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(typed).strip().lower()


def note_session(request: HttpRequest, now: datetime) -> None:
    """Write into the session when it began and on what kind of device, so that its owner recognises it."""
    request.session[STARTED_AT] = now.isoformat()
    request.session[DEVICE] = device_words(request.headers.get("User-Agent", ""))


def device_words(user_agent: str) -> str:
    """`Firefox, Android`: enough to recognise one's own phone, too little to follow anybody."""
    browsers = (
        ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    )  # fmt: skip
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    browser = next((name for mark, name in browsers if re.search(rf"\b{mark}", user_agent)), "")
    system = next((name for name in systems if name in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


def _sealer() -> Fernet:
    key = hashlib.sha256(b"wasdini-second-factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
