"""Makes a data folder ready to be served: the tables, the browser files, and demo or real, never both."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wasdini.accounts import queries as accounts
from wasdini.core.problems import InputRefused, Problem

_STATIC_MARK = ".fingerprint"


def bring_tables_up_to_date() -> int:
    """Apply what is missing of the migrations; returns how many were applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=0)
    return len(plan)


def tables_are_up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def collect_browser_files() -> bool:
    """Collect and compress styles and scripts, only when one of them changed; returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    mark, now = root / _STATIC_MARK, _static_fingerprint()
    if mark.exists() and mark.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now)
    return True


def refuse_mixing(*, demo: bool) -> None:
    """A demonstration and a real office never share a database; raises `InputRefused`."""
    office = accounts.the_office()
    if office is None or office.is_demo == demo:
        return
    raise InputRefused([Problem("demo_on_real_database" if demo else "real_on_demo_database", value=office.name)])


def _static_fingerprint() -> str:
    """Over name, size and time of every source file: cheap, and enough to notice an edit or an upgrade."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen = os.stat(storage.path(name))  # noqa: PTH116 (one call a file, many files)
            digest.update(f"{name}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
