"""Who somebody is and where they have duty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from wasdini.accounts.models import ApiToken, DutyArea, Office, SecondFactorReset, SignInSession, User
from wasdini.core.access import RIGHTS, SECOND_FACTOR_ROLES, Act, Actor, NotVisible, may, require_allowed
from wasdini.core.place_codes import NASIONAL_CODE
from wasdini.core.terms import Classification, Role
from wasdini.journal.queries import EntryCard, recent_entries
from wasdini.methods.labels import label
from wasdini.rows.scoping import within

RESET_VALID_HOURS = 24
KEY_ADVISED_ROLES = frozenset({Role.KUSTODIAN, Role.ADMIN})
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class PersonCard:
    """A person as the people page shows them."""

    user_id: int
    username: str
    full_name: str
    post: str
    role: Role
    clearance: Classification
    areas: tuple[str, ...]
    is_active: bool
    has_second_factor: bool
    last_sign_in_at: datetime | None

    @property
    def role_words(self) -> str:
        return role_words(self.role)

    @property
    def clearance_words(self) -> str:
        return label("classification", self.clearance.value, language())


@dataclass(frozen=True)
class SessionCard:
    """One signed-in browser of a person. `session_id` is a short name of it, never the key itself."""

    session_id: str
    device: str
    started_at: datetime | None
    is_this_one: bool


@dataclass(frozen=True)
class ResetCard:
    """A second-factor reset that waits for its second person."""

    reset_id: int
    username: str
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class TokenCard:
    """A living key of a programme that acts as this person."""

    token_id: int
    label: str
    scope: str
    expires_at: datetime


@dataclass(frozen=True)
class OwnPage:
    """What a person sees of the own account."""

    factor_needed: bool
    factor_enrolled: bool
    key_advised: bool
    may_manage_people: bool
    may_confirm_resets: bool
    may_report: bool
    may_design_forms: bool
    sessions: tuple[SessionCard, ...]
    tokens: tuple[TokenCard, ...]


def language() -> str:
    """The reader's language, as the method files name it."""
    return "en" if (get_language() or "id").startswith("en") else "id"


def role_words(role: Role) -> str:
    return label("role", role.value, language())


def actor_of(user: AbstractBaseUser | AnonymousUser, *, second_factor: bool = False) -> Actor | None:
    """The frozen actor of a signed-in, active person."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Actor(
        user_id=user.pk,
        name=user.get_username(),
        role=Role(user.role),
        areas=tuple(area.area for area in user.duty_areas.all()),
        clearance=Classification(user.clearance),
        second_factor=second_factor,
    )


def actor_named(username: str, *, second_factor: bool = False) -> Actor | None:
    """The actor of an active person by name: for the console, which acts for the person who typed."""
    user = User.objects.filter(username=username.lower()).first()
    return actor_of(user, second_factor=second_factor) if user else None


def the_office() -> Office | None:
    """The office that runs this instance; None before set-up."""
    return Office.objects.first()


def is_demo() -> bool:
    """Whether this database is a demonstration."""
    office = the_office()
    return office is not None and office.is_demo


def covert_reporter_areas() -> list[str]:
    """One area of each active person who may send a closed report: an account with two areas is still one person."""
    roles = [role.value for role, acts in RIGHTS.items() if Act.SUBMIT_REPORT in acts and Act.GRADE_REPORT not in acts]
    rows = DutyArea.objects.filter(user__is_active=True, user__role__in=roles).order_by("user_id", "area")
    return list({user_id: area for user_id, area in rows.values_list("user_id", "area")}.values())


def needs_second_factor(role: Role) -> bool:
    """Whether people of this role may do nothing before a second factor: everybody but officers in the field."""
    return role in SECOND_FACTOR_ROLES


def living_token(secret: str, *, at: datetime) -> ApiToken | None:
    """The token of this secret while it lives: not expired, not revoked, its person active."""
    if not secret:
        return None
    return (
        ApiToken.objects.filter(digest=token_digest(secret), expires_at__gt=at, revoked_at=None, user__is_active=True)
        .select_related("user")
        .first()
    )


def token_digest(secret: str) -> str:
    """What is stored of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def own_sessions(actor: Actor, this_key: str | None, *, at: datetime) -> tuple[SessionCard, ...]:
    """The browsers in which a person is signed in now, the newest first."""
    rows = SignInSession.objects.filter(user_id=actor.user_id or 0, expire_date__gt=at).order_by("-started_at")
    return tuple(
        SessionCard(session_name(row.session_key), row.device, row.started_at, row.session_key == this_key)
        for row in rows
    )


