"""Codes of the second factor, each good for one use over its whole life.

allauth forgets a used code after one step of 30 s; with a tolerance of one step either way a code lives for three, so
that somebody who looked over a shoulder could use it again. Here it stays used until it is long dead.
"""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.cache import cache
from django.db import transaction

from wasdini.accounts.models import User

REMEMBERED_S = 10 * 60


class _Once(forms.Form):
    """Refuses a code this person has used already, wherever it was used."""

    user: Any

    def clean_code(self) -> str:
        """Under a lock of the person's own row: the same code twice at the same moment is still once."""
        with transaction.atomic():
            list(User.objects.select_for_update().filter(pk=self.user.pk).values_list("pk"))
            return self._accepted(super().clean_code())  # type: ignore[misc]

    def _accepted(self, code: str) -> str:
        written = "".join(code.split()).replace("-", "").lower()
        digest = hashlib.sha256(f"{self.user.pk}:{written}".encode()).hexdigest()
        if not cache.add(f"used-code:{digest}", True, REMEMBERED_S):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeOnce(_Once, AuthenticateForm):  # type: ignore[misc]
    """`MFA_FORMS["authenticate"]`."""


class CodeOnceAgain(_Once, ReauthenticateForm):  # type: ignore[misc]
    """`MFA_FORMS["reauthenticate"]`."""


class FirstCodeOnce(_Once, ActivateTOTPForm):  # type: ignore[misc]
    """`MFA_FORMS["activate_totp"]`: the code that proves the app opens no door afterwards."""
