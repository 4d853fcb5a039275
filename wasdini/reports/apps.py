"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wasdini.reports"
    label = "reports"
