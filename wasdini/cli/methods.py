"""`wasdini methods list | show NAME | check FILE`: the shipped methods, what stands in them, whether one is sound."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wasdini.cli import output
from wasdini.cli.output import words

if TYPE_CHECKING:
    from wasdini.core.index.method import Indicator, Method


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    room = commands.add_parser("methods", help=words("help_methods"))
    acts = room.add_subparsers(metavar="PERINTAH", required=True)
    listing = acts.add_parser("list", help=words("help_methods_list"))
    listing.set_defaults(run=list_methods)
    showing = acts.add_parser("show", help=words("help_methods_show"))
    showing.add_argument("name", metavar="NAME", help=words("help_score_method"))
    showing.set_defaults(run=show_method)
    checking = acts.add_parser("check", help=words("help_methods_check"))
    checking.add_argument("name", metavar="FILE", help=words("help_methods_file"))
    checking.set_defaults(run=check_method)
    for command in (listing, showing, checking):
        command.add_argument("--json", action="store_true", help=words("help_json"))


def list_methods(options: argparse.Namespace) -> int:
    from wasdini.methods.loader import load_method, shipped_methods

    methods = [load_method(name) for name in shipped_methods()]
    if options.json:
        output.print_json({"methods": [_head(method) for method in methods]})
    else:
        _columns([(m.name, m.version, m.label.in_language(output.language())) for m in methods])
    return 0


def show_method(options: argparse.Namespace) -> int:
    """Every column the method reads, its weight and where the weight comes from."""
    from wasdini.methods.loader import load_method

    method, language = load_method(options.name), output.language()
    if options.json:
        output.print_json(_document(method))
        return 0
    print(f"{method.name} {method.version} · {method.label.in_language(language)}")
    print(method.note.in_language(language), end="\n\n")
    sources = list(dict.fromkeys((i.weight_source or i.source).words(language) for i in method.indicators))
    headings = tuple(words(code) for code in ("heading_column", "heading_weight", "heading_input", "heading_indicator"))
    _columns([headings, *(_row(indicator, sources, language) for indicator in method.indicators)])
    print("", words("heading_sources"), sep="\n")
    _columns([(f"[{number}]", source) for number, source in enumerate(sources, start=1)])
    return 0


def check_method(options: argparse.Namespace) -> int:
    """A sound method is confirmed; anything else is refused with each place (exit 2)."""
    from wasdini.methods.loader import load_method

    method = load_method(options.name)
    if options.json:
        output.print_json({**_head(method), "sound": True})
    else:
        output.say("method_sound", name=method.name, version=method.version, sha256=method.sha256)
    return 0


def _row(indicator: Indicator, sources: list[str], language: str) -> tuple[str, ...]:
    weighed = indicator.weight_source or indicator.source
    doubt = indicator.source.unverified or weighed.unverified
    mark = f" ({words('unverified')})" if doubt else ""
    cell = indicator.unit or words(f"cell_{indicator.input}")
    weight = f"{indicator.weight:g}" if indicator.weight else "–"
    label = f"{indicator.label.in_language(language)}{mark} [{sources.index(weighed.words(language)) + 1}]"
    return indicator.column, weight, cell, label


def _columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Plain text in even columns, the same on a screen and in a pipe; nothing is cut."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _head(method: Method) -> dict[str, Any]:
    return {
        "name": method.name,
        "version": method.version,
        "label": vars(method.label),
        "note": vars(method.note),
        "unit_level": method.unit_level,
        "indicator_count": len(method.indicators),
        "sha256": method.sha256,
        "replaces": method.replaces or None,
    }


def _document(method: Method) -> dict[str, Any]:
    from dataclasses import asdict

    whole = asdict(method)
    for name in ("text", "stability", "is_checklist", "context"):
        whole.pop(name)
    for plain, indicator in zip(whole["indicators"], method.indicators, strict=True):
        plain["column"] = indicator.column
    return {**whole, **_head(method)}
