"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "wasdini.elections"
    label = "elections"
