"""Registers the room with Django."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "wasdini.places"
    label = "places"