def session_name(key: str) -> str:
    """A short name of a session that is safe to put on a page."""
    return hashlib.sha256(f"session:{key}".encode()).hexdigest()[:16]


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Sign-in names by id; a person who was erased is simply not there."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "username"))


def journal_page(
    actor: Actor, area: str, before_seq: int | None = None, limit: int = 50
) -> tuple[tuple[EntryCard, str], ...]:
    """Lines of the journal about `area`, the newest first, each with who did it ("" for the system itself)."""
    entries = recent_entries(actor, area, before_seq, limit)
    names = names_of(entry.actor_id for entry in entries)
    return tuple((entry, names.get(entry.actor_id or 0, "")) for entry in entries)


def first_area_of(user: User) -> str:
    """Where an act about this person is filed in the journal."""
    return next((duty.area for duty in user.duty_areas.all()), NASIONAL_CODE)


def has_enrolled_factor(user_id: int) -> bool:
    """Whether a person has a second factor that can open a door (recovery codes alone cannot)."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=FACTORS).exists())


def _has_key(user_id: int) -> bool:
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.WEBAUTHN).exists())


def people(actor: Actor) -> tuple[PersonCard, ...]:
    """Everybody whose duty lies within the actor's areas, the active first."""
    require_allowed(actor, Act.MANAGE_PEOPLE)
    elsewhere = DutyArea.objects.filter(user=OuterRef("pk")).exclude(within(actor.areas, "area"))
    rows = (
        User.objects.filter(~Exists(elsewhere))
        .annotate(enrolled=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)))
        .prefetch_related("duty_areas")
        .order_by("-is_active", "username")
    )
    return tuple(_card(row, row.enrolled) for row in rows)


def people_who_read(actor: Actor) -> tuple[tuple[int, str], ...]:
    """Id and sign-in name of every account with duty somewhere in the asker's areas, closed ones too."""
    require_allowed(actor, Act.SEE_READS)
    here = DutyArea.objects.filter(within(actor.areas, "area"), user=OuterRef("pk"))
    return tuple(User.objects.filter(Exists(here)).order_by("username").values_list("pk", "username"))


def person(actor: Actor, user_id: int) -> PersonCard:
    """One of them; `NotVisible` for anybody else."""
    found = next((card for card in people(actor) if card.user_id == user_id), None)
    if found is None:
        raise NotVisible(user_id)
    return found


def _card(user: User, enrolled: bool) -> PersonCard:
    return PersonCard(
        user_id=user.pk,
        username=user.username,
        full_name=user.full_name,
        post=user.post,
        role=Role(user.role),
        clearance=Classification(user.clearance),
        areas=tuple(duty.area for duty in user.duty_areas.all()),
        is_active=user.is_active,
        has_second_factor=enrolled,
        last_sign_in_at=user.last_login,
    )


def waiting_resets(actor: Actor, *, at: datetime) -> tuple[ResetCard, ...]:
    """Second-factor resets that wait for this actor's word: not one's own, not those one asked for."""
    require_allowed(actor, Act.CONFIRM_RESET)
    rows = (
        SecondFactorReset.objects.filter(confirmed_at=None, asked_at__gt=at - timedelta(hours=RESET_VALID_HOURS))
        .exclude(asked_by_id=actor.user_id or 0)
        .exclude(user_id=actor.user_id or 0)
        .select_related("user", "asked_by")
        .prefetch_related("user__duty_areas")
        .order_by("asked_at")
    )
    return tuple(
        ResetCard(row.pk, row.user.username, row.reason, row.asked_by.username, row.asked_at)
        for row in rows
        if may(actor, Act.CONFIRM_RESET, area=first_area_of(row.user))
    )


def own_page(actor: Actor, this_key: str | None, *, at: datetime) -> OwnPage:
    """A person's own account: second factor, sessions, tokens."""
    tokens = ApiToken.objects.filter(user_id=actor.user_id or 0, revoked_at=None, expires_at__gt=at)
    return OwnPage(
        factor_needed=needs_second_factor(actor.role),
        factor_enrolled=has_enrolled_factor(actor.user_id or 0),
        key_advised=actor.role in KEY_ADVISED_ROLES and not _has_key(actor.user_id or 0),
        may_manage_people=may(actor, Act.MANAGE_PEOPLE),
        may_confirm_resets=may(actor, Act.CONFIRM_RESET),
        may_report=may(actor, Act.SUBMIT_REPORT),
        may_design_forms=may(actor, Act.DESIGN_FORM),
        sessions=own_sessions(actor, this_key, at=at),
        tokens=tuple(TokenCard(row.pk, row.label, row.scope, row.expires_at) for row in tokens.order_by("expires_at")),
    )
