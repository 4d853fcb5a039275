"""Upgrade: after new code is in place, bring the office along without losing a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from django.core.checks import ERROR, run_checks
from django.db import DEFAULT_DB_ALIAS, connection
from nacl.public import PublicKey
from packaging.requirements import Requirement

from wasdini.core.access import Act, Actor, require_allowed
from wasdini.core.problems import InputRefused, Problem
from wasdini.journal import operations as journal
from wasdini.operate.operations_backup import create_backup
from wasdini.operate.operations_start import bring_tables_up_to_date, collect_browser_files, tables_are_up_to_date


@dataclass(frozen=True)
class UpgradeCard:
    """What was done; the backup is None on an empty database or when it was declined."""

    backup: Path | None
    migrations_count: int
    browser_files_changed: bool


def missing_packages() -> list[str]:
    """Packages the installed version asks for and this environment lacks or holds in another version."""
    missing = []
    for line in metadata.requires("wasdini") or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            missing.append(line)
        else:
            if not requirement.specifier.contains(found, prereleases=True):
                missing.append(f"{line} ({found})")
    return missing


def upgrade(actor: Actor, *, backup_folder: Path | None, recipient: PublicKey | None, at: datetime) -> UpgradeCard:
    """Packages, backup, tables, browser files, checks: in this order, stopping at the first that fails."""
    require_allowed(actor, Act.OPERATE)
    missing = missing_packages()
    if missing:
        raise InputRefused([Problem("package_missing", value=name) for name in missing])
    backup = None
    if backup_folder and recipient and "journal_entry" in connection.introspection.table_names():
        backup = create_backup(actor, backup_folder, recipient, at=at).file
    applied = bring_tables_up_to_date()
    changed = collect_browser_files()
    faults = [fault for fault in run_checks(databases=[DEFAULT_DB_ALIAS]) if fault.level >= ERROR]
    if faults or not tables_are_up_to_date():
        raise InputRefused([Problem("check_failed", params={"reason": str(fault.msg)}) for fault in faults])
    if applied:
        with journal.act(actor, "upgrade", at=at) as line:
            line.about("database", connection.vendor)
            line.details = {"migrations_count": applied}
    return UpgradeCard(backup, applied, changed)
