"""Columns with a meaning that every room uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class CodeField(_Text):
    """A region code, TPS code or path: sorted byte by byte on every database, so that a prefix is one range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 17)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        declared = super().db_type(connection)
        return f'{declared} COLLATE "C"' if connection.vendor == "postgresql" else declared
