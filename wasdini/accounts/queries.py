"""Who somebody is and where they have duty."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from wasdini.accounts.models import Office, User
from wasdini.core.access import Actor
from wasdini.core.terms import Classification, Role


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor | None:
    """The frozen actor of a signed-in, active person."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Actor(
        user_id=user.pk,
        name=user.get_username(),
        role=Role(user.role),
        areas=tuple(user.duty_areas.values_list("area", flat=True)),
        clearance=Classification(user.clearance),
    )


def the_office() -> Office | None:
    """The office that runs this instance; None before set-up."""
    return Office.objects.first()
