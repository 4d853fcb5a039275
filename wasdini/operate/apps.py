"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class OperateConfig(AppConfig):
    name = "wasdini.operate"
    label = "operate"
