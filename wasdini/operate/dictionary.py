"""The data dictionary: every table and field with its class, purpose and retention, written from the models."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

from django.apps import apps
from django.db.models import Model

HEAD = """# Data dictionary

Written by `make docs` from the models and each room's `fields.toml`; a test fails when it is stale. Classes: *public*
may leave the office, *internal* only within duty area and clearance, *sealed* is unreadable even to administrators.
Personal fields name their purpose and how long they are kept (UU 27/2022).
"""


def data_dictionary() -> str:
    """The whole page as Markdown."""
    return HEAD + "".join(_room(label) for label in sorted(_rooms()))


def _rooms() -> Iterator[str]:
    for config in apps.get_app_configs():
        if config.name.startswith("wasdini.") and list(config.get_models()):
            yield config.label


def _room(label: str) -> str:
    listed = resources.files(f"wasdini.{label}").joinpath("fields.toml").read_text("utf-8")
    classes = tomllib.loads(listed)
    models = apps.get_app_config(label).get_models()
    return f"\n## {label}\n" + "".join(_table(model, classes[model.__name__]) for model in models)


def _table(model: type[Model], classes: dict[str, Any]) -> str:
    meaning = " ".join((model.__doc__ or "").split())
    rows = [
        f"\n### {model.__name__} (`{model._meta.db_table}`)\n{meaning}\n",
        "| field | type | class | personal: purpose, retention |",
        "|---|---|---|---|",
    ]
    for field in model._meta.get_fields():
        if field.auto_created and not field.concrete:
            continue
        told = classes[field.name]
        personal = f"{told['purpose']}; {told['retention']}" if told.get("personal") else ""
        rows.append(f"| {field.name} | {type(field).__name__} | {told['class']} | {personal} |")
    return "\n".join(rows) + "\n"
