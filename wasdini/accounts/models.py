"""People, their posts and where they have duty; and the office itself."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from wasdini.core.terms import Classification, Role
from wasdini.rows.fields import CodeField


class User(AbstractUser):
    """A person who signs in. What the person may see follows from role, duty areas and clearance."""

    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    clearance = models.CharField(
        max_length=20,
        choices=[(rank.value, rank.value) for rank in Classification],
        default=Classification.BIASA.value,
    )
    post = models.CharField(max_length=120, blank=True)


class DutyArea(models.Model):
    """A region in which a person has duty; it covers everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_areas")
    area = CodeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "area"], name="accounts_duty_area_once")]


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
