"""Why a rule of `core` says what it says: a code and its parameters. Words are filled in by `methods/sentences.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One reason; `params` fill the blanks of the sentence with the same code."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
