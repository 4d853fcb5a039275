"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "wasdini.custody"
    label = "custody"
