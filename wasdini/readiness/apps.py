"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "wasdini.readiness"
    label = "readiness"
