"""People, their posts and where they have duty; how they sign in; and the office itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from wasdini.accounts.models_duties import Duty as Duty
from wasdini.accounts.models_subjects import SubjectRequest, SubjectRequestKey
from wasdini.core.terms import Classification, Role
from wasdini.rows.fields import CodeField

__all__ = [
    "ApiToken", "DutyArea", "Office", "People", "SecondFactorReset", "SignInSession", "SubjectRequest",
    "SubjectRequestKey", "User",
]  # fmt: skip

if TYPE_CHECKING:
    from wasdini.accounts.sessions import SessionStore


class People(BaseUserManager["User"]):
    """Finds a person by the name typed at sign-in, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in. What the person may see follows from role, duty areas and clearance."""

    username = models.CharField(max_length=60, unique=True, validators=[ASCIIUsernameValidator()])
    full_name = models.CharField(max_length=120, blank=True)
    post = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    clearance = models.CharField(
        max_length=20,
        choices=[(rank.value, rank.value) for rank in Classification],
        default=Classification.BIASA.value,
    )
    is_active = models.BooleanField(default=True)
    password_is_temporary = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = People()
    USERNAME_FIELD = "username"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=list(Role)), name="accounts_user_known_role"),
            models.CheckConstraint(
                condition=models.Q(clearance__in=list(Classification)), name="accounts_user_known_clearance"
            ),
        ]


class DutyArea(models.Model):
    """A region in which a person has duty; it covers everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_areas")
    area = CodeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "area"], name="accounts_duty_area_once")]


class SignInSession(AbstractBaseSession):
    """A browser that is signed in. Carries its person, so that all of one person's sessions can be ended at once."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=80, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        from wasdini.accounts.sessions import SessionStore  # imported late: the store is built on this table

        return SessionStore


class ApiToken(models.Model):
    """A programme's key. Only its digest is kept; it dies at its date, when revoked, and with the account."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=10, choices=[("read", "read"), ("write", "write")])
    second_factor = models.BooleanField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class DevicePassword(models.Model):
    """A generated password of one phone: sends reports, opens nothing else, and dies when revoked or with the account.

    138 random bits need no slow hash: nobody guesses them, salted or not. `digest` is for Basic; `sealed_secrets` holds
    what Digest needs (HA1, which would do for signing in), encrypted with a key that is not in the database.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="device_passwords")
    label = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    sealed_secrets = models.TextField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class TextNumber(models.Model):
    """A telephone from which somebody may report by text message: a keyed digest of its number, and a PIN."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="text_numbers")
    number_digest = models.CharField(max_length=64)
    last_digits = models.CharField(max_length=3)
    pin = models.CharField(max_length=128)
    wrong_count = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number_digest"], condition=models.Q(revoked_at=None), name="accounts_text_number_one_owner"
            )
        ]


class SecondFactorReset(models.Model):
    """A lost second factor: one person asks, another confirms, within a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factor_resets")
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets_asked")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="factor_resets_confirmed")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="accounts_reset_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="accounts_reset_who_and_when",
            ),
        ]


class Office(models.Model):
    """The office that runs this instance: exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=160)
    area = CodeField()
    is_demo = models.BooleanField(default=False)
    is_exercise = models.BooleanField(default=False)
    letterhead = models.JSONField(default=dict)
    set_up_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="accounts_office_single")]
