"""The bytes of a file that a card named."""

from __future__ import annotations

from wasdini.core.access import NotVisible
from wasdini.reports import shelves


def read_file(name: str) -> bytes:
    """For a door that has asked `attachment_file` first; raises `NotVisible` when the file is gone."""
    try:
        return shelves.read(name)
    except FileNotFoundError:
        raise NotVisible(name) from None
