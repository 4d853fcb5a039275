"""What a command prints: one JSON document on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from wasdini.core.problems import InputRefused, Problem
from wasdini.methods.sentences import problem_sentence, sentence

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


def words(code: str, **params: object) -> str:
    """The sentence of a code in the operator's language: help texts, messages, headings."""
    return sentence(code, params, language())


def say(code: str, **params: object) -> None:
    """Tell the person at the terminal; never on stdout."""
    errors.print(words(code, **params), markup=False)


def set_up_django(data_dir: str | None = None) -> None:
    """Only commands that need the database pay for Django. Refuses, by name, what keeps it from starting."""
    if data_dir:
        os.environ["WASDINI_DATA_DIR"] = data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
    folder = Path(os.environ.get("WASDINI_DATA_DIR", "var"))
    require_writable(folder)
    import django
    from django.core.exceptions import ImproperlyConfigured

    from wasdini.operate.operations_environment import read_environment

    for name, value in read_environment(folder).items():
        os.environ.setdefault(name, value)

    try:
        django.setup()
    except ImproperlyConfigured as refusal:
        raise InputRefused([Problem("setting_refused", params={"reason": str(refusal)})]) from None


def set_up_database(data_dir: str | None = None) -> None:
    """As `set_up_django`; a database that is still empty gets its tables first."""
    set_up_django(data_dir)
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.recorder import MigrationRecorder

    try:
        if not MigrationRecorder(connection).has_table():
            call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as fault:
        reason = str(fault).strip().splitlines()[0]
        raise InputRefused([Problem("database_unreachable", params={"reason": reason})]) from None


def require_secret() -> None:
    """Whatever serves people or runs by itself stops here, by name, when the secret is missing."""
    from wasdini.settings import SECRET_KEY

    if not SECRET_KEY:
        raise InputRefused([Problem("secret_missing")])


def require_writable(folder: Path) -> None:
    """Try it: permissions, read-only disks and files in the way all show in the same place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as refusal:
        reason = refusal.strerror or type(refusal).__name__
        problem = Problem("data_dir_not_writable", value=str(folder.absolute()), params={"reason": reason})
        raise InputRefused([problem]) from None
