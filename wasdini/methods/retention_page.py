"""The retention rules as a table for the page of data protection, so that page and rules cannot differ."""

from __future__ import annotations

import re

from wasdini.methods.retention import Keeping, keepings

BEGIN, END = "<!-- retention: written by `make docs` -->", "<!-- /retention -->"


def retention_table() -> str:
    """One line for each table of the database that holds personal data."""
    lines = ["| what | personal fields | kept | from when on | how it goes |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(_line(rule) for _, rule in sorted(keepings().items()))])


def with_retention_table(page: str) -> str:
    """The page with the table between its two marks."""
    return re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", f"{BEGIN}\n{retention_table()}\n{END}", page, flags=re.DOTALL
    )


def _line(rule: Keeping) -> str:
    fields = ", ".join(f"`{field}`" for field in rule.fields) or "none"
    kept = "by the archive schedule" if rule.way == "keep" else f"{rule.days} days"
    return f"| `{rule.table}` | {fields} | {kept} | {rule.after['en']} | {rule.way} |"
