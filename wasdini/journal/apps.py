"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "wasdini.journal"
    label = "journal"
