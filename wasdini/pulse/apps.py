"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class PulseConfig(AppConfig):
    name = "wasdini.pulse"
    label = "pulse"
