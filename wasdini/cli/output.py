"""What a command prints: one JSON document on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from wasdini.core.problems import Problem
from wasdini.methods.sentences import problem_sentence

errors = Console(stderr=True, highlight=False, soft_wrap=True)
SHOWN_AT_MOST = 20


def language() -> str:
    """`WASDINI_LANG=en` switches; Indonesian otherwise."""
    return "en" if os.environ.get("WASDINI_LANG", "id").startswith("en") else "id"


def refuse(problems: Sequence[Problem]) -> None:
    """Say what is wrong and what would be right."""
    for problem in problems[:SHOWN_AT_MOST]:
        errors.print(problem_sentence(problem, language()), markup=False)
    rest = len(problems) - SHOWN_AT_MOST
    if rest > 0:
        errors.print({"id": f"… dan {rest} masalah lain", "en": f"… and {rest} more"}[language()], markup=False)


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, default=str))


def set_up_django(data_dir: str | None = None) -> None:
    """Only commands that need the database pay for Django."""
    if data_dir:
        os.environ["WASDINI_DATA_DIR"] = data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
    import django

    django.setup()
