"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "wasdini.assessments"
    label = "assessments"
