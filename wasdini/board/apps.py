"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "wasdini.board"
    label = "board"
