"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "wasdini.documents"
    label = "documents"
