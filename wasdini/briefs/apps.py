"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class BriefsConfig(AppConfig):
    name = "wasdini.briefs"
    label = "briefs"
