"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "wasdini.sources"
    label = "sources"
