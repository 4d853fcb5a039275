"""`wasdini score`: a table of units in, a table of judgements out; no database."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from wasdini.cli import output
from wasdini.cli.output import words
from wasdini.core.problems import InputRefused, Problem


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("score", help=words("help_score"))
    command.add_argument("--method", required=True, help=words("help_score_method"))
    command.add_argument("--input", type=Path, required=True, help=words("help_score_input"))
    command.add_argument("--output", type=Path, required=True, help=words("help_score_output"))
    command.add_argument("--rollup", action="store_true", help=words("help_score_rollup"))
    command.add_argument("--ignore-unknown", action="store_true", help=words("help_ignore_unknown"))
    command.add_argument("--json", action="store_true", help=words("help_json"))
    command.set_defaults(run=score)


def score(options: argparse.Namespace) -> int:
    """Read, judge, write; say on stderr what came of it, or print it as JSON."""
    from wasdini.core.index.tally import category_counts, tally
    from wasdini.core.terms import Level
    from wasdini.files.reading import read_file
    from wasdini.files.writing import write_table
    from wasdini.methods.loader import load_method

    began = time.monotonic()
    _refuse_same_file(options.input, options.output)
    method = load_method(options.method)
    read = read_file(options.input, method.unit_table(ignore_unknown=options.ignore_unknown))
    made = tally(read.frame, method, rollup=options.rollup, file=read.name)
    write_table(made.frame, options.output)
    for name in sorted(set(read.ignored)):
        output.say("score_column_ignored", column=name)
    seconds = time.monotonic() - began
    levels = made.frame["level"].unique().to_list()
    document = {
        "output": str(options.output),
        "method": {"name": method.name, "version": method.version, "sha256": method.sha256},
        "input_sha256": read.sha256,
        "unit_count": made.unit_count,
        "scored_count": made.scored_count,
        "region_count": made.region_count,
        "cutoffs": {level.value: list(bounds) for level, bounds in made.cutoffs.items()},
        "categories": {level: category_counts(made.frame, method, Level(level)) for level in levels},
        "guards": [vars(each) for each in made.guards],
        "seconds": round(seconds, 3),
    }
    if options.json:
        output.print_json(document)
    else:
        params = {"units": made.unit_count, "regions": made.region_count, "file": options.output.name}
        output.say("score_done", method=method.name, version=method.version, seconds=f"{seconds:.1f}", **params)
    return 0


def _refuse_same_file(source: Path, target: Path) -> None:
    if target.exists() and source.exists() and target.samefile(source):
        raise InputRefused([Problem("output_is_input", file=str(target))])
