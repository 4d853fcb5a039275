"""What the pages of set-up and certificates show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import segno
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography import x509
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.http import urlencode

from wasdini.accounts import queries as accounts
from wasdini.methods.catalogue import Schedule, schedule, schedules
from wasdini.operate.operations_certificate import AUTHORITY_FILE, PUBLIC_FOLDER, fingerprint

FAULT, BUSY, FULL = 500, 503, 507
FAULT_WORDS = {FAULT: "fault", BUSY: "busy", FULL: "storage_full"}
COME_BACK_AFTER_S = 5
_DISK_FULL = ("disk is full", "no space left", "could not extend file")


@dataclass(frozen=True)
class FirstSecondFactor:
    """A new second factor: the secret as text, as the address in the QR code, and the code as a picture."""

    secret: str
    address: str
    picture: str


@dataclass(frozen=True)
class AuthorityCard:
    """The office's certificate authority as a phone will see it."""

    content: bytes
    fingerprint: str
    name: str
    picture: str


def waits_for_set_up() -> bool:
    """Whether there is no office yet."""
    return accounts.the_office() is None


def shipped_schedules() -> tuple[Schedule, ...]:
    return tuple(schedule(name) for name in schedules())


def second_factor_of(username: str, secret: str = "") -> FirstSecondFactor:
    """A second factor to enrol in any authenticator app (RFC 6238; key URI as those apps read it)."""
    secret = secret or generate_totp_secret()
    query = urlencode({"secret": secret, "issuer": "Wasdini", "algorithm": "SHA1", "digits": 6, "period": 30})
    address = f"otpauth://totp/Wasdini:{username or 'admin'}?{query}"
    return FirstSecondFactor(secret, address, picture_of(address))


def authority_card(address: str) -> AuthorityCard | None:
    """The authority made here, with a QR code of the address where a phone finds it; None before one is made."""
    file = Path(settings.DATA_DIR) / PUBLIC_FOLDER / AUTHORITY_FILE
    if not file.exists():
        return None
    content = file.read_bytes()
    certificate = x509.load_pem_x509_certificate(content)
    name = certificate.subject.rfc4514_string().partition("CN=")[2].partition(",")[0]
    return AuthorityCard(content, fingerprint(certificate), name, picture_of(address))


def picture_of(text: str) -> str:
    """A QR code as an image address that a strict page may show."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=4, light="#fff")


def status_of_fault(fault: BaseException | None) -> int:
    """507 when the disk is full, 503 when the database is away or too busy, 500 for everything we did not foresee."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return FAULT
    told = str(fault).lower()
    return FULL if any(words in told for words in _DISK_FULL) else BUSY
